// <div data-places="address">: whoever writes where it is sees which township and village that names; the lists follow
// unless somebody chose there.
import { into } from "./pick.js";

const PAUSE = 500;

for (const box of document.querySelectorAll("[data-places]")) {
  const here = box.querySelector("[data-places-here]");
  const words = box.querySelector("[name=place]");
  const { township, village, csrfmiddlewaretoken: token } = words.form.elements;
  let timer, filled = "", last = "";

  const choose = async (code, below) => {
    if (township.value !== code) {
      township.value = code;
      township.dispatchEvent(new Event("change", { bubbles: true }));
    }
    filled = code + below;
    if (below) await into(village, below);
  };
  const look = async () => {
    const asked = words.value.trim(), chosen = township.value + village.value;
    if (asked === last || (chosen && chosen !== filled)) return;
    last = asked;
    try {
      const body = new URLSearchParams({ csrfmiddlewaretoken: token.value, words: asked });
      const answer = await fetch(box.dataset.places, { method: "POST", body });
      if (!answer.ok || words.value.trim() !== asked) return;
      here.innerHTML = await answer.text();
    } catch {
      return; // the words are sent all the same
    }
    const only = here.querySelector("p[data-township]");
    if (only) choose(only.dataset.township, only.dataset.village);
    else if (filled) choose("", ""); // what other words had filled in
  };
  words.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(look, PAUSE); });
  words.addEventListener("change", look);
  here.addEventListener("click", ({ target }) => {
    const picked = target.closest("button[data-township]");
    if (!picked) return;
    choose(picked.dataset.township, picked.dataset.village);
    here.querySelectorAll("button").forEach((each) => each.setAttribute("aria-pressed", String(each === picked)));
  });
}
