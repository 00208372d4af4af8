// Putting it together: the map, the controls, and what follows from a change.

const OPENING_ZOOM = { most: 10, least: 3, deepest: 15 };

const still = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const map = L.map("map", {
  attributionControl: false,
  zoomControl: false,
  zoomAnimation: !still,
  fadeAnimation: !still,
  inertia: !still,
  minZoom: OPENING_ZOOM.least,
  maxZoom: OPENING_ZOOM.deepest,
  zoomSnap: 0.5,
  zoomDelta: 1,
  wheelPxPerZoomLevel: 120,
});
const layer = new EventLayer();
const popup = L.popup({ closeButton: false, maxWidth: 380, minWidth: 300, autoPanPadding: [12, 12], offset: [0, -8], closeOnEscapeKey: false });

/** How long one change takes is there to be measured. */
const MEASURE = "dateline.change";

let pending = null;

/** Follows up a change at the next frame: of the `filters`, the `window`, or only what is `selected`. */
function changed(what) {
  const order = ["selected", "window", "filters"];
  const before = pending;
  if (before === null || order.indexOf(what) > order.indexOf(before)) pending = what;
  if (before === null) requestAnimationFrame(followUp);
}

function followUp() {
  const what = pending;
  pending = null;
  performance.clearMeasures(MEASURE);
  const start = performance.now();
  if (what === "filters") {
    applyFilters();
    countDays();
  }
  if (what === "selected") {
    layer.draw();
    markSelected();
    return;
  }
  applyWindow();
  layer.draw();
  drawTimeline();
  showWindow();
  showCounts();
  showListSoon();
  performance.measure(MEASURE, { start, detail: what });
}

let announcement = null;

function showCounts() {
  const slots = { all: numbers.format(events.length) };
  const said = sayCount("shown", visible.length, slots);
  byId("results").textContent = said;
  byId("reset").hidden = !isFiltered();
  for (const output of document.querySelectorAll("#types output")) {
    output.textContent = numbers.format(typeCounts[Number(output.dataset.type)]);
  }
  // Whoever listens wants to hear the end of a movement, not every step of it.
  clearTimeout(announcement);
  announcement = setTimeout(() => {
    byId("status").textContent = `${said}, ${sayDays(state.from, state.to)}`;
  }, 700);
}

/** Brings into view the places of the events that are shown; regions only where there is nothing more exact. */
function showAll() {
  const shown = [...new Set(visible.map((at) => spotOf[at]))].map((spot) => spots[spot]);
  const places = shown.filter((spot) => !spot.region);
  const all = (places.length ? places : shown).map((spot) => [spot.lat, spot.lon]);
  if (all.length) map.fitBounds(all, { padding: [50, 50], maxZoom: OPENING_ZOOM.most, animate: !still });
}

/** Brings an event into view, near enough to tell it from its neighbours. */
function showOnMap(at) {
  const { lat, lon } = spots[spotOf[at]];
  const position = L.latLng(lat, lon);
  const near = Math.max(map.getZoom(), events[at].geo === REGION ? 7 : 9);
  if (!map.getBounds().pad(-0.15).contains(position) || map.getZoom() < near) map.setView(position, near, { animate: false });
}

/** A checkbox with its text and what stands beside it. */
function choice(text, checked, onchange, ...around) {
  return make("label", {}, make("input", { type: "checkbox", checked, onchange }), ...around, make("span", {}, text));
}

function toggleIn(set, value) {
  return (event) => {
    if (event.target.checked) set.delete(value);
    else set.add(value);
    changed("filters");
  };
}

function setChildren(fieldset, children) {
  fieldset.replaceChildren(fieldset.querySelector("legend"), ...children);
}

function showTypes() {
  const present = data.types.map((type, at) => [type, at]).filter(([, at]) => typeOf.includes(at));
  const items = present.map(([type, at]) => {
    const label = choice(nameOf(type), !state.hiddenTypes.has(at), toggleIn(state.hiddenTypes, at), swatch(type));
    label.append(make("output", { "data-type": at, "aria-live": "off" }));
    return label;
  });
  setChildren(byId("types"), items);
}

