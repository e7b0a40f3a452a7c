// "Use my position": keeps where the phone says it is in hidden fields, with the name of its coordinate system.
document.querySelectorAll("[data-position]").forEach((box) => {
  if (!("geolocation" in navigator)) return;
  const button = box.querySelector("button");
  const said = box.querySelector("[role=status]");
  const field = (name) => box.closest("form").elements[name];
  box.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = box.dataset.waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        field("lon").value = coords.longitude.toFixed(6);
        field("lat").value = coords.latitude.toFixed(6);
        field("crs").value = "WGS84";
        said.textContent = box.dataset.done;
      },
      () => { said.textContent = box.dataset.failed; },
      { enableHighAccuracy: true, timeout: 15000 },
    );
  });
});
