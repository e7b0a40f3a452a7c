// Whoever logs out on any page is no longer the one whose round this device shows; what waits to be sent stays theirs.
document.addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-forget]")) return;
  try { localStorage.removeItem("field-who"); } catch { /* a browser that keeps nothing has nothing to forget */ }
});
