// Asks for matters like the one being reported when its step is shown; what was chosen stays while nothing changes.
const form = document.querySelector("form[data-alike]");
const box = document.getElementById("alike");

const asked = () => {
  const data = new FormData(form);
  for (const name of ["pictures", "kept", "same", "phone", "name"]) data.delete(name);
  return data;
};

if (form && box) {
  let last = "";
  form.addEventListener("step", async ({ detail }) => {
    if (!detail.contains(box)) return;
    const data = asked(), key = JSON.stringify([...data]);
    if (key === last) return;
    box.replaceChildren(document.getElementById("alike-wait").content.cloneNode(true));
    try {
      const answer = await fetch(form.dataset.alike, { method: "POST", body: data });
      if (!answer.ok) throw new Error(answer.statusText);
      box.innerHTML = await answer.text();
      last = key;
    } catch {
      box.replaceChildren(); // nobody is kept from reporting because this did not work
    }
  });
}
