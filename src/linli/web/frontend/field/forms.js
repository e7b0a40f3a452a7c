// The four forms. Each knows how to read its fields, to be filled again for mending, and to keep its draft.
import { drop, keep, kept } from "./store.js";
import { Pictures } from "./pictures.js";
import { Position } from "./position.js";

export class FieldForm {
  constructor(form, { read, write = () => {}, saved, notKept = () => [] }) {
    Object.assign(this, { form, read, write, notKept, key: null, about: null });
    this.pictures = new Pictures(form, () => this.draft());
    const box = form.querySelector("[data-where]");
    this.position = box && new Position(box, () => this.draft());
    form.addEventListener("input", () => this.draft());
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (this.isSaving) return;
      this.isSaving = true;
      try { await saved(this, this.read(this.fields(), this), this.pictures.all); } finally { this.isSaving = false; }
    });
  }

  fields() {
    return Object.fromEntries(new FormData(this.form));
  }

  // A draft stays with its form and what it is about, for this account alone, and survives a reload.
  get draftName() { return `draft ${this.form.id} ${this.about ?? ""}`; }

  async draft() {
    if (this.key) return;
    const fields = Object.fromEntries(Object.entries(this.fields()).filter(([, value]) => typeof value === "string"));
    for (const name of this.notKept(fields)) delete fields[name]; // what is about a person stays in no draft
    await keep(this.draftName, { fields, position: this.position?.value ?? null, pictures: this.pictures.all }).catch(() => {});
  }

  // Shows the form empty, with its draft, or with an item that is to be mended.
  async open(about, item = null) {
    this.about = about;
    this.key = item?.key ?? null;
    this.form.reset();
    const draft = item ? { fields: this.write(item.fields), position: item.fields.position ?? null, pictures: item.pictures } : await kept(this.draftName);
    for (const [name, value] of Object.entries(draft?.fields ?? {})) this.put(name, value);
    this.position?.set(draft?.position ?? null);
    this.pictures.set(draft?.pictures ?? []);
    this.form.querySelectorAll("details").forEach((box) => { box.open = [...box.querySelectorAll("textarea")].some((field) => field.value); });
  }

  put(name, value) {
    const field = this.form.elements[name];
    if (!field) return;
    if (field instanceof RadioNodeList) field.value = value;
    else if (field.type === "checkbox") field.checked = Boolean(value);
    else field.value = value;
  }

  async done() {
    await drop(this.draftName);
    this.key = null;
    this.form.reset();
    this.position?.set(null);
    this.pictures.set([]);
  }
}
