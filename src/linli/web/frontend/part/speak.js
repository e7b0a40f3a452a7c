// "Say it": records up to a minute of speech as a WAV of 16,000 samples a second, which every system can play, and sends
// it like a picture. Shown only where the device can record.
const RATE = 16_000, MOST_SECONDS = 60;

function wav(blocks) {
  const samples = blocks.reduce((sum, block) => sum + block.length, 0);
  const view = new DataView(new ArrayBuffer(44 + samples * 2));
  const text = (at, words) => [...words].forEach((sign, place) => view.setUint8(at + place, sign.charCodeAt(0)));
  text(0, "RIFF"); view.setUint32(4, 36 + samples * 2, true); text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); view.setUint16(20, 1, true); view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true); view.setUint32(28, RATE * 2, true); view.setUint16(32, 2, true); view.setUint16(34, 16, true);
  text(36, "data"); view.setUint32(40, samples * 2, true);
  let at = 44;
  for (const block of blocks) for (const each of block) { view.setInt16(at, Math.max(-1, Math.min(1, each)) * 0x7fff, true); at += 2; }
  return new File([view], "voice.wav", { type: "audio/wav" });
}

async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const context = new AudioContext({ sampleRate: RATE });
  const source = context.createMediaStreamSource(stream), taker = context.createScriptProcessor(4096, 1, 1);
  const blocks = [];
  taker.onaudioprocess = ({ inputBuffer }) => blocks.push(new Float32Array(inputBuffer.getChannelData(0)));
  source.connect(taker);
  taker.connect(context.destination);
  return async () => {
    stream.getTracks().forEach((track) => track.stop());
    taker.disconnect();
    await context.close();
    return wav(blocks);
  };
}

document.querySelectorAll("[data-speak]").forEach((button) => {
  if (!navigator.mediaDevices?.getUserMedia || !window.AudioContext) return;
  const words = button.lastElementChild, said = button.closest("[data-pictures]").querySelector("[data-said]");
  const idle = words.textContent;
  let stop = null, clock = 0;
  button.hidden = false;

  const end = async () => {
    clearInterval(clock);
    const stopped = stop;
    stop = null;
    button.setAttribute("aria-pressed", "false");
    words.textContent = idle;
    button.dispatchEvent(new CustomEvent("recorded", { detail: await stopped(), bubbles: true }));
  };
  const begin = async () => {
    try {
      stop = await record();
    } catch {
      said.textContent = button.dataset.failed;
      return;
    }
    let seconds = 0;
    button.setAttribute("aria-pressed", "true");
    words.textContent = `${button.dataset.stop} 0 s`;
    clock = setInterval(() => {
      seconds += 1;
      words.textContent = `${button.dataset.stop} ${seconds} s`;
      if (seconds >= MOST_SECONDS) end();
    }, 1000);
  };
  button.addEventListener("click", () => (stop ? end() : begin()));
});
