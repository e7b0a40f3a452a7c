// Puts lists and heads of forms on the page.
import { mayChange } from "./queue.js";
import { fill, lamp, lampOfDay, lampPart, made, momentOf, words } from "./words.js";

const $ = (selector) => document.querySelector(selector);
const option = (value, text) => Object.assign(document.createElement("option"), { value, textContent: text });
const lampOf = (stop, now) => (stop.due_on ? lampOfDay(stop.due_on, now) : lamp(stop.due_at, now));

export function today(list, done, now) {
  const stops = list?.stops ?? [];
  $("#stops").replaceChildren(...stops.map((stop, place) => stopPart(stop, place, done.get(stop.code), now)));
  $("#no-stops").hidden = !list || stops.length > 0;
  $("#stops-count").textContent = list ? fill(words.stops, { count: stops.length, late: stops.filter((stop) => lampOf(stop, now)?.light === "late").length }) : "";
  $("#loaded").textContent = list ? fill(words.loaded_at, { at: momentOf(new Date(list.now), now) }) : "";
}

function stopPart(stop, place, state, now) {
  const isPlace = stop.type === "checkpoint";
  const verb = isPlace ? words.look : stop.verbs?.[0]?.label ?? "";
  const part = made("stop", { number: place + 1, title: stop.title, what: verb, where: stop.place ?? "", kind: isPlace ? kindOf(stop) : stop.kind });
  part.querySelector("a").href = `#/${stop.type}/${stop.code}`;
  const light = lampOf(stop, now);
  if (light) part.querySelector("[data-lamp]").replaceWith(lampPart(light));
  if (state) part.querySelector(".marks").append(made(`state-${state}`));
  return part;
}

let kinds = {};
const kindOf = (stop) => kinds[stop.kind]?.name ?? "";

export function lists(list) {
  if (!list) return;
  kinds = Object.fromEntries(list.checkpoint_kinds.map((kind) => [kind.code, kind]));
  choices("grid", list.grids.map(({ code, name }) => [code, name]), false);
  choices("matter_kind", list.kinds.map(({ code, name, group }) => [code, name, group]));
  choices("what", list.items.map(({ code, name }) => [code, name]));
  $("#nothing-admitted").hidden = list.items.length > 0;
  $("#collect-form").hidden = list.items.length === 0;
}

// Those with a group, a third word, stand together under its name.
function grouped(pairs) {
  const groups = new Map();
  return pairs.flatMap(([value, text, group]) => {
    if (!group) return [option(value, text)];
    const known = groups.get(group), box = known ?? Object.assign(document.createElement("optgroup"), { label: group });
    groups.set(group, box);
    box.append(option(value, text));
    return known ? [] : [box];
  });
}

function choices(name, pairs, withNone = true) {
  document.querySelectorAll(`select[name=${name}]`).forEach((select) => {
    const chosen = select.value;
    const none = select.dataset.none ?? "";
    select.replaceChildren(...(withNone || pairs.length === 0 ? [option("", none)] : []), ...grouped(pairs));
    if (pairs.some(([value]) => value === chosen)) select.value = chosen;
  });
}

// A matter and its step

export function matter(stop, code, now, fields) {
  const head = made("matter", { title: stop?.title ?? words.matter_gone, code, text: stop?.text, kind: stop?.kind, place: stop?.place, status: stop?.status });
  const light = stop && lampOf(stop, now);
  head.querySelector("[data-lamp]").replaceWith(light ? lampPart(light) : "");
  head.querySelector("[data-shown]").replaceChildren(...(stop?.pictures ?? []).map(shownPicture));
  head.querySelector("[data-gone]").hidden = Boolean(stop);
  $("#matter-head").replaceChildren(head);
  const verbs = stop?.verbs?.length ? stop.verbs : fields ? [{ verb: fields.verb, label: words.step_again }] : [];
  $("#step-form").hidden = verbs.length === 0;
  $("#verbs").replaceChildren(...verbs.map(({ verb, label }, place) => {
    const part = made("verb", { label });
    Object.assign(part.querySelector("input"), { value: verb, defaultChecked: place === 0 });
    return part;
  }));
  $("#verbs").closest("fieldset").hidden = verbs.length < 2;
}

function shownPicture({ url, purpose }, place) {
  const part = made("shown", { label: words.purposes[purpose] ?? words.picture });
  const img = part.querySelector("img");
  Object.assign(img, { src: url, alt: `${words.purposes[purpose] ?? words.picture} ${place + 1}` });
  return part;
}

