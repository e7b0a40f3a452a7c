// The inbox from the keyboard. Every key does what a link or a button of the page does; without this script those remain.
const lines = [...document.querySelectorAll("[data-line]")];
const panel = document.getElementById("step-panel");
const sheet = document.getElementById("key-sheet");
let here = Math.max(0, lines.findIndex((line) => line.hasAttribute("aria-current")));

function go(to, focus = true) {
  if (!lines.length) return;
  here = Math.min(Math.max(to, 0), lines.length - 1);
  lines.forEach((line, place) => (place === here ? line.setAttribute("aria-current", "true") : line.removeAttribute("aria-current")));
  if (focus) lines[here].querySelector("[data-open]").focus({ preventScroll: true });
  lines[here].scrollIntoView({ block: "nearest" });
}

const tick = () => { const box = lines[here]?.querySelector("input[type=checkbox]"); if (box) { box.checked = !box.checked; count(); } };
const MOVES = {
  j: () => go(here + 1), ArrowDown: () => go(here + 1),
  k: () => go(here - 1), ArrowUp: () => go(here - 1),
  o: () => lines[here]?.querySelector("[data-open]").click(),
  x: tick,
  g: () => document.querySelector("[data-list]")?.requestSubmit(),
  u: () => document.querySelector("[data-undo]")?.requestSubmit(),
  "/": () => document.getElementById("filter-q")?.focus(),
  "?": () => sheet?.showModal(),
};

document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("[data-step]");
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); form.requestSubmit(); return; }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.matches("input:not([type=checkbox]), textarea, select") || document.querySelector("dialog[open]")) return;
  const step = lines[here]?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  const move = MOVES[event.key];
  if (!step && !move) return;
  event.preventDefault();
  if (step) step.click(); else move();
});

lines.forEach((line, place) => line.addEventListener("focusin", () => { if (place !== here) go(place, false); }));

const together = document.querySelector(".together");
function count() {
  const ticked = document.querySelectorAll("[data-list] input[type=checkbox]:checked").length;
  together?.classList.toggle("some", ticked > 0);
}
document.addEventListener("change", (event) => { if (event.target.matches("[data-list] input[type=checkbox]")) count(); });

document.querySelector("[data-sheet]")?.addEventListener("click", (event) => { if (sheet) { event.preventDefault(); sheet.showModal(); } });

// A kind is found by typing a part of its name, or how it is spelt: `ljdf`.
function finder(select) {
  if (select.dataset.found) return;
  select.dataset.found = "yes";
  const box = Object.assign(document.createElement("input"), { type: "search", autocomplete: "off" });
  box.setAttribute("aria-label", select.dataset.find);
  box.placeholder = select.dataset.find;
  select.before(box);
  const options = [...select.options];
  box.addEventListener("input", () => {
    const typed = box.value.trim().toLowerCase().replaceAll(" ", "");
    const fits = (option) => option.text.toLowerCase().includes(typed) || (option.dataset.latin ?? "").split(" ").some((word) => word.startsWith(typed)) ;
    const found = typed ? options.filter((option) => option.value && fits(option)) : options;
    const offered = new Set();
    select.replaceChildren(...found.filter((option) => !offered.has(option.value) && offered.add(option.value)));
    if (!found.length) select.append(options[0]);
    select.value = typed && found.length ? found[0].value : "";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    box.setAttribute("aria-invalid", String(!found.length));
  });
}

// Whose duty the kind is stands ready in the empty field of the unit. Only the last question's answer counts, and
// never over what a person has written while it was on its way.
const writtenByHand = (unit) => unit.value && unit.value !== unit.dataset.proposed;
let questions = 0;
document.addEventListener("change", async ({ target }) => {
  if (!target.matches("select[data-duty]")) return;
  const unit = target.form.elements.unit;
  if (!unit || writtenByHand(unit)) return;
  const question = ++questions;
  const answer = target.value ? await fetch(`${target.dataset.duty}?${new URLSearchParams({ kind: target.value })}`) : null;
  const proposed = answer?.ok ? (await answer.text()).trim() : "";
  if (question === questions && !writtenByHand(unit)) unit.value = unit.dataset.proposed = proposed;
});

function ready(root) {
  root.querySelectorAll("select[data-find]").forEach(finder);
}

document.addEventListener("htmx:afterSwap", ({ target }) => {
  if (target.id !== "step-body") return;
  ready(target);
  if (!panel.open) panel.showModal();
  const wrong = target.querySelector(".wrong input:not([type=hidden]), .wrong select, .wrong textarea");
  (wrong ?? target.querySelector("input:not([type=hidden]), select, textarea, button"))?.focus();
});
ready(document);
const came = new URLSearchParams(location.search);
if (came.has("focus") || came.has("done")) go(here);
else if (matchMedia("(hover: hover)").matches) lines[here]?.querySelector("[data-open]").focus({ preventScroll: true });
