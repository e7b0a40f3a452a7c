// Reads the page aloud in elder mode, where the device can speak; while it is on, also each field that is entered.
const box = document.querySelector("[data-reader]");
const READ = "h1, h2, h3, p, li, dt, dd, label, legend, summary, button, a.button, a.door, td, th";

function textOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("svg, script, option, [hidden], .unseen, ul, ol, textarea, select").forEach((part) => part.remove());
  return copy.textContent.replace(/\s+/g, " ").trim();
}

function nameOf(field) {
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean);
  const parts = [...(field.labels ?? []), ...described.map((id) => document.getElementById(id))];
  const legend = field.closest("fieldset")?.querySelector("legend");
  return [legend, ...parts].filter(Boolean).map(textOf).join("，") || field.getAttribute("aria-label") || textOf(field);
}

function say(words, { then, marked } = {}) {
  const speech = new SpeechSynthesisUtterance(words);
  speech.lang = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";
  speech.rate = 0.9;
  marked?.classList.add("speaks");
  speech.onend = speech.onerror = () => { marked?.classList.remove("speaks"); then?.(); };
  window.speechSynthesis.speak(speech);
}

function* readable() {
  for (const element of document.querySelectorAll(`main :is(${READ})`)) {
    if (element.closest("[data-reader], [hidden], details:not([open]) > :not(summary)") || element.parentElement.closest("button, a, label, p, summary, td")) continue;
    const words = textOf(element);
    if (words && element.offsetParent) yield [element, words];
  }
}

if (box && "speechSynthesis" in window) {
  const button = box.querySelector("button");
  let turn = 0;
  const stop = () => {
    turn += 1;
    window.speechSynthesis.cancel();
    document.querySelectorAll(".speaks").forEach((element) => element.classList.remove("speaks"));
    button.setAttribute("aria-pressed", "false");
    button.lastElementChild.textContent = box.dataset.read;
  };
  const read = () => {
    const mine = turn, page = readable();
    const next = () => {
      const { value, done } = page.next();
      if (mine !== turn || done) return;
      const [element, words] = value;
      element.scrollIntoView({ block: "center" });
      say(words, { then: next, marked: element });
    };
    next();
    button.setAttribute("aria-pressed", "true");
    button.lastElementChild.textContent = box.dataset.stop;
  };
  box.hidden = false;
  button.addEventListener("click", () => (button.getAttribute("aria-pressed") === "true" ? stop() : read()));
  document.addEventListener("focusin", ({ target }) => {
    if (button.getAttribute("aria-pressed") !== "true" || target === button || !target.matches("input, select, textarea, button, a")) return;
    turn += 1;
    window.speechSynthesis.cancel();
    say(nameOf(target), { marked: target });
  });
  window.addEventListener("pagehide", stop);
}
