// The list beside the map: the same events, by date, for reading and for keyboards.

const PAGE = 60;
/** While the slider moves only the rows are made that can be seen; the others follow when it rests. */
const FEW = 12;
const REST_MS = 120;
/** Readings below this confidence say so in the list. */
const DOUBTFUL = 0.6;
let shownRows = PAGE;

function listItem(at) {
  const event = events[at];
  const type = data.types[typeOf[at]];
  const quote = data.quotes[event.reports[0].quote];
  const actors = actorsOf(event).map((actor) => data.names[actor]).join(" – ");
  const facts = [
    event.geo > 1 ? `± ${sayDistance(event.radius)}` : null,
    event.reports.length > 1 ? sayCount("reports", event.reports.length) : null,
    event.killed ? sayKilled(event.killed) : null,
    event.disputed ? say("disputed") : null,
    event.confidence < DOUBTFUL ? say("confidence", { n: percents.format(event.confidence) }) : null,
  ].filter(Boolean);
  const open = () => {
    showOnMap(at);
    openEvent(at);
  };
  return make(
    "li",
    {},
    make(
      "button",
      { type: "button", class: "item", onclick: open, "data-event": at, "aria-current": state.selected === at ? "true" : false },
      swatch(type),
      make("span", { class: "what" }, make("b", {}, sayPlace(event)), " ", make("span", {}, saySubtype(event))),
      actors ? make("bdi", { class: "who" }, actors) : null,
      make("span", { class: "quote", dir: "auto" }, quote),
      facts.length ? make("span", { class: "facts" }, ...facts.map((fact) => make("span", {}, fact))) : null,
    ),
  );
}

/** Rows under headings of their days. */
function sections(rows) {
  const out = [];
  let heading = null;
  for (const at of rows) {
    const days = sayDays(from[at], to[at]);
    if (days !== heading) {
      heading = days;
      out.push(make("section", {}, make("h3", {}, days), make("ul", {})));
    }
    out.at(-1).lastElementChild.append(listItem(at));
  }
  return out;
}

let restTimer = null;

/** Shows the rows that can be seen now, and all of the page when nothing has changed for a moment. */
function showListSoon() {
  clearTimeout(restTimer);
  shownRows = FEW;
  showList();
  restTimer = setTimeout(() => {
    shownRows = PAGE;
    if (visible.length > FEW) showList();
  }, REST_MS);
}

function showList() {
  const rest = visible.length - shownRows;
  const more = () => {
    const last = shownRows;
    shownRows += 4 * PAGE;
    showList();
    byId("list").querySelectorAll(".item")[last]?.focus();
  };
  const button = rest > 0 ? [make("button", { type: "button", class: "more", onclick: more }, say("more", { n: numbers.format(Math.min(rest, 4 * PAGE)) }))] : [];
  const none = visible.length ? [] : [make("p", { class: "none" }, say(events.length ? "none_found" : "no_events"))];
  byId("list").replaceChildren(...sections(visible.slice(0, shownRows)), ...none, ...button);
}

/** The arrow keys go from event to event. */
function listenToList() {
  byId("list").addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by) return;
    const items = [...byId("list").querySelectorAll(".item")];
    items[items.indexOf(document.activeElement) + by]?.focus();
    event.preventDefault();
  });
}

/** Marks the event that is open, without making the list anew. */
function markSelected() {
  for (const item of byId("list").querySelectorAll(".item")) {
    if (Number(item.dataset.event) === state.selected) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
}
