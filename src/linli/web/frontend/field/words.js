// The page's sentences and small facts, set by the server in the reader's language.
export const words = JSON.parse(document.getElementById("words").textContent);
const language = document.documentElement.lang;
const in_zone = (options) => new Intl.DateTimeFormat(language, { timeZone: words.zone, hourCycle: "h23", ...options });
const clock = in_zone({ hour: "2-digit", minute: "2-digit" });
const day = in_zone({ month: "numeric", day: "numeric" });
const whole = in_zone({ year: "numeric", month: "2-digit", day: "2-digit" });

export const fill = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_all, name) => facts[name] ?? "");
export const momentOf = (at, now) => (whole.format(at) === whole.format(now) ? clock.format(at) : `${day.format(at)} ${clock.format(at)}`);

// How a clock stands, as the workbench says it: late, due within the city's day, or in time.
export function lamp(due, now) {
  if (!due) return null;
  const at = new Date(due);
  if (at <= now) return { light: "late", label: fill(words.late_since, { at: momentOf(at, now) }) };
  // Due at midnight is due today, not tomorrow.
  if (whole.format(new Date(at - 1)) === whole.format(now)) return { light: "today", label: clock.format(at).startsWith("00:00") ? words.due_today_end : fill(words.due_today, { at: clock.format(at) }) };
  if (clock.format(at).startsWith("00:00")) return { light: "in_time", label: fill(words.due_by_end, { day: day.format(new Date(at - 1)) }) };
  return { light: "in_time", label: fill(words.due_by, { at: momentOf(at, now) }) };
}

export function lampOfDay(due, now) {
  const today = whole.format(now), on = whole.format(new Date(`${due}T12:00:00Z`));
  if (on === today) return { light: "today", label: words.look_today };
  return { light: "late", label: fill(words.look_since, { day: day.format(new Date(`${due}T12:00:00Z`)) }) };
}

// Copies a template and writes texts into its slots; text is never taken for markup.
export function made(name, texts = {}) {
  const part = document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
  for (const [slot, text] of Object.entries(texts)) {
    part.querySelectorAll(`[data-f="${slot}"]`).forEach((place) => { place.textContent = text ?? ""; place.hidden = text === "" || text == null; });
  }
  return part;
}

export function lampPart({ light, label }) {
  const part = made(`lamp-${light}`);
  part.querySelector("[data-f=label]").textContent = label;
  return part;
}
