// The vector map of a command page: our own tiles of outlines and of open matters. Without WebGL the drawing stays.
import { LngLatBounds, Map as VectorMap, MercatorCoordinate, NavigationControl, setWorkerUrl } from "maplibre-gl";

setWorkerUrl(new URL("maplibre-gl-worker.mjs", import.meta.url).href);

export function draw(figure, page) {
  if (!hasWebGL()) return;
  const colours = colour(figure);
  const { layer, prefix, west, south, east, north } = figure.dataset;
  const canvas = document.createElement("div");
  canvas.className = "map-live";
  figure.prepend(canvas);
  const bounds = new LngLatBounds([Number(west), Number(south)], [Number(east), Number(north)]);
  const fit = { padding: 24, animate: false };
  const map = new VectorMap({
    container: canvas,
    style: style(layer, prefix, colours),
    bounds,
    fitBoundsOptions: fit,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    fadeDuration: 0,
    maxZoom: 18,
  });
  let isMoved = false;
  map.on("movestart", (event) => { isMoved ||= Boolean(event.originalEvent); });
  map.on("resize", () => { if (!isMoved) map.fitBounds(bounds, fit); });
  map.addControl(new NavigationControl({ showCompass: false }), "top-right");
  map.on("load", () => {
    figure.classList.add("has-map");
    map.resize();
    name(figure, map, page);
    page.querySelectorAll("path[data-shade]").forEach((path) => shade(map, layer, path.dataset.shade, Number(path.getAttribute("class").slice(-1))));
  });
  page.addEventListener("figures", (event) => {
    const now = () => { for (const [code, value] of Object.entries(event.detail.shades)) shade(map, layer, code, value); };
    if (figure.classList.contains("has-map")) now();
    else map.once("load", now);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => map.setStyle(style(layer, prefix, colour(figure))));
  map.on("click", "places", (event) => follow(map, event, layer));
  map.on("mouseenter", "places", () => { map.getCanvas().style.cursor = "pointer"; });
  map.on("mouseleave", "places", () => { map.getCanvas().style.cursor = ""; });
}

const FIRST_LINE = 15; // Pixels from the foot of the first line of a name to the top of the name.

// Names stand where the drawing has them. Of two that would lie over each other the later one waits for a closer look.
function name(figure, map, page) {
  const ground = document.createElement("div");
  ground.className = "map-names";
  ground.setAttribute("aria-hidden", "true");
  map.getCanvasContainer().append(ground);
  const names = namesOn(figure).map((each) => ({ ...each, element: ground.appendChild(document.createElement("span")) }));
  const write = () => {
    for (const each of names) {
      each.element.replaceChildren(...each.words().map((words) => Object.assign(document.createElement("span"), { textContent: words })));
      each.width = each.element.offsetWidth;
      each.height = each.element.offsetHeight;
    }
    place();
  };
  const place = () => {
    const shown = [];
    for (const each of names) {
      const { x, y } = map.project(each.at);
      const box = { left: x - each.width / 2, right: x + each.width / 2, top: y - FIRST_LINE, bottom: y - FIRST_LINE + each.height };
      const free = !shown.some((other) => box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom);
      if (free) shown.push(box);
      each.element.style.visibility = free ? "" : "hidden";
      each.element.style.transform = `translate(${box.left}px, ${box.top}px)`;
    }
  };
  write();
  map.on("move", place);
  page.addEventListener("figures", write);
}

function namesOn(figure) {
  const drawing = figure.querySelector(".drawing");
  const { west, south, east, north } = figure.dataset;
  const [first, last] = [MercatorCoordinate.fromLngLat([Number(west), Number(north)]), MercatorCoordinate.fromLngLat([Number(east), Number(south)])];
  const { x: left, y: top, width, height } = drawing.viewBox.baseVal;
  const earth = (x, y) => new MercatorCoordinate(first.x + ((last.x - first.x) * x) / (width + 2 * left), first.y + ((last.y - first.y) * y) / (height + 2 * top)).toLngLat();
  const written = [...drawing.querySelectorAll("text")].map((text) => ({
    at: earth(text.x.baseVal[0].value, text.y.baseVal[0].value),
    words: () => [...text.children].map((line) => line.textContent),
  }));
  return written.length ? written : [...drawing.querySelectorAll("a")].map((link) => {
    const { x, y, width: across, height: down } = link.querySelector("path").getBBox();
    return { at: earth(x + across / 2, y + down / 2), words: () => [link.getAttribute("aria-label")] };
  });
}

function follow(map, event, layer) {
  const [single] = map.queryRenderedFeatures(event.point, { layers: ["single"] });
  if (single) {
    location.assign(`/work/${single.properties.code}/`);
    return;
  }
  const { code } = event.features[0].properties;
  const here = document.querySelector(`a[href$="/command/${code}/"]`);
  if (here) location.assign(here.getAttribute("href")); // of a link in the drawing, `href` is no text
}

function shade(map, layer, code, value) {
  map.setFeatureState({ source: "places", sourceLayer: layer, id: code }, { shade: value });
}

function style(layer, prefix, colours) {
  const tiles = (path) => [`${location.origin}/map/${path}/{z}/{x}/{y}.mvt`];
  const inside = ["==", ["slice", ["get", "code"], 0, prefix.length], prefix];
  return {
    version: 8,
    transition: { duration: 0, delay: 0 },
    sources: {
      places: { type: "vector", tiles: tiles(`areas/${layer}`), maxzoom: 16, promoteId: "code" },
      matters: { type: "vector", tiles: tiles("matters"), minzoom: 6, maxzoom: 18 },
    },
    layers: [
      { id: "ground", type: "background", paint: { "background-color": colours.ground } },
      { id: "places", type: "fill", source: "places", "source-layer": layer, filter: inside, paint: { "fill-color": ["match", ["coalesce", ["feature-state", "shade"], 0], 1, colours.shades[1], 2, colours.shades[2], 3, colours.shades[3], 4, colours.shades[4], colours.shades[0]] } },
      { id: "edges", type: "line", source: "places", "source-layer": layer, filter: inside, paint: { "line-color": colours.line, "line-width": 1.5 } },
      { id: "many", type: "circle", source: "matters", "source-layer": "matters", filter: ["has", "count"], paint: { "circle-radius": ["interpolate", ["linear"], ["sqrt", ["get", "count"]], 1, 3, 20, 16], "circle-color": ["case", [">", ["get", "late"], 0], colours.late, colours.dot], "circle-opacity": 0.75, "circle-stroke-color": colours.ground, "circle-stroke-width": 1 } },
      { id: "single", type: "circle", source: "matters", "source-layer": "matters", filter: ["has", "code"], paint: { "circle-radius": 7, "circle-color": ["case", ["get", "late"], colours.late, colours.dot], "circle-stroke-color": colours.ground, "circle-stroke-width": 2 } },
    ],
  };
}

function colour(figure) {
  const styles = getComputedStyle(figure);
  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const value = (name) => painted(pen, styles.getPropertyValue(name).trim());
  return {
    ground: value("--card"), line: value("--line-strong"), dot: value("--accent"), late: value("--late"),
    shades: [0, 1, 2, 3, 4].map((step) => value(`--shade-${step}`)),
  };
}

// The map understands fewer notations than the styles: what a pixel of the colour is, it understands.
function painted(pen, colour) {
  const probe = document.createElement("i");
  probe.style.color = colour;
  document.body.append(probe);
  pen.fillStyle = getComputedStyle(probe).color;
  probe.remove();
  pen.fillRect(0, 0, 1, 1);
  const [red, green, blue] = pen.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

function hasWebGL() {
  const context = document.createElement("canvas").getContext("webgl2");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return Boolean(context);
}