export function stepChoice(form) {
  const verb = new FormData(form).get("verb"), passed = new FormData(form).get("passed");
  form.querySelector("[data-verify]").hidden = verb !== "verify";
  form.querySelectorAll("[data-verify] input").forEach((input) => { input.required = verb === "verify"; });
  const needsWords = verb === "note" || verb === "complete" || (verb === "verify" && passed === "no");
  form.elements.words.required = needsWords;
  form.querySelector("[data-optional]").hidden = needsWords;
  form.querySelector("[data-said]").hidden = verb === "acknowledge" || verb === "start";
}

// A checkpoint

export function checkpoint(stop, code, list) {
  const kind = stop && kinds[stop.kind];
  const head = made("checkpoint", { title: stop?.title ?? code, kind: kind?.name, code });
  head.querySelector("[data-look-at]").replaceChildren(...(kind?.look_at ?? []).map((text) => Object.assign(document.createElement("li"), { textContent: text })));
  head.querySelector("[data-unknown]").hidden = Boolean(stop) || !list;
  $("#checkpoint-head").replaceChildren(head);
}

export function lookChoice(form) {
  const isFault = new FormData(form).get("in_order") === "no";
  form.querySelector("[data-fault]").hidden = !isFault;
  form.elements.words.required = isFault;
}

// Values of the collection list

const typeOf = (list, code) => list?.items.find((item) => item.code === code) ?? { type: "text", choices: [] };

export function valueField(list, form) {
  const item = typeOf(list, form.elements.what.value);
  const kind = item.type === "yesno" || item.type === "choice" ? "choice" : item.type === "date" ? "date" : item.type === "count" || item.type === "number" ? "number" : "text";
  const part = made(`value-${kind}`);
  const field = part.matches("input, select") ? part : part.querySelector("input, select");
  if (kind === "choice") field.replaceChildren(option("", ""), ...(item.type === "yesno" ? [option("yes", words.yes), option("no", words.no)] : item.choices.map((each) => option(each, each))));
  if (item.type === "number") field.step = "any";
  $("#value-box").replaceChildren(part);
  if (item.personal) field.autocomplete = "off";
  const told = form.querySelector("[data-personal]");
  told.hidden = !item.personal;
  told.querySelector("[data-f=purpose]").textContent = item.purpose ?? "";
  told.querySelector("[data-f=basis]").textContent = item.basis ?? "";
  told.querySelector("[data-consent]").hidden = !item.consent;
  form.elements.consent.required = Boolean(item.consent);
}

export const isPersonal = (list, code) => Boolean(typeOf(list, code).personal);

export function valueOf(list, { what, value }) {
  const { type } = typeOf(list, what);
  if (type === "yesno") return value === "yes";
  if (type === "count") return Number(value);
  return value;
}

export const textOf = (value) => (value === true ? "yes" : value === false ? "no" : String(value ?? ""));

// The queue

const ORDER = { refused: 0, sending: 1, waiting: 2, sent: 3 };

export function queue(all, does, now) {
  const rows = [...all].sort((one, other) => ORDER[one.state] - ORDER[other.state] || other.order - one.order);
  $("#items").replaceChildren(...rows.map((item) => itemPart(item, does, now)));
  $("#no-items").hidden = rows.length > 0;
}

const english = document.documentElement.lang === "en";

function itemPart(item, does, now) {
  const part = made("item", { title: titleOf(item), what: words.kinds[item.fields.kind], at: momentOf(new Date(item.at), now), about: item.about ? fill(words.arrived_as, { about: item.about }) : "", pictures: item.pictures.length ? fill(words.with_pictures, { count: item.pictures.length }) : "", why: item.reason ? item.reason[english ? "en" : "zh"] ?? "" : "" });
  part.dataset.state = item.state;
  part.querySelector("[data-state-mark]").replaceWith(made(`state-${item.state}`));
  part.querySelector("[data-refused]").hidden = item.state !== "refused";
  const [edit, again, remove] = ["edit", "again", "remove"].map((name) => part.querySelector(`[data-does=${name}]`));
  edit.hidden = !mayChange(item);
  again.hidden = item.state !== "refused" || item.tried;
  remove.hidden = item.state === "sending" || item.state === "sent"; // what arrived goes from the list by itself
  for (const [button, name] of [[edit, "edit"], [again, "again"], [remove, "remove"]]) button.addEventListener("click", () => does[name](item));
  return part;
}

export function titleOf({ fields }, list) {
  return fields.text || fields.words || [fields.subject, fields.checkpoint, fields.matter].find(Boolean) || list?.city || "";
}
