// Asks for matters like the one being reported: when its step is shown, or, where all is on one page, while somebody
// writes. What was chosen stays while nothing changes.
const form = document.querySelector("form[data-alike]");
const box = document.getElementById("alike");
const PAUSE = 900;

const asked = () => {
  const data = new FormData(form);
  for (const name of ["pictures", "kept", "same", "phone", "name"]) data.delete(name);
  return data;
};

if (form && box) {
  let last = "", timer;
  const chosen = () => box.querySelector("[name=same]:checked")?.value;
  const look = async () => {
    const data = asked(), key = JSON.stringify([...data]);
    if (key === last || chosen()) return;
    last = key;
    box.replaceChildren(document.getElementById("alike-wait").content.cloneNode(true));
    try {
      const answer = await fetch(form.dataset.alike, { method: "POST", body: data });
      if (!answer.ok) throw new Error(answer.statusText);
      const text = await answer.text();
      if (key === last) box.innerHTML = text;
    } catch {
      last = "";
      box.replaceChildren(); // nobody is kept from reporting because this did not work
    }
  };
  if (form.dataset.steps) {
    form.addEventListener("step", ({ detail }) => { if (detail.contains(box)) look(); });
  } else {
    const soon = (event) => {
      const { text, village, township, place, lon } = form.elements;
      const somewhere = [village, township, place, lon].some((each) => each?.value);
      clearTimeout(timer);
      if (!box.contains(event.target) && text.value.trim().length > 5 && somewhere) timer = setTimeout(look, PAUSE);
    };
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
  }
}
