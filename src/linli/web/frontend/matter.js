// The page of a matter: what is typed is kept with the city, and one hears who else is at work here.
const box = document.querySelector("[data-here]");
const token = () => document.querySelector("input[name=csrfmiddlewaretoken]")?.value ?? "";
let typedAt = 0;

async function speakUp() {
  if (document.hidden) return;
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), seen: box.dataset.seen, writing: Date.now() - typedAt < 30000 ? "yes" : "no" });
  const answer = await fetch(box.dataset.here, { method: "POST", body }).catch(() => null);
  if (!answer?.ok) return;
  const said = (await answer.text()).trim();
  if (said !== box.dataset.said) { box.dataset.said = said; box.innerHTML = said; }
}
if (box) { speakUp(); setInterval(speakUp, 20000); document.addEventListener("visibilitychange", speakUp); }

const waits = new Map();
document.addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form?.dataset.keeps) return;
  typedAt = Date.now();
  clearTimeout(waits.get(form));
  waits.set(form, setTimeout(async () => {
    const body = new URLSearchParams(new FormData(form));
    body.set("quietly", "yes");
    const answer = await fetch(form.dataset.keeps, { method: "POST", body }).catch(() => null);
    const said = form.querySelector("[data-kept]");
    if (said) said.hidden = !answer?.ok;
  }, 1500));
});
// What was sent is no draft any more.
document.addEventListener("submit", ({ target }) => clearTimeout(waits.get(target)));
