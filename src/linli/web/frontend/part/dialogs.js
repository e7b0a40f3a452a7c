// <button data-opens="id"> opens a <dialog id>; <button data-closes> in it closes it. Escape works by itself.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
  event.target.closest("[data-closes]")?.closest("dialog")?.close();
});
document.querySelectorAll("[data-opens][hidden]").forEach((button) => { button.hidden = false; });
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
