// Reads QR codes: with the browser's own reader where it has one, else with a small library. No picture is kept or sent.
import { load } from "./map.js";
import { words } from "./words.js";

const EACH = 200;
let stream = null, timer = null, loading = null;

async function reader() {
  if ("BarcodeDetector" in window && (await window.BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
    return async (source) => (await detector.detect(source))[0]?.rawValue ?? "";
  }
  loading ??= load(words.scan_script);
  await loading;
  return (source) => window.LinliScan.read(source);
}

export async function openScan(box, found) {
  const said = box.querySelector("[role=status]"), video = box.querySelector("video");
  const take = (text) => { if (text && !found(text)) said.textContent = words.code_unknown; };
  wire(box, take);
  said.textContent = "";
  let read;
  try {
    read = await reader();
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    said.textContent = words.no_camera;
    return;
  }
  if (box.closest("[data-view]").hidden) { closeScan(); return; } // left meanwhile
  video.srcObject = stream;
  await video.play().catch(() => {});
  const look = async () => {
    const text = video.readyState >= 2 ? await Promise.resolve(read(video)).catch(() => "") : "";
    if (!stream) return;
    if (text) take(text);
    timer = setTimeout(look, EACH);
  };
  look();
}

// A code can be typed, and read from a picture of it.
function wire(box, take) {
  if (box.dataset.wired) return;
  box.dataset.wired = "yes";
  box.querySelector("form").addEventListener("submit", (event) => { event.preventDefault(); take(event.target.elements.code.value.trim()); });
  box.querySelector("input[type=file]").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    if (!file) return;
    try {
      const picture = await createImageBitmap(file);
      take((await (await reader())(picture)) || "?");
    } catch { take("?"); }
    target.value = "";
  });
}

export function closeScan() {
  clearTimeout(timer);
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
}