/** The checkboxes of the precisions; those of the place show how the map draws them. */
function showPrecisions() {
  const show = (id, group, hidden, signs) => {
    const codes = [1, 2, 3].filter((code) => events.some((event) => event[group] === code));
    const item = (code) => choice(say(`${group}.${code}`), !hidden.has(code), toggleIn(hidden, code), ...signs(code));
    setChildren(byId(id), codes.map(item));
  };
  show("time-precision", "time", state.hiddenTimes, () => []);
  show("geo-precision", "geo", state.hiddenGeos, (code) => [precisionSign(code)]);
}

/** Names with the number of events that have them, the commonest first. */
function tally(namesOf) {
  const counts = new Map();
  for (const event of events) {
    for (const name of new Set(namesOf(event))) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const rows = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return rows.map(([name, count]) => [name, `${name} (${numbers.format(count)})`]);
}

function showChoices() {
  const actors = tally((event) => actorsOf(event).map((actor) => data.names[actor]));
  const sources = tally((event) => event.reports.flatMap(sourcesOf));
  fillSelect(byId("actor"), [["", say("everyone")], ...actors], state.actor);
  fillSelect(byId("source"), [["", say("everything")], ...sources], state.source);
  fillSelect(byId("step"), STEP_DAYS.map((days) => [String(days), say(`step_size.${days}`)]), String(stepDays));
}

/** A small picture for the legend, 22 pixels wide, drawn as on the map. */
function sign(draw) {
  const canvas = make("canvas", { width: 44, height: 44, class: "sign", "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  context.scale(2, 2);
  draw(context);
  return canvas;
}

const precisionSign = (geo) =>
  sign((context) => drawLone(context, 11, 11, { geo, reports: [0] }, { shape: "circle", colour: colours.muted }));

const SIGNS = {
  several(context) {
    context.scale(0.8, 0.8);
    const types = data.types.map((_, at) => (at === 0 ? 3 : at === data.types.length - 1 ? 2 : 0));
    drawGroup(context, 13.75, 13.75, { events: { length: 5 }, types, widest: 400 }, false);
  },
  uncertainty: (context) => drawUncertainty(context, 11, 11, 9, colours.soft, false),
  clusters(context) {
    context.globalAlpha = 0.35;
    drawCluster(context, [{ x: 8, y: 8 }, { x: 14, y: 14 }], 7);
  },
  labels(context) {
    context.font = "600 13px system-ui, sans-serif";
    context.fillStyle = colours.ink;
    context.textAlign = "center";
    context.fillText("A", 11, 16);
  },
};

function showLegend() {
  const toggle = (name) =>
    choice(
      say(`show.${name}`),
      state.show[name],
      (event) => {
        state.show[name] = event.target.checked;
        layer.draw();
      },
      sign(SIGNS[name]),
    );
  const several = make("p", {}, sign(SIGNS.several), say("legend_count"));
  byId("legend").querySelector("div").replaceChildren(several, ...Object.keys(state.show).map(toggle));
}

function showWords() {
  for (const element of document.querySelectorAll("[data-say]")) element.textContent = say(element.dataset.say);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", say(element.dataset.label));
  byId("search").placeholder = say("search");
  byId("title").textContent = events.length ? sayDays(0, dayCount - 1) : "dateline";
  const inputs = data.inputs.length ? ` · ${data.inputs.join(", ")}` : "";
  byId("subtitle").textContent = `${data.version} · ${sayCount("documents", data.read)}${inputs}`;
  byId("unmapped").textContent = sayCount("unmapped", data.unmapped);
  byId("credit").textContent = say("credit");
  document.title = events.length ? `${sayDays(0, dayCount - 1)} – dateline` : "dateline";
}

const THEMES = ["auto", "light", "dark"];

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  memory.set("theme", theme);
  byId("theme").textContent = { auto: "◐", light: "☀", dark: "☾" }[theme];
  byId("theme").setAttribute("aria-label", say(`theme.${theme}`));
  byId("theme").title = say(`theme.${theme}`);
  recolour();
}

function recolour() {
  readColours();
  recolourBasemap();
  showLegend();
  showPrecisions();
  changed("window");
}

/** Everything that is said, in the language that is chosen. */
function showAllWords() {
  showWords();
  showTypes();
  showChoices();
  showPlaying();
  setTheme(document.documentElement.dataset.theme);
}

/** A round distance and its length on the screen. */
function showScale() {
  const { y, x } = map.getSize();
  const across = map.distance(map.containerPointToLatLng([0, y / 2]), map.containerPointToLatLng([Math.min(100, x), y / 2]));
  const power = 10 ** Math.floor(Math.log10(across));
  const round = [5, 2, 1].find((step) => step * power <= across) * power;
  const bar = byId("scale").firstElementChild;
  bar.textContent = sayDistance(round);
  bar.style.width = `${(100 * round) / across}px`;
}

function listenToControls() {
  byId("language").addEventListener("change", (event) => {
    closeEvent();
    setLanguage(event.target.value);
    memory.set("language", language);
    showAllWords();
    showScale();
    changed("filters");
  });
  byId("theme").addEventListener("click", () => {
    const at = THEMES.indexOf(document.documentElement.dataset.theme);
    setTheme(THEMES[(at + 1) % THEMES.length]);
  });
  byId("search").addEventListener("input", (event) => {
    state.words = fold(event.target.value).split(/\s+/).filter(Boolean);
    changed("filters");
  });
  for (const name of ["actor", "source"]) {
    byId(name).addEventListener("change", (event) => {
      state[name] = event.target.value;
      changed("filters");
    });
  }
  byId("reset").addEventListener("click", (event) => {
    event.preventDefault();
    for (const hidden of [state.hiddenTypes, state.hiddenTimes, state.hiddenGeos]) hidden.clear();
    Object.assign(state, { actor: "", source: "", words: [] });
    byId("search").value = "";
    showTypes();
    showPrecisions();
    showChoices();
    changed("filters");
    byId("search").focus();
  });
  byId("zoom-in").addEventListener("click", () => map.zoomIn());
  byId("zoom-out").addEventListener("click", () => map.zoomOut());
  byId("zoom-all").addEventListener("click", showAll);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") closeEvent();
  });
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", recolour);
}

