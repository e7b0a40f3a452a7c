// Keeps the figures of a page fresh from a stream of short answers, and says so when they are not.
const HOUR = 3600_000;
const TRY_AGAIN = 10_000;

export function watch(page) {
  const parts = found(page);
  const tick = parts.clock && clockOf(parts.clock);
  const staleAfter = Number(page.dataset.staleAfter) * 1000;
  const openedAt = Date.now();
  let heardAt = Date.now();
  let source = null;

  function heard(message) {
    heardAt = Date.now();
    const told = JSON.parse(message.data);
    say(parts.at, told.at);
    if (told.shape && told.shape !== page.dataset.shape) location.reload();
    if (told.words) show(told);
    // A wall is loaded anew each hour, and only while the server answers: plans and programs come with the page.
    if (page.hasAttribute("data-wall") && Date.now() - openedAt > HOUR) location.reload();
    mark();
  }

  function show(told) {
    say(parts.counted, told.counted);
    for (const [key, words] of Object.entries(told.words)) say(parts.words.get(key), words);
    for (const [key, share] of Object.entries(told.bars)) each(parts.bars.get(key), (bar) => bar.setAttribute("transform", `scale(${share} 1)`));
    for (const [key, shade] of Object.entries(told.shades)) each(parts.shades.get(key), (patch) => patch.setAttribute("class", `${patch.dataset.patch ?? ""} shade-${shade}`.trim()));
    for (const [key, href] of Object.entries(told.links)) {
      each(parts.links.get(key), (link) => { if (href) link.setAttribute("href", href); });
      each(parts.lines.get(key), (line) => { line.hidden = !told.words[key]; });
      each(parts.empty.get(key), (line) => { line.hidden = Boolean(told.words[key]); });
    }
    page.dispatchEvent(new CustomEvent("figures", { detail: told }));
  }

  function mark() {
    const old = Date.now() - heardAt > staleAfter;
    if (parts.stale && parts.stale.hidden === old) {
      parts.stale.hidden = !old;
      page.classList.toggle("is-stale", old);
    }
    tick?.();
  }

  function open() {
    source?.close();
    source = new EventSource(page.dataset.command);
    source.addEventListener("figures", heard);
    source.addEventListener("still", heard);
    source.addEventListener("error", failed);
  }

  function failed() {
    // After an answer that is no stream (a server that starts, a log-in that ran out) a browser gives up for good.
    if (source.readyState === EventSource.CLOSED) setTimeout(open, TRY_AGAIN);
  }

  setInterval(mark, 1000);
  open();
}

function found(page) {
  const by = (name) => {
    const kept = new Map();
    for (const part of page.querySelectorAll(`[data-${name}]`)) {
      const key = part.dataset[name];
      kept.set(key, [...(kept.get(key) ?? []), part]);
    }
    return kept;
  };
  for (const patch of page.querySelectorAll(".patch")) patch.dataset.patch = "patch";
  return {
    words: by("live"), bars: by("bar"), shades: by("shade"), links: by("link"), lines: by("line"), empty: by("empty"),
    at: [...page.querySelectorAll("[data-at]")],
    counted: [...page.querySelectorAll("[data-counted]")],
    stale: page.querySelector("[data-stale]"),
    clock: page.querySelector("[data-clock]"),
  };
}

function each(parts, change) {
  for (const part of parts ?? []) change(part);
}

// Writes into the text that is there: setting textContent would make a new node each time.
function say(parts, words) {
  each(parts, (part) => {
    if (part.firstChild === null) part.append("");
    if (part.firstChild.nodeValue !== words) part.firstChild.nodeValue = words;
  });
}

function clockOf(part) {
  const hours = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: part.dataset.clock });
  return () => say([part], hours.format(new Date()));
}
