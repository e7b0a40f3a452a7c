import { eraseAll, items, itemOf, keep, kept, setWho, who } from "./store.js";
import { FieldForm } from "./forms.js";
import { isOpen, Queue } from "./queue.js";
import { LogInFirst, Refused, today as askToday } from "./net.js";
import { fetchAhead } from "./tiles.js";
import { fill, words } from "./words.js";
import * as draw from "./draw.js";
import { openMap } from "./map.js";
import { closeScan, openScan } from "./scan.js";

const $ = (selector) => document.querySelector(selector);
const state = { today: null, offset: 0, csrf: "", net: "unknown" };
const now = () => new Date(Date.now() + state.offset);
const queue = new Queue({ refresh, changed, now });

// Who and what

async function refresh() {
  let body;
  try {
    body = await askToday();
  } catch (fault) {
    setNet(fault instanceof LogInFirst ? "log-in" : fault instanceof Refused ? "refused" : "offline", fault);
    if (fault instanceof Refused) throw new LogInFirst();
    throw fault;
  }
  const { csrf, ...today } = body;
  if (localStorage.getItem("field-leaving")) { await leaveNow(csrf); throw new LogInFirst(); }
  if (String(today.account) !== who()) setWho(today.account);
  Object.assign(state, { today, csrf, offset: new Date(today.now) - Date.now() });
  await keep("today", { ...today, offset: state.offset });
  setNet("online");
  await drawLists();
  navigator.storage?.persist?.();
  fetchAhead(today);
  return { account: today.account, csrf };
}

async function fromDevice() {
  if (who() === null) return;
  const today = await kept("today");
  if (today) Object.assign(state, { today, offset: today.offset });
}

function setNet(net, fault) {
  state.net = net;
  document.querySelectorAll("[data-net]").forEach((part) => { part.hidden = part.dataset.net !== net; });
  $("#refused-why").textContent = net === "refused" ? fault.message : "";
}

// Drawing

async function changed() {
  const all = await items();
  draw.queue(all, { edit: mend, remove: askToRemove, again: async (item) => { await queue.again(item.key); queue.sendAll(); } }, now());
  document.querySelectorAll("[data-waiting-count]").forEach((part) => {
    const count = all.filter(isOpen).length;
    part.textContent = count;
    part.hidden = count === 0;
  });
  document.documentElement.dataset.refused = all.some((item) => item.state === "refused") ? "yes" : "";
  return all;
}

async function drawLists() {
  const all = await changed();
  const done = new Map(all.filter(isOpen).map((item) => [item.fields.matter ?? item.fields.checkpoint, item.state]));
  draw.today(state.today, done, now());
  draw.lists(state.today);
  document.querySelectorAll("[data-name]").forEach((part) => { part.textContent = state.today?.name ?? ""; });
  document.documentElement.classList.toggle("nobody", who() === null);
}

// Forms

const report = new FieldForm($("#report-form"), {
  saved: keepEntry,
  read: ({ text, place, grid, matter_kind, solved }, form) => ({ kind: "report", text, place, grid, matter_kind, solved, position: form.position.value }),
  write: (fields) => fields,
});
const step = new FieldForm($("#step-form"), {
  saved: keepEntry,
  read: ({ verb, words: said, passed }, form) => ({ kind: "step", matter: form.about, verb, words: said, passed: verb !== "verify" || passed === "yes", mark: markOf(form.about) ?? form.mark ?? "" }),
  write: (fields) => ({ verb: fields.verb, words: fields.words, passed: fields.passed ? "yes" : "no" }),
});
const look = new FieldForm($("#look-form"), {
  saved: keepEntry,
  read: ({ in_order, words: said }, form) => ({ kind: "check", checkpoint: form.about, in_order: in_order === "yes", scanned: form.scanned === form.about, words: said }),
  write: (fields) => ({ in_order: fields.in_order ? "yes" : "no", words: fields.words }),
});
const collect = new FieldForm($("#collect-form"), {
  saved: keepEntry,
  notKept: (fields) => (draw.isPersonal(state.today, fields.what) ? ["value", "consent"] : []),
  read: (fields) => ({ kind: "value", grid: fields.grid, subject: fields.subject, item: fields.what, value: draw.valueOf(state.today, fields), consent: fields.consent === "on" }),
  write: (fields) => ({ ...fields, what: fields.item, value: draw.textOf(fields.value) }),
});
const FORMS = { report: [report, "report"], step: [step, "matter"], check: [look, "checkpoint"], value: [collect, "collect"] };
const aboutOf = ({ matter, checkpoint }) => matter ?? checkpoint ?? "";
const stopOf = (code) => state.today?.stops.find((stop) => stop.code === code);
const markOf = (code) => stopOf(code)?.mark;

async function keepEntry(form, fields, pictures) {
  try {
    if (form.key) {
      if (!(await queue.mend(form.key, fields, pictures))) { await changed(); say(words.arrived_meanwhile); go("queue"); return; }
    } else {
      await queue.add(fields, pictures);
    }
  } catch (fault) {
    say(fault?.name === "QuotaExceededError" ? words.device_full : words.not_kept);
    return;
  }
  const mended = form.key !== null;
  await form.done();
  if (form === look) look.scanned = null;
  await drawLists();
  say(words.kept_on_device);
  go(mended ? "queue" : form === collect ? "collect" : "today");
  queue.sendAll();
}

function mend(item) {
  const [, view] = FORMS[item.fields.kind];
  location.hash = `#/${[view, aboutOf(item.fields), item.key].filter(Boolean).join("/")}`;
}

