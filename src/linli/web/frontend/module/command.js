// Pages of figures: numbers that go on by themselves. Nothing is added to the page, so that a wall runs for weeks.
import { watch } from "../part/live.js";

const page = document.querySelector("[data-command]");
if (page) {
  watch(page);
  const map = page.querySelector("[data-map]");
  if (map && !page.hasAttribute("data-wall")) {
    import(new URL("command-map.js", import.meta.url).href).then(({ draw }) => draw(map, page)).catch(() => {});
  }
}
