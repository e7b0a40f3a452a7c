// What this device keeps, apart for each account: `items` are what was written, `kept` is today's list and drafts.
import { deleteDB, openDB } from "idb";

const WHO = "field-who";
let opened = null, openedFor = null;

export const who = () => localStorage.getItem(WHO);
export const setWho = (account) => (account === null ? localStorage.removeItem(WHO) : localStorage.setItem(WHO, account));
const nameOf = (account) => `field-${account}`;
export const picturesOf = (account) => `field-pictures-${account}`;

async function db() {
  const account = who();
  if (account === null) throw new Error("nobody");
  if (openedFor !== account) {
    opened?.then((old) => old.close());
    opened = openDB(nameOf(account), 1, {
      upgrade(fresh) { fresh.createObjectStore("items", { keyPath: "key" }); fresh.createObjectStore("kept"); },
      blocking(_now, _next, { target }) { target.close(); openedFor = null; },
    });
    openedFor = account;
  }
  return opened;
}

export const kept = async (name) => (who() === null ? undefined : (await db()).get("kept", name));
export const keep = async (name, value) => (await db()).put("kept", value, name);
export const drop = async (name) => (await db()).delete("kept", name);
export const itemOf = async (key) => (await db()).get("items", key);
export const removeItem = async (key) => (await db()).delete("items", key);

export async function items() {
  if (who() === null) return [];
  return (await (await db()).getAll("items")).sort((one, other) => one.order - other.order);
}

// Pictures are kept as bytes: some browsers lose Blobs that a database holds when the app is thrown out of memory.
export async function putItem(item) {
  const tx = (await db()).transaction("items", "readwrite", { durability: "strict" });
  await Promise.all([tx.store.put(item), tx.done]);
}

// Changes an item only as it is now: two windows never write over each other. Returns null when it is gone.
export async function changeItem(key, change) {
  const tx = (await db()).transaction("items", "readwrite", { durability: "strict" });
  const item = await tx.store.get(key);
  const changed = item && change(item);
  if (changed) await tx.store.put(changed);
  await tx.done;
  return changed ?? null;
}

export async function eraseAll() {
  const account = who();
  (await db()).close();
  openedFor = null;
  await Promise.all([deleteDB(nameOf(account)), caches.delete(picturesOf(account))]);
}
