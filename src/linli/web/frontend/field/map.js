// The map is a bundle of its own, loaded when it is opened; without network it comes from the cache.
import { words } from "./words.js";

let loading = null;
export const load = (address) => new Promise((done, failed) => {
  const script = Object.assign(document.createElement("script"), { src: address, onload: done, onerror: failed });
  document.head.append(script);
});

export async function openMap(today, now, box) {
  loading ??= load(words.map_script);
  try {
    await loading;
  } catch {
    loading = null;
    box.textContent = words.map_failed;
    return;
  }
  window.LinliMap.show(box, today, { tiles: words.tiles_address, here: words.you_are_here, zoomIn: words.zoom_in, zoomOut: words.zoom_out });
}