/** A group of very many events is better looked at from nearer. */
const MANY = 40;

function listenToMap() {
  map.on("click", (event) => {
    const found = layer.hit(event.containerPoint);
    if (!found) return closeEvent();
    const [first] = found.events;
    if (found.events.length > MANY && found.spots > 1 && map.getZoom() < OPENING_ZOOM.deepest) {
      const { lat, lon } = spots[found.spot];
      return map.setView([lat, lon], map.getZoom() + 2);
    }
    openEvent(first, found.events);
  });
  map.on("mousemove", (event) => {
    map.getContainer().classList.toggle("over", layer.hit(event.containerPoint) !== null);
  });
  map.on("popupclose", () => closeEvent());
  map.on("move zoom resize", showScale);
}

function start() {
  const wanted = [memory.get("language"), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  setLanguage(wanted.find((code) => LANGUAGES[code]) ?? "en");
  const theme = memory.get("theme");
  document.documentElement.dataset.theme = THEMES.includes(theme) ? theme : "auto";
  fillSelect(byId("language"), Object.entries(LANGUAGES).map(([code, { name }]) => [code, name]), language);
  byId("filters").open = byId("legend").open = !isNarrow();
  applyWindow();
  map.setView([25, 20], OPENING_ZOOM.least);
  startTimeline();
  showAllWords();
  showAll();
  showScale();
  addBasemap(map);
  layer.addTo(map);
  listenToControls();
  listenToMap();
  listenToList();
  changed("filters");
}

start();
