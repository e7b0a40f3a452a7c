// The queue: waiting -> sending -> sent, or refused with the reason, to be mended. Nothing leaves it by itself but what
// was sent two days ago. The key of an item is made once and goes with every attempt, so the city takes it once.
import { changeItem, items, putItem, removeItem, who } from "./store.js";
import { LogInFirst, NoNetwork, Refused, send } from "./net.js";

const KEPT_AFTER_SENDING = 2 * 24 * 3600 * 1000;
const FIRST_WAIT = 10_000, LONGEST_WAIT = 300_000;

// refresh() -> {account, csrf} of who is logged in now, or throws; changed() redraws.
export class Queue {
  constructor({ refresh, changed, now }) {
    Object.assign(this, { refresh, changed, now, wait: FIRST_WAIT, needsLogIn: false });
  }

  async add(fields, pictures) {
    const at = this.now();
    const item = { key: crypto.randomUUID(), order: Date.now(), state: "waiting", tried: false, at: at.toISOString(), fields: { ...fields, done_at: at.toISOString() }, pictures };
    await putItem(item);
    return item;
  }

  // Only what cannot have arrived is changed: a refused item, or one that was never sent.
  mend(key, fields, pictures) {
    return changeItem(key, (item) => {
      if (!mayChange(item)) return null;
      return { ...item, state: "waiting", tried: false, reason: null, fields: { ...fields, done_at: item.fields.done_at }, pictures };
    });
  }

  remove = (key) => removeItem(key);
  again = (key) => changeItem(key, (item) => (item.state === "refused" ? { ...item, state: "waiting", tried: false, reason: null } : null));

  // One window at a time sends; the lock falls when the window dies, and what it was sending waits again.
  async sendAll() {
    const account = who();
    if (account === null) return;
    clearTimeout(this.timer);
    await navigator.locks.request(`field-send-${account}`, { ifAvailable: true }, async (lock) => {
      if (!lock) return;
      try {
        await this.sendEach(account);
        this.wait = FIRST_WAIT;
      } catch (fault) {
        if (!(fault instanceof NoNetwork || fault instanceof LogInFirst)) throw fault;
        if (fault instanceof NoNetwork) this.later();
      }
    });
    await this.changed();
    if (who() !== account && who() !== null) await this.sendAll(); // another person is logged in: now their queue
  }

  async sendEach(account) {
    const found = await items();
    await this.tidy(found);
    const waiting = found.filter(({ state }) => state === "waiting" || state === "sending");
    const me = await this.refresh();
    if (String(me.account) !== account) return; // somebody else is logged in: theirs is another queue
    for (const { key } of waiting) {
      const item = await changeItem(key, (now) => (now.state === "waiting" || now.state === "sending" ? { ...now, state: "sending", tried: true } : null));
      if (item && who() === account) await this.sendOne(item, account, me.csrf);
    }
    if (waiting.length) await this.refresh(); // what was done is no longer on today's list
  }

  async sendOne(item, account, csrf) {
    await this.changed();
    try {
      const { about } = await send(item, account, csrf);
      await changeItem(item.key, (now) => ({ ...now, state: "sent", about, sentAt: Date.now(), pictures: [], fields: withoutValue(now.fields) }));
    } catch (fault) {
      if (fault instanceof Refused && !isAboutLogIn(fault)) {
        const { code, detail } = fault.problem;
        await changeItem(item.key, (now) => ({ ...now, state: "refused", tried: code === "field.sent_differently", reason: { code, ...detail } }));
        return;
      }
      await changeItem(item.key, (now) => ({ ...now, state: "waiting" }));
      throw fault instanceof Refused ? new LogInFirst() : fault;
    }
  }

  later() {
    this.timer = setTimeout(() => this.sendAll(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  tidy(found) {
    const old = found.filter(({ state, sentAt }) => state === "sent" && Date.now() - sentAt > KEPT_AFTER_SENDING);
    return Promise.all(old.map(({ key }) => removeItem(key)));
  }
}

// What was written down about a building, shop or person is the city's once it arrived, and stays on no device.
const withoutValue = ({ value, ...rest }) => rest;

export const mayChange = (item) => (item.state === "refused" && !item.tried) || (item.state === "waiting" && !item.tried);
export const isOpen = ({ state }) => state !== "sent";
// A refused form token or a queue of somebody else is no fault of the item: it waits for the right log-in.
const isAboutLogIn = ({ problem }) => problem.code === "api.not_allowed" || problem.code === "field.not_your_queue";
