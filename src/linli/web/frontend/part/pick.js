// A drawing of the areas on which the place is touched; loaded only for who asks for it. It fills in the lists below it.
const box = document.querySelector("[data-map]");

export async function into(select, code) {
  for (let wait = 0; wait < 50 && ![...select.options].some((option) => option.value === code); wait += 1) {
    await new Promise((done) => setTimeout(done, 100)); // its options are on their way
  }
  select.value = code;
}

if (box) {
  const here = box.querySelector("[data-map-here]");
  const opener = box.querySelector("[data-open-map]");
  const { township, village } = opener.form.elements;
  opener.hidden = false;

  const show = async (area) => {
    try {
      const answer = await fetch(`${box.dataset.map}?${new URLSearchParams({ area })}`);
      if (!answer.ok) throw new Error(answer.statusText);
      here.innerHTML = await answer.text();
      here.querySelectorAll("a[data-pick]").forEach((each) => each.setAttribute("aria-pressed", String(each.dataset.pick === village.value)));
    } catch {
      here.textContent = box.dataset.failed;
    }
  };
  const isTownship = (code) => [...township.options].some((option) => option.value === code);

  opener.addEventListener("click", () => {
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: box.dataset.style }));
    opener.hidden = true;
    show(township.value);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a[data-pick]")) { event.preventDefault(); event.target.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })); }
  });
  box.addEventListener("click", async (event) => {
    const up = event.target.closest("[data-up]"), picked = event.target.closest("[data-pick]");
    if (up) show(up.dataset.up);
    if (!picked) return;
    event.preventDefault();
    const code = picked.dataset.pick;
    if (picked.matches("[data-village]")) {
      await into(village, code);
      here.querySelectorAll("a[data-pick]").forEach((each) => each.setAttribute("aria-pressed", String(each === picked)));
      here.querySelector("figcaption").textContent = `✓ ${picked.getAttribute("aria-label")}`;
      return;
    }
    if (isTownship(code)) {
      township.value = code;
      township.dispatchEvent(new Event("change", { bubbles: true }));
    }
    show(code);
  });
}
