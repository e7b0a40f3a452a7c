// Fetches ahead what the map and the pictures of today's matters need, so that a day without network finds them.
import { picturesOf } from "./store.js";
import { words } from "./words.js";

export const TILES = "field-tiles";
const ZOOMS = [12, 13, 14, 15, 16], MOST_TILES = 240;

const column = (lon, z) => Math.floor(((lon + 180) / 360) * 2 ** z);
const row = (lat, z) => Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * 2 ** z);

export function tilesOf(grids) {
  const found = new Set();
  for (const z of ZOOMS) {
    for (const { box: [west, south, east, north] } of grids) {
      for (let x = column(west, z); x <= column(east, z); x += 1) {
        for (let y = row(north, z); y <= row(south, z); y += 1) found.add(`${words.tiles_address}${z}/${x}/${y}.mvt`);
      }
    }
  }
  return [...found].slice(0, MOST_TILES);
}

async function fetchInto(name, addresses) {
  const cache = await caches.open(name);
  for (const address of addresses) {
    if (await cache.match(address)) continue;
    try {
      const answer = await fetch(address);
      if (answer.ok && !answer.redirected) await cache.put(address, answer);
    } catch { return; } // the network went; what is missing is fetched another time
  }
  return cache;
}

export async function fetchAhead(today) {
  if (!("caches" in window)) return;
  await fetchInto(TILES, tilesOf(today.grids));
  const wanted = today.stops.flatMap((stop) => (stop.pictures ?? []).map(({ url }) => url));
  const cache = await fetchInto(picturesOf(today.account), wanted);
  const addresses = new Set(wanted.map((url) => new URL(url, location).href));
  for (const request of (await cache?.keys()) ?? []) if (!addresses.has(request.url)) await cache.delete(request);
}
