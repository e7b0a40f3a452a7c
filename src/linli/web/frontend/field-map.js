// The round on a map: outlines of grids from our own vector tiles, stops by number, the way between them. Where the
// worker stands is drawn on the device when asked for, and goes nowhere.
import L from "leaflet";
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const Outlines = L.GridLayer.extend({
  createTile(place, done) {
    const size = this.getTileSize();
    const ratio = window.devicePixelRatio || 1;
    const tile = Object.assign(document.createElement("canvas"), { width: size.x * ratio, height: size.y * ratio });
    fetch(`${this.options.address}${place.z}/${place.x}/${place.y}.mvt`)
      .then((answer) => (answer.ok ? answer.arrayBuffer() : new ArrayBuffer(0)))
      .then((bytes) => { drawOutlines(tile, bytes); done(null, tile); })
      .catch(() => done(null, tile)); // no network and not in the cache: the stops are shown without outlines
    return tile;
  },
});

function drawOutlines(tile, bytes) {
  if (!bytes.byteLength) return;
  const pen = tile.getContext("2d");
  for (const layer of Object.values(new VectorTile(new PbfReader(new Uint8Array(bytes))).layers)) {
    const scale = tile.width / layer.extent;
    for (let index = 0; index < layer.length; index += 1) {
      const path = new Path2D();
      for (const ring of layer.feature(index).loadGeometry()) {
        ring.forEach(({ x, y }, corner) => (corner ? path.lineTo(x * scale, y * scale) : path.moveTo(x * scale, y * scale)));
      }
      pen.fillStyle = colour("--accent-pale");
      pen.fill(path);
      pen.strokeStyle = colour("--line-strong");
      pen.lineWidth = tile.width / 256;
      pen.stroke(path);
    }
  }
}

let map = null, drawn = null, me = null;

function build(box, options) {
  box.replaceChildren();
  map = L.map(box, { zoomControl: false, attributionControl: false, minZoom: 10, maxZoom: 18 });
  L.control.zoom({ position: "bottomright", zoomInTitle: options.zoomIn, zoomOutTitle: options.zoomOut }).addTo(map);
  new Outlines({ address: options.tiles, maxNativeZoom: 16, minZoom: 10, maxZoom: 18 }).addTo(map);
  drawn = L.layerGroup().addTo(map);
  const button = document.getElementById("show-me");
  button.addEventListener("click", () => map.locate({ setView: true, maxZoom: 17, enableHighAccuracy: true }));
  map.on("locationfound", ({ latlng }) => {
    me?.remove();
    me = L.circleMarker(latlng, { radius: 9, color: colour("--card"), weight: 3, fillColor: colour("--focus"), fillOpacity: 1 }).addTo(map).bindTooltip(options.here);
  });
}

// Stops at one place share a pin, which lists them.
function together(stops) {
  const places = new Map();
  for (const stop of stops) {
    const place = `${stop.lat.toFixed(4)} ${stop.lon.toFixed(4)}`;
    places.set(place, [...(places.get(place) ?? []), stop]);
  }
  return [...places.values()];
}

const addressOf = ({ type, code }) => `#/${type}/${code}`;

function pin(stops) {
  const [first] = stops;
  const label = stops.length > 1 ? `${first.number}+${stops.length - 1}` : String(first.number);
  const icon = L.divIcon({ className: `stop-pin stop-${first.type}`, html: label, iconSize: [44, 44] });
  const made = L.marker([first.lat, first.lon], { icon, title: stops.map(({ number, title }) => `${number}. ${title}`).join("\n"), keyboard: true });
  if (stops.length === 1) return made.on("click keypress", () => { location.hash = addressOf(first); });
  const list = document.createElement("div");
  list.className = "pin-list";
  list.append(...stops.map((stop) => Object.assign(document.createElement("a"), { href: addressOf(stop), textContent: `${stop.number}. ${stop.title}` })));
  return made.bindPopup(list, { maxWidth: 280 });
}

window.LinliMap = {
  show(box, today, options) {
    if (!map) build(box, options);
    map.invalidateSize();
    drawn.clearLayers();
    const stops = (today?.stops ?? []).map((stop, place) => ({ ...stop, number: place + 1 })).filter(({ lon }) => lon != null);
    const points = stops.map(({ lat, lon }) => [lat, lon]);
    L.polyline(points, { color: colour("--accent"), weight: 5, opacity: 0.75, interactive: false }).addTo(drawn);
    for (const here of together(stops)) pin(here).addTo(drawn);
    const boxes = (today?.grids ?? []).map(({ box: [west, south, east, north] }) => [[south, west], [north, east]]);
    const around = L.latLngBounds(points.length ? points : boxes.flat());
    if (around.isValid()) map.fitBounds(around.pad(0.15), { maxZoom: 17, animate: false });
    else map.setView([35.8, 114.3], 12);
  },
};
