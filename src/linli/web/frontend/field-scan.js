// Reads a QR code for browsers that cannot themselves.
import decode from "qr/decode.js";

const WIDEST = 900;

window.LinliScan = {
  read(source) {
    const width = source.videoWidth || source.width, height = source.videoHeight || source.height;
    const scale = Math.min(1, WIDEST / Math.max(width, height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(width * scale), height: Math.round(height * scale) });
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.drawImage(source, 0, 0, canvas.width, canvas.height);
    try { return decode(pen.getImageData(0, 0, canvas.width, canvas.height)); } catch { return ""; }
  },
};
