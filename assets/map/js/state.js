// What is asked for, and which events that leaves. Two steps: what does not change with the time is kept, since the slider moves
// often and filters change seldom.

const state = {
  from: 0,
  to: dayCount - 1,
  hiddenTypes: new Set(),
  hiddenTimes: new Set(),
  hiddenGeos: new Set(),
  actor: "",
  source: "",
  words: [],
  show: { uncertainty: true, clusters: true, labels: true },
  selected: null,
};

/** 1 for events that pass all filters but type and time; 1 for those that pass the type too; and those that are shown, in order. */
const matching = new Uint8Array(events.length).fill(1);
const passing = new Uint8Array(events.length).fill(1);
let visible = [];
/** How many events each type would show in the window. */
const typeCounts = new Array(data.types.length).fill(0);

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** Everything that can be found of an event, folded; made at the first search. */
let haystacks = null;
function haystack(at) {
  haystacks ??= events.map((event) => {
    const places = [event.place, ...event.within].flatMap((place) => Object.values(data.places[place]));
    const names = actorsOf(event).map((actor) => data.names[actor]);
    const told = event.reports.flatMap((report) => [data.quotes[report.quote], data.documents[report.document].id, ...sourcesOf(report)]);
    const kinds = Object.values(phrases).map((said) => said[`sub.${data.subtypes[event.subtype].name}`] ?? "");
    return fold([...places, ...names, ...told, ...kinds].join("\n"));
  });
  return haystacks[at];
}

function matches(event, at) {
  if (state.hiddenTimes.has(event.time) || state.hiddenGeos.has(event.geo)) return false;
  if (state.actor && !actorsOf(event).some((actor) => data.names[actor] === state.actor)) return false;
  if (state.source && !event.reports.some((report) => sourcesOf(report).includes(state.source))) return false;
  return state.words.every((word) => haystack(at).includes(word));
}

function applyFilters() {
  events.forEach((event, at) => {
    matching[at] = matches(event, at) ? 1 : 0;
    passing[at] = matching[at] && !state.hiddenTypes.has(typeOf[at]) ? 1 : 0;
  });
}

/** An event is in the window when one of its possible days is. */
function applyWindow() {
  const found = [];
  typeCounts.fill(0);
  for (let at = 0; at < events.length; at++) {
    if (!matching[at] || from[at] > state.to || to[at] < state.from) continue;
    typeCounts[typeOf[at]] += 1;
    if (passing[at]) found.push(at);
  }
  visible = found;
}

const isWholeTime = () => state.from === 0 && state.to === dayCount - 1;

const isFiltered = () =>
  state.hiddenTypes.size + state.hiddenTimes.size + state.hiddenGeos.size + state.words.length > 0 || state.actor !== "" || state.source !== "";
