// What somebody is writing stays in this tab until it was sent, so that a lost log-in or a reloaded page loses no words.
// Names, numbers and passwords are never kept, and nobody else's words are given to whoever logs in next.
const PREFIX = "draft:";
const who = document.documentElement.dataset.who;
const kept = (form) => [...form.elements].filter((field) => field.matches("textarea, input[type=text], input:not([type])") && !field.readOnly && !field.matches("[autocomplete=name], [autocomplete=tel], [data-private]"));
const keyOf = (form) => PREFIX + form.getAttribute("action");
const store = (() => { try { return window.sessionStorage; } catch { return null; } })();
const draftKeys = () => Object.keys(store).filter((key) => key.startsWith(PREFIX));
const forget = () => draftKeys().forEach((key) => store.removeItem(key));

function keep(form) {
  const words = kept(form).filter((field) => field.value !== field.defaultValue).map((field) => [field.name, field.value]);
  if (words.length) store.setItem(keyOf(form), JSON.stringify(words));
  else store.removeItem(keyOf(form));
}

function giveBack(form) {
  const words = JSON.parse(store.getItem(keyOf(form)) ?? "[]");
  for (const [name, value] of words) {
    const field = kept(form).find((each) => each.name === name);
    if (!field || field.value) continue; // what the server gave back is newer
    field.value = value;
    for (let box = field.closest("details"); box; box = box.parentElement.closest("details")) box.open = true;
  }
}

if (store) {
  if (who && store.getItem("drafts-of") && store.getItem("drafts-of") !== who) forget();
  if (who) store.setItem("drafts-of", who);
  const done = document.querySelector("[data-done], .notice-success");
  if (done && store.getItem("draft-sent")) store.removeItem(store.getItem("draft-sent"));
  store.removeItem("draft-sent");
  const forms = document.querySelectorAll("form[data-draft]");
  forms.forEach(giveBack);
  document.addEventListener("input", (event) => { if (event.target.form?.matches("[data-draft]")) keep(event.target.form); });
  document.addEventListener("submit", ({ target }) => {
    if (target.matches("[data-draft]")) store.setItem("draft-sent", keyOf(target));
    if (target.matches("[data-forget]")) { forget(); store.removeItem("drafts-of"); }
  });
}