async function askToRemove(item) {
  const box = $("#remove-dialog");
  box.querySelector("[data-f=what]").textContent = draw.titleOf(item, state.today);
  box.querySelector("[data-tried]").hidden = !(item.tried && item.state !== "sent");
  box.returnValue = "";
  box.showModal();
  await new Promise((closed) => box.addEventListener("close", closed, { once: true }));
  if (box.returnValue !== "remove") return;
  await queue.remove(item.key);
  await drawLists();
}

// Views

const VIEWS = {
  async today() { await drawLists(); },
  async map() { openMap(state.today, now(), $("#map")); },
  async report(_about, key) { await report.open("", key && (await itemOf(key))); },
  async matter(code, key) {
    const item = key && (await itemOf(key));
    step.mark = item?.fields.mark;
    draw.matter(stopOf(code), code, now(), item?.fields);
    await step.open(code, item);
    draw.stepChoice(step.form);
  },
  async checkpoint(code, key) {
    draw.checkpoint(stopOf(code), code, state.today);
    await look.open(code, key && (await itemOf(key)));
    draw.lookChoice(look.form);
  },
  async collect(_about, key) { await collect.open("", key && (await itemOf(key))); draw.valueField(state.today, collect.form); if (key) collect.put("value", draw.textOf((await itemOf(key)).fields.value)); },
  async scan() { openScan($("#scan"), scanned); },
  async queue() { await changed(); },
};

const go = (view) => { if (location.hash === `#/${view}`) show(); else location.hash = `#/${view}`; };

async function show() {
  closeScan();
  const [, name = "today", ...rest] = location.hash.split("/").map(decodeURIComponent);
  const view = VIEWS[name] ? name : "today";
  // An item's key comes last: `#/report/<key>`, `#/matter/<code>/<key>`.
  const [about, key] = view === "matter" || view === "checkpoint" ? rest : ["", rest[0]];
  document.querySelectorAll("[data-view]").forEach((part) => { part.hidden = part.dataset.view !== view; });
  document.querySelectorAll("[data-tab]").forEach((tab) => { if (tab.dataset.tab === view) tab.setAttribute("aria-current", "page"); else tab.removeAttribute("aria-current"); });
  await VIEWS[view](about, key);
  document.title = `${$(`[data-view=${view}] h1`).textContent} · ${words.app}`;
  document.documentElement.dataset.shown = view;
  if (show.before && show.before !== location.hash) { scrollTo(0, 0); $("#content").focus({ preventScroll: true }); }
  show.before = location.hash;
}

function scanned(text) {
  const checkpoint = /#\/checkpoint\/([^/]+)$/.exec(text)?.[1] ?? (stopOf(text)?.type === "checkpoint" ? text : null);
  const code = /(?<!\d)\d{22}(?!\d)/.exec(text)?.[0];
  if (checkpoint) { look.scanned = decodeURIComponent(checkpoint); location.hash = `#/checkpoint/${checkpoint}`; return true; }
  if (code && stopOf(code)) { location.hash = `#/matter/${code}`; return true; }
  if (code) { say(fill(words.matter_elsewhere, { code }), `${words.work_address}${code}/`); return true; }
  return false;
}

let silence = null;
function say(text, address = "") {
  const part = $("#said");
  part.replaceChildren(address ? Object.assign(document.createElement("a"), { href: address, textContent: text }) : text);
  part.classList.add("shown");
  clearTimeout(silence);
  silence = setTimeout(() => part.classList.remove("shown"), 6000);
}

// Logging out

async function leave() {
  const open = (await items()).filter(isOpen).length;
  const box = $("#leave-dialog");
  box.querySelector("[data-some]").hidden = open === 0;
  box.querySelector("[data-none]").hidden = open > 0;
  box.querySelector("[data-f=count]").textContent = fill(words.items_wait, { count: open });
  box.returnValue = "";
  box.showModal();
  await new Promise((closed) => box.addEventListener("close", closed, { once: true }));
  if (!["leave", "keep", "erase"].includes(box.returnValue)) return;
  if (box.returnValue !== "keep") await eraseAll();
  setWho(null);
  Object.assign(state, { today: null });
  localStorage.setItem("field-leaving", "yes"); // without network the city hears of it as soon as there is one
  try {
    const { csrf } = await askToday();
    await leaveNow(csrf);
  } catch (fault) {
    if (fault instanceof LogInFirst) { localStorage.removeItem("field-leaving"); location.href = words.log_in_address; return; }
    await drawLists();
    go("today");
  }
}

async function leaveNow(csrf) {
  await fetch(words.log_out_address, { method: "POST", redirect: "manual", headers: { "X-CSRFToken": csrf } });
  localStorage.removeItem("field-leaving");
  location.href = words.log_in_address;
}

// Beginning

async function begin() {
  navigator.serviceWorker?.register(words.worker_address, { scope: words.app_address }).catch(() => {});
  await fromDevice();
  await drawLists();
  await show();
  document.documentElement.dataset.ready = "yes";
  await queue.sendAll();
  if (state.net === "unknown") await refresh().catch(() => {});
}

addEventListener("hashchange", show);
addEventListener("online", () => queue.sendAll());
addEventListener("offline", () => setNet("offline"));
document.addEventListener("visibilitychange", () => { if (!document.hidden) queue.sendAll(); });
$("#leave").addEventListener("click", leave);
document.querySelectorAll("[data-again]").forEach((button) => button.addEventListener("click", () => (who() === null ? refresh().catch(() => {}) : queue.sendAll())));
step.form.addEventListener("change", () => draw.stepChoice(step.form));
look.form.addEventListener("change", () => draw.lookChoice(look.form));
collect.form.elements.what.addEventListener("change", () => draw.valueField(state.today, collect.form));
begin();
