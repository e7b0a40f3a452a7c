// Where the worker stands, asked for by a button and kept in this form alone: nothing is noted unless the form is sent.
import { words } from "./words.js";

export class Position {
  constructor(box, changed = () => {}) {
    Object.assign(this, { box, value: null, said: box.querySelector("[role=status]"), changed });
    const [find, forget] = box.querySelectorAll("button");
    this.forgetButton = forget;
    find.addEventListener("click", () => this.find());
    forget.addEventListener("click", () => { this.set(null); this.changed(); });
  }

  set(value) {
    this.value = value;
    this.forgetButton.hidden = !value;
    this.said.textContent = value ? `${words.position_noted} ${value.lat.toFixed(5)}, ${value.lon.toFixed(5)}` : "";
  }

  find() {
    if (!navigator.geolocation) { this.said.textContent = words.position_failed; return; }
    this.said.textContent = words.position_waiting;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { this.set({ lon: +coords.longitude.toFixed(6), lat: +coords.latitude.toFixed(6), crs: "wgs84" }); this.changed(); },
      () => { this.said.textContent = words.position_failed; },
      { enableHighAccuracy: true, timeout: 20_000 },
    );
  }
}
