// What the page shows. Days are whole numbers from here on; columns that every step of the slider looks through are arrays.

const DAY_MS = 86400000;

const readBlock = (id) => JSON.parse(document.getElementById(id).textContent);
const dayOf = (iso) => Math.round(Date.parse(iso) / DAY_MS);

const data = readBlock("data");
const events = data.events;

/** First and last possible day of each event, counted from `firstDay`. */
const from = new Int32Array(events.length);
const to = new Int32Array(events.length);
/** Number of its event type in `data.types`. */
const typeOf = new Uint8Array(events.length);

events.forEach((event, at) => {
  from[at] = dayOf(event.days[0]);
  to[at] = dayOf(event.days[event.days.length - 1]);
  typeOf[at] = data.subtypes[event.subtype].type;
});

const least = (values) => values.reduce((a, b) => Math.min(a, b), Infinity);
const most = (values) => values.reduce((a, b) => Math.max(a, b), -Infinity);

/** The first day of the time line, and how many it has. */
const firstDay = events.length ? least(from) : 0;
const dayCount = events.length ? most(to) - firstDay + 1 : 1;
for (let at = 0; at < events.length; at++) {
  from[at] -= firstDay;
  to[at] -= firstDay;
}

const dateOf = (day) => new Date((firstDay + day) * DAY_MS);

/** Everyone who says what a report says: who claims it, who carries it, the outlet. */
function sourcesOf(report) {
  const named = [report.by, report.via].filter((name) => name !== undefined).map((name) => data.names[name]);
  const outlet = data.documents[report.document].source;
  return outlet && !named.includes(outlet) ? [...named, outlet] : named;
}

const actorsOf = (event) => [event.actor1, event.actor2].filter((actor) => actor !== undefined);

/** A spot is a point on which events lie; regions keep apart from places, since their points are only middles. */
const REGION = 3;
const spots = [];
const spotOf = new Int32Array(events.length);
{
  const numbers = new Map();
  events.forEach((event, at) => {
    const region = event.geo === REGION;
    const key = `${event.at} ${region}`;
    if (!numbers.has(key)) {
      numbers.set(key, spots.length);
      spots.push({ lon: event.at[0], lat: event.at[1], region, events: 0, first: at });
    }
    spotOf[at] = numbers.get(key);
    spots[spotOf[at]].events += 1;
  });
}

/** Numbers the rows without repeats; gives those, and the number of each event's (-1 where it has none). */
function numbered(rowOf) {
  const rows = [];
  const numbers = new Map();
  const of = new Int32Array(events.length).fill(-1);
  events.forEach((event, at) => {
    const row = rowOf(event, at);
    if (!row) return;
    const key = Object.values(row).join(" ");
    if (!numbers.has(key)) numbers.set(key, rows.push(row) - 1);
    of[at] = numbers.get(key);
  });
  return { rows, of };
}

/** Events of one spot that can lie equally far from it share a circle. */
const circles = numbered((event, at) => ({ spot: spotOf[at], radius: event.radius }));
/** The spots of each cluster. */
const members = numbered((event, at) => event.cluster !== undefined && { cluster: event.cluster, spot: spotOf[at] });

/** How many events each cluster has. */
const clusterSizes = new Map();
for (const { cluster } of events) {
  if (cluster !== undefined) clusterSizes.set(cluster, (clusterSizes.get(cluster) ?? 0) + 1);
}

/** A link that leads to the web, or nothing: what a document calls its address may be anything. */
function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}
