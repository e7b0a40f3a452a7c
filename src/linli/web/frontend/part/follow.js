// <select data-follows="/address/" data-into="id">: what the other field offers follows from this one.
document.addEventListener("change", async ({ target }) => {
  if (!target.matches("[data-follows]")) return;
  const into = document.getElementById(target.dataset.into);
  const query = new URLSearchParams({ [target.name]: target.value });
  into.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(`${target.dataset.follows}?${query}`);
    if (answer.ok) into.innerHTML = await answer.text();
  } finally {
    into.removeAttribute("aria-busy");
  }
});
