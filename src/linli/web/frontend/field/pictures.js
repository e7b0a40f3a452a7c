// Pictures of a form, kept as bytes with what they show; made smaller on the device where it can.
import { smaller } from "../part/smaller.js";
import { made, words } from "./words.js";

const MOST = 6, MOST_BYTES = 30_000_000;

export class Pictures {
  constructor(form, changed = () => {}) {
    this.form = form;
    this.all = [];
    this.changed = changed;
    form.querySelectorAll("[data-take]").forEach((box) => {
      const input = box.querySelector("input");
      input.addEventListener("change", () => this.take([...input.files], box, input));
    });
  }

  async take(files, box, input) {
    const said = box.querySelector("[role=status]");
    said.textContent = "";
    for (const file of files) {
      const ready = await smaller(file);
      const full = this.all.length >= MOST;
      if (full || ready.size > MOST_BYTES) { said.textContent = full ? words.too_many_pictures : words.picture_too_large; continue; }
      this.all.push({ purpose: box.dataset.take, name: ready.name || "photo.jpg", type: ready.type, bytes: await ready.arrayBuffer() });
    }
    input.value = "";
    this.draw();
    this.changed();
  }

  set(pictures) {
    this.all = [...pictures];
    this.draw();
  }

  draw() {
    this.form.querySelectorAll("[data-take]").forEach((box) => {
      const list = box.querySelector("[data-taken]");
      list.querySelectorAll("img").forEach((img) => URL.revokeObjectURL(img.src));
      list.replaceChildren(...this.all.filter(({ purpose }) => purpose === box.dataset.take).map((each, place) => this.shown(each, place)));
    });
  }

  shown(each, place) {
    const part = made("picture");
    const img = part.querySelector("img");
    img.src = URL.createObjectURL(new Blob([each.bytes], { type: each.type }));
    img.alt = `${words.picture} ${place + 1}`;
    part.querySelector("button").addEventListener("click", () => { this.all = this.all.filter((other) => other !== each); this.draw(); this.changed(); });
    return part;
  }
}
