// How things are drawn on the canvas. Colours come from the style sheet, so that a theme changes them all.

let colours = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ["ink", "soft", "surface", "halo", "accent", "cluster", "land", "sea", "river", "border", "label", "band", "line", "muted"];
  colours = Object.fromEntries(names.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

/** The shape of a type as a path of a radius. */
function tracePath(context, shape, x, y, radius) {
  context.beginPath();
  const points = SHAPES[shape];
  if (!points) context.arc(x, y, radius, 0, 2 * Math.PI);
  else points.forEach(([dx, dy], at) => context[at ? "lineTo" : "moveTo"](x + dx * radius * 1.12, y + dy * radius * 1.12));
  context.closePath();
}

/** The more reports, the larger. */
const loneRadius = (event) => 6.5 + Math.min(4, 1.3 * (event.reports.length - 1));

/** A single event: full where the place is named, pale where it is near one, an outline where only the region is known. */
function drawLone(context, x, y, event, type) {
  const radius = loneRadius(event);
  const exact = event.geo === 1;
  tracePath(context, type.shape, x, y, radius + 1.5);
  context.fillStyle = colours.halo;
  context.fill();
  tracePath(context, type.shape, x, y, radius);
  context.globalAlpha = exact ? 1 : event.geo === 2 ? 0.45 : 0.12;
  context.fillStyle = type.colour;
  context.fill();
  context.globalAlpha = 1;
  context.lineWidth = exact ? 0.75 : 2;
  context.strokeStyle = exact ? colours.ink : type.colour;
  if (event.geo === REGION) context.setLineDash([3, 2.5]);
  context.stroke();
  context.setLineDash([]);
  return radius;
}

/** Areas grow with the number of events; no symbol reaches into the next one. */
const groupRadius = (count, widest) => 10 + (Math.max(SHARE_PX, 50) / 2 - 11) * Math.sqrt(count / widest);

/** Several events: their number in a ring that shows the types' shares; dashed where it stands for regions. */
function drawGroup(context, x, y, found, region) {
  const radius = groupRadius(found.events.length, found.widest);
  const width = 5;
  context.beginPath();
  context.arc(x, y, radius + 1.5, 0, 2 * Math.PI);
  context.fillStyle = colours.halo;
  context.fill();
  let angle = -Math.PI / 2;
  context.lineWidth = width;
  if (region) context.setLineDash([5, 3]);
  found.types.forEach((count, type) => {
    if (!count) return;
    const next = angle + (2 * Math.PI * count) / found.events.length;
    context.beginPath();
    context.arc(x, y, radius - width / 2, angle, next);
    context.strokeStyle = data.types[type].colour;
    context.stroke();
    angle = next;
  });
  context.setLineDash([]);
  context.fillStyle = colours.ink;
  context.font = "600 12px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  const { length } = found.events;
  context.fillText(length < 10000 ? numbers.format(length) : shortNumbers.format(length), x, y + 0.5);
  return radius;
}

const LARGE_CIRCLE_PX = 80;

/** Where an event can lie. */
function drawUncertainty(context, x, y, radius, colour, strong) {
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fillStyle = colour;
  // Large circles lie on each other; filled, they would hide the land.
  context.globalAlpha = strong ? 0.14 : radius > LARGE_CIRCLE_PX ? 0.015 : 0.08;
  context.fill();
  context.globalAlpha = strong ? 0.95 : 0.45;
  context.lineWidth = strong ? 2 : 1;
  context.strokeStyle = colour;
  context.setLineDash(strong ? [] : [5, 4]);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** The hull of points, or fewer points where they are fewer. */
function hull(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  if (sorted.length < 3) return sorted;
  const turn = (o, a, b) => (a.x - o.x) * (b.y - o.y) - (a.y - o.y) * (b.x - o.x);
  const half = (list) => {
    const chain = [];
    for (const point of list) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

/** A soft band round the outline of a cluster. */
function drawCluster(context, ring, reach) {
  const trace = () => {
    context.beginPath();
    ring.forEach((point, at) => context[at ? "lineTo" : "moveTo"](point.x, point.y));
    context.closePath();
  };
  context.lineJoin = "round";
  context.lineCap = "round";
  context.strokeStyle = context.fillStyle = colours.cluster;
  context.lineWidth = 2 * reach;
  trace();
  context.fill();
  context.stroke();
}

/** Text that stays legible on anything; tells whether it found room among the boxes that are taken. */
function drawLabel(context, text, x, y, { font, colour, align = "center", taken, spacing = "0px" }) {
  context.font = font;
  context.letterSpacing = spacing;
  context.textAlign = align;
  context.textBaseline = "middle";
  const width = context.measureText(text).width;
  const left = align === "center" ? x - width / 2 : align === "left" ? x : x - width;
  const box = [left - 2, y - 8, left + width + 2, y + 8];
  const free = taken.every((other) => box[2] < other[0] || box[0] > other[2] || box[3] < other[1] || box[1] > other[3]);
  if (free) {
    taken.push(box);
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = colours.halo;
    context.strokeText(text, x, y);
    context.fillStyle = colour;
    context.fillText(text, x, y);
  }
  context.letterSpacing = "0px";
  return free;
}
