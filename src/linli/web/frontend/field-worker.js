// Keeps the app on the device. `LINLI` (version, page, carried files) is written before this by the server. Entries are
// sent by the page, which knows whose they are; this worker sends nothing.
const { version, page, carried } = self.LINLI;
const APP = `field-app-${version}`;
const TILES = "field-tiles", PICTURES = "field-pictures-";
const TILE = "/map/areas/", PATIENCE = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(APP);
    await cache.addAll(carried.map((address) => new Request(address, { cache: "reload" })));
    await freshPage(cache).catch(() => {}); // not logged in: the page comes with its next visit
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("field-app-") && name !== APP) await caches.delete(name);
    await self.clients.claim();
  })());
});

async function freshPage(cache, request = new Request(page, { credentials: "same-origin" })) {
  const answer = await fetch(request);
  if (answer.ok && !answer.redirected && answer.type === "basic") await cache.put(page, answer.clone());
  return answer;
}

// The page: from the network while it answers soon, else as it was; a log-in that is asked for is passed on.
async function thePage(event) {
  const cache = await caches.open(APP);
  const fresh = freshPage(cache, event.request);
  event.waitUntil(fresh.catch(() => {}));
  const known = await cache.match(page);
  if (!known) return fresh;
  const late = new Promise((done) => { setTimeout(() => done(known), PATIENCE); });
  return Promise.race([fresh.then((answer) => (answer.status < 500 ? answer : known)), late]).catch(() => known);
}

async function fromCache(request, name) {
  const known = await caches.match(request, { ignoreSearch: true });
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && name) (await caches.open(name)).put(request, answer.clone());
  return answer;
}

async function picture(request) {
  try {
    return await fetch(request);
  } catch {
    for (const name of await caches.keys()) {
      const known = name.startsWith(PICTURES) && (await (await caches.open(name)).match(request));
      if (known) return known;
    }
    return Response.error();
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  if (request.mode === "navigate") { if (pathname === page) event.respondWith(thePage(event)); return; }
  if (carried.includes(pathname)) event.respondWith(fromCache(request));
  else if (pathname.startsWith(TILE)) event.respondWith(fromCache(request, TILES));
  else if (/^\/work\/\w+\/files\//.test(pathname)) event.respondWith(picture(request));
});
