// <form data-steps>: shows one <section data-step="its name"> at a time. The phone's own "back" goes a step back.
const form = document.querySelector("form[data-steps]");

function stepper(sections) {
  const list = document.createElement("ol");
  list.className = "steps";
  list.setAttribute("aria-label", form.dataset.steps);
  for (const section of sections) list.append(Object.assign(document.createElement("li"), { textContent: section.dataset.step }));
  return list;
}

if (form) {
  const sections = [...form.querySelectorAll("[data-step]")];
  const list = stepper(sections);
  const last = sections.length - 1;
  let here = 0;
  document.documentElement.classList.add("stepped");
  form.prepend(list);
  form.querySelectorAll("[data-between], [data-back]").forEach((each) => { each.hidden = false; });

  const show = (step, { focus = true } = {}) => {
    here = step;
    sections.forEach((section, place) => { section.hidden = place !== step; });
    [...list.children].forEach((item, place) => {
      item.classList.toggle("done", place < step);
      if (place === step) item.setAttribute("aria-current", "step");
      else item.removeAttribute("aria-current");
    });
    if (!focus) return;
    const heading = sections[step].querySelector("h2");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    window.scrollTo({ top: 0 });
    form.dispatchEvent(new CustomEvent("step", { detail: sections[step] }));
  };
  const go = (step) => {
    if (step < 0 || step > last) return;
    window.history.pushState({ step }, "");
    show(step);
  };

  form.addEventListener("click", ({ target }) => {
    if (target.closest("[data-next]")) go(here + 1);
    if (target.closest("[data-back]")) go(here - 1);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || here === last || !event.target.matches("input:not([type=checkbox], [type=radio], [type=file])")) return;
    event.preventDefault();
    go(here + 1);
  });
  window.addEventListener("popstate", ({ state }) => show(state?.step ?? 0));
  const wrong = sections.findIndex((section) => section.querySelector(".wrong"));
  const begin = wrong >= 0 ? wrong : form.closest("main").querySelector("[role=alert]") ? last : 0;
  window.history.replaceState({ step: begin }, "");
  show(begin, { focus: false });
}
