// A picture is made smaller on the device where that spares bytes; what the device cannot draw is left as it is.
const EDGE = 2560, QUALITY = 0.85, SMALL = 600_000;

export async function smaller(file) {
  if (file.size < SMALL || !file.type.startsWith("image/")) return file;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
    const canvas = Object.assign(document.createElement("canvas"), { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const drawn = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return drawn && drawn.size < file.size ? new File([drawn], file.name.replace(/\.\w+$/, ".jpg"), { type: "image/jpeg" }) : file;
  } catch {
    return file; // the server looks at it, whatever it is
  }
}
