// Pictures (and recordings) are made smaller on the phone where it can, and sent while the form is still being filled in. Each is named in
// the form by its handle; what could not be sent is said, and the form goes without it.
import { smaller } from "./smaller.js";

document.querySelectorAll("[data-pictures]").forEach((box) => {
  const input = box.querySelector("input[type=file]");
  const said = box.querySelector("[data-said]");
  const kept = box.querySelector("[data-kept]");
  const token = () => input.form.elements.csrfmiddlewaretoken.value;

  const send = async (file) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token());
    data.append("pictures", await smaller(file));
    const answer = await fetch(box.dataset.pictures, { method: "POST", body: data, headers: { "HX-Request": "true" } });
    const part = await answer.text();
    if (answer.ok) return kept.insertAdjacentHTML("beforeend", part);
    const why = new DOMParser().parseFromString(part, "text/html").body.textContent.trim();
    throw new Error(answer.status < 500 && why ? `${file.name}: ${why}` : "");
  };

  const sendAll = async (files) => {
    const faults = [];
    input.disabled = true;
    for (const [place, file] of files.entries()) {
      said.textContent = `${box.dataset.waiting} ${place + 1} / ${files.length}`;
      try { await send(file); } catch (fault) { faults.push(fault.message || box.dataset.failed); }
    }
    input.value = "";
    input.disabled = false;
    said.textContent = faults.join(" ");
    said.classList.toggle("urgent", faults.length > 0);
  };
  input.addEventListener("change", () => sendAll([...input.files]));
  box.addEventListener("recorded", ({ detail }) => sendAll([detail]));
  box.querySelectorAll("[data-chooser]").forEach((label) => { label.hidden = false; });
  input.classList.add("unseen");
});
