// Which spots share a symbol at a zoom level: those that would lie on each other on the screen.

/** So near each other two spots share a symbol, in pixels. Where there is much to show, fewer and wider symbols say more. */
const SHARE_PX = events.length > 300 ? 50 : 30;
/** A group of this many events, or the largest one if that is larger, has the widest symbol. */
const WIDE_COUNT = 36;
const groupsByZoom = new Map();

/** The groups at a zoom level: their leading spots, and the group of each spot. Steady while the slider moves. */
function groupsAt(map, zoom) {
  if (!groupsByZoom.has(zoom)) groupsByZoom.set(zoom, findGroups(map, zoom));
  return groupsByZoom.get(zoom);
}

function findGroups(map, zoom) {
  const points = spots.map((spot) => map.project([spot.lat, spot.lon], zoom));
  // The busiest spot leads, so that symbols stand where most happened.
  const order = spots.map((_, at) => at).sort((a, b) => spots[b].events - spots[a].events || a - b);
  const cells = new Map();
  const leaders = [];
  const groupOf = new Int32Array(spots.length);
  for (const spot of order) {
    const near = nearestGroup(points[spot], spots[spot].region, cells);
    if (near) {
      groupOf[spot] = near.group;
      leaders[near.group].spots += 1;
      leaders[near.group].total += spots[spot].events;
      continue;
    }
    groupOf[spot] = leaders.length;
    const cell = cellOf(points[spot].x, points[spot].y);
    if (!cells.has(cell)) cells.set(cell, []);
    cells.get(cell).push({ group: leaders.length, point: points[spot], region: spots[spot].region });
    leaders.push({ spot, spots: 1, total: spots[spot].events });
  }
  return { leaders, groupOf, widest: most([WIDE_COUNT, ...leaders.map(({ total }) => total)]) };
}

const cellOf = (x, y) => `${Math.floor(x / SHARE_PX)},${Math.floor(y / SHARE_PX)}`;

function nearestGroup(point, region, cells) {
  let best = null;
  let nearest = SHARE_PX;
  for (const dx of [-SHARE_PX, 0, SHARE_PX]) {
    for (const dy of [-SHARE_PX, 0, SHARE_PX]) {
      for (const other of cells.get(cellOf(point.x + dx, point.y + dy)) ?? []) {
        const distance = other.point.distanceTo(point);
        if (other.region === region && distance < nearest) [best, nearest] = [other, distance];
      }
    }
  }
  return best;
}

/** What is visible, group by group: its events, their number by type, and the reports of a lone one. */
function countGroups({ leaders, groupOf, widest }) {
  const counted = new Map();
  for (const at of visible) {
    const group = groupOf[spotOf[at]];
    let found = counted.get(group);
    if (!found) {
      found = { group, widest, ...leaders[group], events: [], types: new Array(data.types.length).fill(0) };
      counted.set(group, found);
    }
    found.events.push(at);
    found.types[typeOf[at]] += 1;
  }
  // Regions lie below places, big ones below small ones.
  const below = ({ spot }) => (spots[spot].region ? 0 : 1);
  return [...counted.values()].sort((a, b) => below(a) - below(b) || b.events.length - a.events.length || a.group - b.group);
}
