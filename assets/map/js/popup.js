// What is told of one event: what, when, where, who, who says so, how sure; and every report in its own words.

/** Where the focus goes back to when the popup closes. */
let opener = null;

const row = (key, ...content) => [make("dt", {}, say(key)), make("dd", {}, ...content)];
const note = (text) => make("span", { class: "note" }, text);

function whoSays(report) {
  const by = report.by === undefined ? undefined : data.names[report.by];
  const outlet = data.documents[report.document].source;
  const via = report.via === undefined ? outlet : data.names[report.via];
  if (by && via && by !== via) return say("via", { by, via });
  return by ?? via ?? say("unknown_source");
}

/** A link to the source; an address that does not lead to the web is shown as the text that it is. */
function sourceLink(document) {
  if (!document.url) return null;
  const address = webAddress(document.url);
  if (!address) return note(document.url);
  const attributes = { href: address, target: "_blank", rel: "noopener noreferrer" };
  return make("a", attributes, say("open_source"), make("span", { class: "unseen" }, ` ${say("new_tab")}`));
}

function reportItem(report) {
  const document = data.documents[report.document];
  const when = document.published?.map((day) => dayOf(day) - firstDay);
  const published = when && say("published", { date: sayDays(when[0], when.at(-1)) });
  const parts = [make("bdi", {}, whoSays(report)), make("bdi", {}, document.id), published, sourceLink(document)];
  const line = parts.filter(Boolean).flatMap((part, at) => (at ? [" · ", part] : [part]));
  return make("li", {}, make("blockquote", { dir: "auto" }, data.quotes[report.quote]), make("p", { class: "cite" }, ...line));
}

function sayKilled([low, high]) {
  const sure = low === high || high === null ? low : null;
  if (sure !== null) return sayCount("killed", sure);
  const range = low === null ? `≤ ${numbers.format(high)}` : `${numbers.format(low)}–${numbers.format(high)}`;
  return sayCount("killed", high, { n: range });
}

function who(event) {
  const names = actorsOf(event).map((actor) => make("bdi", {}, data.names[actor]));
  const both = names.length === 2 ? [names[0], ` ${say("against")} `, names[1]] : names;
  const killed = event.killed ? make("span", { class: "killed" }, sayKilled(event.killed)) : null;
  if (!both.length && !killed) return [];
  return row("who", ...both, both.length && killed ? " · " : null, killed);
}

function sureness(event) {
  const percent = percents.format(event.confidence);
  const meter = make("meter", { min: 0, max: 1, value: event.confidence, "aria-label": say("confidence", { n: percent }) });
  const disputed = event.disputed ? make("strong", { class: "disputed" }, say("disputed")) : null;
  return row("sure", meter, " ", note(say("confidence", { n: percent })), disputed ? " " : null, disputed);
}

function eventDetails(at) {
  const event = events[at];
  const around = event.within.map((place) => nameOf(data.places[place]));
  const where = [sayPlace(event), ...around].join(isRightToLeft() ? "، " : ", ");
  const cluster = event.cluster === undefined ? null : say("cluster_n", { n: numbers.format(clusterSizes.get(event.cluster)) });
  return [
    make(
      "dl",
      {},
      row("when", sayDays(from[at], to[at]), note(`${say(`timed.${event.time}`)} · ${say(`basis.${event.basis}`)}`)),
      row("where", where, note(`${say(`geo.${event.geo}`)} · ${say("within", { r: sayDistance(event.radius) })}`), cluster && note(cluster)),
      who(event),
      sureness(event),
    ),
    make("h3", {}, sayCount("reports", event.reports.length)),
    make("ul", { class: "reports" }, event.reports.map(reportItem)),
  ];
}

/** Steps through the events that share a symbol. */
function pager(at, together) {
  if (together.length < 2) return null;
  const index = together.indexOf(at);
  const go = (by, key, sign) => {
    const next = together[index + by];
    const move = () => openEvent(next, together);
    return make("button", { type: "button", onclick: move, disabled: next === undefined, "aria-label": say(key) }, sign);
  };
  const place = say("of_here", { n: numbers.format(index + 1), all: numbers.format(together.length) });
  const pages = [go(-1, "earlier", "‹"), make("span", {}, place), go(1, "later", "›")];
  return make("div", { class: "pager" }, ...pages, zoomButton(at, together));
}

/** Takes apart what lies on different spots under one symbol. */
function zoomButton(at, together) {
  const apart = new Set(together.map((other) => spotOf[other]));
  if (apart.size < 2) return null;
  const zoom = () => {
    closeEvent();
    map.fitBounds([...apart].map((spot) => [spots[spot].lat, spots[spot].lon]), { padding: [80, 80], animate: !still });
  };
  return make("button", { type: "button", class: "nearer", onclick: zoom }, say("zoom_here"));
}

function eventCard(at, together) {
  const event = events[at];
  const type = data.types[typeOf[at]];
  const close = make("button", { type: "button", class: "close", onclick: closeEvent, "aria-label": say("close") }, "×");
  const title = make("h2", { id: "event-title", tabindex: "-1" }, saySubtype(event));
  const head = make("div", { class: "head" }, swatch(type), make("div", {}, title, note(nameOf(type))), close);
  // A button here may take itself out of the page, and the library would then take its click for one on the map.
  const onclick = (click) => click.stopPropagation();
  return make("div", { class: "card", onclick }, head, pager(at, together), ...eventDetails(at));
}

/** Shows an event; `together` are those that share its symbol. On a phone a sheet has more room than a popup. */
function openEvent(at, together = [at]) {
  const card = eventCard(at, together);
  const spot = spots[spotOf[at]];
  if (state.selected === null) opener = document.activeElement;
  state.selected = at;
  const sheet = byId("sheet");
  if (isNarrow()) {
    sheet.replaceChildren(card);
    sheet.hidden = false;
    map.panInside([spot.lat, spot.lon], { padding: [40, 40] });
  } else {
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", "event-title");
    popup.options.maxHeight = Math.max(160, map.getSize().y - 90);
    popup.setLatLng([spot.lat, spot.lon]).setContent(card);
    if (!map.hasLayer(popup)) popup.openOn(map);
  }
  card.querySelector("#event-title").focus({ preventScroll: true });
  changed("selected");
}

function closeEvent() {
  if (state.selected === null) return;
  const item = document.querySelector(`.item[data-event="${state.selected}"]`);
  state.selected = null;
  byId("sheet").hidden = true;
  byId("sheet").replaceChildren();
  map.closePopup(popup);
  changed("selected");
  // The list may have been made anew since.
  (opener?.isConnected ? opener : item)?.focus({ preventScroll: true });
  opener = null;
}
