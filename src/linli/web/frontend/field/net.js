// Talking with the city. Whatever is no answer of ours (no network, a hotel's log-in page) counts as no network.
import { words } from "./words.js";

export class NoNetwork extends Error {}
export class LogInFirst extends Error {}
export class Refused extends Error {
  constructor(problem) { super(problem.title); this.problem = problem; }
}

const TRY_LATER = new Set([408, 425, 429, 500, 502, 503, 504]);
const PATIENCE = 120_000;

async function asked(address, options) {
  let answer, body;
  try {
    answer = await fetch(address, { redirect: "manual", cache: "no-store", signal: AbortSignal.timeout?.(PATIENCE), ...options });
    body = await answer.json();
  } catch {
    throw new NoNetwork();
  }
  if (answer.ok) return body;
  if (!body.code || TRY_LATER.has(answer.status)) throw new NoNetwork();
  if (answer.status === 401) throw new LogInFirst();
  throw new Refused(body);
}

export const today = () => asked(words.today_address, { headers: { "Accept-Language": document.documentElement.lang } });

export function send(item, account, csrf) {
  const body = new FormData();
  body.append("item", JSON.stringify(item.fields));
  body.append("queue_of", account);
  for (const { purpose, name, type, bytes } of item.pictures) body.append(purpose, new Blob([bytes], { type }), name);
  return asked(words.sendings_address, { method: "POST", body, headers: { "Idempotency-Key": item.key, "X-CSRFToken": csrf, "Accept-Language": document.documentElement.lang } });
}
