// The time line: bars of events per day, a window with two ends, and a player that moves it.

/** The thumbs' half width: the bars keep so far from the edges. */
const PAD_PX = 16;
const AXIS_PX = 18;
/** As in the style sheet. */
const TIMELINE_PX = 86;
const LEAST_BAR_PX = 2;
const BIN_DAYS = [1, 7, 14, 30, 91, 182, 365];
const STEP_DAYS = [1, 7, 30];
const TICK_MS = 900;

const bars = byId("bars");
const fromInput = byId("from");
const toInput = byId("to");

/** Events per day and type. An event of which only the week or the month is known is spread over its days. */
const exactPerDay = data.types.map(() => new Float32Array(dayCount));
const spreadPerDay = data.types.map(() => new Float32Array(dayCount));
/** How many of the days up to each have events, to step over the empty ones. */
const busyDays = new Int32Array(dayCount + 1);

function countDays() {
  for (const list of [...exactPerDay, ...spreadPerDay]) list.fill(0);
  for (let at = 0; at < events.length; at++) {
    if (!passing[at]) continue;
    const known = events[at].time === 1;
    const share = known ? 1 : 1 / (to[at] - from[at] + 1);
    const list = (known ? exactPerDay : spreadPerDay)[typeOf[at]];
    for (let day = from[at]; day <= (known ? from[at] : to[at]); day++) list[day] += share;
  }
  summed = null;
  for (let day = 0; day < dayCount; day++) {
    const busy = [...exactPerDay, ...spreadPerDay].some((list) => list[day] > 0);
    busyDays[day + 1] = busyDays[day] + (busy ? 1 : 0);
  }
}

/** The width of the canvas, read once when it changes: asking for it makes the browser lay out the page. */
let timelineWidth = 1;
const barsWidth = () => Math.max(1, timelineWidth - 2 * PAD_PX);

/** The left edge of a day on the screen; time runs the way the language is read. */
function xOf(day) {
  const x = PAD_PX + (day / dayCount) * barsWidth();
  return isRightToLeft() ? timelineWidth - x : x;
}

function dayAt(x) {
  const along = isRightToLeft() ? timelineWidth - x : x;
  const day = Math.floor(((along - PAD_PX) / barsWidth()) * dayCount);
  return Math.max(0, Math.min(dayCount - 1, day));
}

const binDays = () => BIN_DAYS.find((days) => (barsWidth() * days) / dayCount >= LEAST_BAR_PX) ?? BIN_DAYS.at(-1);

/** The sums of bars are made anew when the filters or the width of a bar change, not when the window moves. */
let summed = null;

function barSums(bin) {
  if (summed?.bin !== bin) {
    const [exact, spread] = [sums(exactPerDay, bin), sums(spreadPerDay, bin)];
    const totals = Array.from(exact[0] ?? [], (_, at) => [...exact, ...spread].reduce((sum, list) => sum + list[at], 0));
    summed = { bin, exact, spread, totals, most: most(totals) };
  }
  return summed;
}

function sums(lists, bin) {
  const count = Math.ceil(dayCount / bin);
  return lists.map((list) => {
    const out = new Float32Array(count);
    for (let day = 0; day < dayCount; day++) out[Math.floor(day / bin)] += list[day];
    return out;
  });
}

function fitTimeline() {
  const ratio = window.devicePixelRatio || 1;
  timelineWidth = bars.clientWidth;
  bars.width = Math.round(timelineWidth * ratio);
  bars.height = Math.round(TIMELINE_PX * ratio);
  drawTimeline();
}

function drawTimeline() {
  const ratio = window.devicePixelRatio || 1;
  const [width, height] = [timelineWidth, TIMELINE_PX];
  const context = bars.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const bin = binDays();
  const floor = height - AXIS_PX;
  const edges = [xOf(state.from), xOf(state.to + 1)].sort((a, b) => a - b);
  context.fillStyle = colours.band;
  context.fillRect(edges[0], 0, edges[1] - edges[0], floor);
  drawBars(context, bin, floor);
  drawHighest(context, bin);
  drawAxis(context, width, floor);
  const unit = bin === 1 ? say("per_day") : say("per_days", { n: numbers.format(bin) });
  bars.setAttribute("aria-label", `${unit}: ${sayDays(0, dayCount - 1)}`);
  byId("unit").textContent = unit;
}

function drawBars(context, bin, floor) {
  const { exact, spread, totals, most: highest } = barSums(bin);
  const scale = (floor - 6) / Math.max(1, highest);
  const gap = (barsWidth() * bin) / dayCount > 5 ? 1 : 0.4;
  for (let at = 0; at < totals.length; at++) {
    if (!totals[at]) continue;
    const [a, b] = [xOf(at * bin), xOf(Math.min(dayCount, (at + 1) * bin))].sort((x, y) => x - y);
    const inside = at * bin <= state.to && (at + 1) * bin > state.from;
    let y = floor;
    for (const [lists, strength] of [[exact, 1], [spread, 0.4]]) {
      lists.forEach((list, type) => {
        const height = list[at] * scale;
        if (!height) return;
        context.globalAlpha = inside ? strength : strength * 0.3;
        context.fillStyle = data.types[type].colour;
        context.fillRect(a, y - height, Math.max(1, b - a - gap), height);
        y -= height;
      });
    }
  }
  context.globalAlpha = 1;
}

/** The number of the highest bar is the scale of all. */
function drawHighest(context, bin) {
  const { totals, most: highest } = barSums(bin);
  if (!(highest > 0)) return;
  const at = totals.indexOf(highest);
  const edges = [xOf(at * bin), xOf(Math.min(dayCount, (at + 1) * bin))].sort((a, b) => a - b);
  const after = edges[1] < timelineWidth / 2;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "top";
  context.textAlign = after ? "left" : "right";
  context.lineWidth = 3;
  context.strokeStyle = colours.surface;
  context.fillStyle = colours.muted;
  const text = [numbers.format(Math.round(highest * 10) / 10), after ? edges[1] + 3 : edges[0] - 3, 6];
  context.strokeText(...text);
  context.fillText(...text);
}

/** Days whose names stand below the bars, far enough from each other. */
function ticks(width) {
  const room = Math.max(2, Math.floor(width / 84));
  if (dayCount <= 62) {
    const stride = Math.ceil(dayCount / room);
    const days = Array.from({ length: Math.ceil(dayCount / stride) }, (_, at) => at * stride);
    return days.map((day) => [day, shortDates.format(dateOf(day))]);
  }
  const stride = [1, 2, 3, 6, 12, 24, 60, 120].find((months) => dayCount / 30.4 / months <= room) ?? 240;
  const found = [];
  const first = dateOf(0);
  for (let month = 0; ; month++) {
    const date = new Date(Date.UTC(first.getUTCFullYear(), month + 1, 1));
    const day = Math.round(date.getTime() / DAY_MS) - firstDay;
    if (day >= dayCount) return found;
    const number = date.getUTCFullYear() * 12 + date.getUTCMonth();
    if (day >= 0 && number % stride === 0) found.push([day, months.format(date)]);
  }
}

function drawAxis(context, width, floor) {
  context.fillStyle = colours.line;
  context.fillRect(PAD_PX, floor, width - 2 * PAD_PX, 1);
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "middle";
  context.textAlign = "center";
  for (const [day, text] of ticks(width)) {
    const x = xOf(day);
    context.fillStyle = colours.line;
    context.fillRect(x, floor, 1, 4);
    const half = context.measureText(text).width / 2;
    context.fillStyle = colours.muted;
    context.fillText(text, Math.max(half + 2, Math.min(width - half - 2, x)), floor + 11);
  }
}

function showWindow() {
  for (const [input, day] of [[fromInput, state.from], [toInput, state.to]]) {
    input.value = day;
    input.setAttribute("aria-valuetext", dates.format(dateOf(day)));
  }
  byId("window").textContent = sayDays(state.from, state.to);
  byId("all").disabled = isWholeTime();
}

function setWindow(a, b) {
  state.from = Math.max(0, Math.min(a, b, dayCount - 1));
  state.to = Math.min(dayCount - 1, Math.max(a, b, 0));
  changed("window");
}

let stepDays = STEP_DAYS[0];
let timer = null;

/** Moves the window by a step, over stretches without events; false when the end is reached. */
function step(direction) {
  const whole = isWholeTime();
  const length = whole ? stepDays : state.to - state.from + 1;
  const before = direction > 0 ? -stepDays : dayCount - length + stepDays;
  let start = (whole ? before : state.from) + direction * stepDays;
  const inside = () => start + length > 0 && start < dayCount;
  const busy = () => busyDays[Math.min(dayCount, start + length)] - busyDays[Math.max(0, start)] > 0;
  while (inside() && !busy()) start += direction * stepDays;
  if (!inside()) return false;
  setWindow(start, start + length - 1);
  return true;
}

function setPlaying(playing) {
  clearInterval(timer);
  timer = playing ? setInterval(() => step(1) || setPlaying(false), TICK_MS) : null;
  if (playing && !step(1)) {
    setWindow(0, dayCount - 1);
    step(1);
  }
  showPlaying();
}

function showPlaying() {
  byId("play").textContent = say(timer ? "pause" : "play");
  byId("play").classList.toggle("playing", timer !== null);
}

/** A drag inside the window moves it, one outside draws a new one, and a click takes one step's length. */
function listenToDrags() {
  let drag = null;
  bars.addEventListener("pointerdown", (event) => {
    const day = dayAt(event.offsetX);
    const inside = !isWholeTime() && day >= state.from && day <= state.to;
    drag = { day, from: state.from, length: state.to - state.from, inside, moved: false };
    bars.setPointerCapture(event.pointerId);
    setPlaying(false);
  });
  bars.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const day = dayAt(event.offsetX);
    drag.moved ||= day !== drag.day;
    if (!drag.moved) return;
    if (!drag.inside) return setWindow(drag.day, day);
    const start = Math.max(0, Math.min(dayCount - 1 - drag.length, drag.from + day - drag.day));
    setWindow(start, start + drag.length);
  });
  bars.addEventListener("pointerup", () => {
    if (drag && !drag.moved) setWindow(drag.day, drag.day + stepDays - 1);
    drag = null;
  });
  bars.addEventListener("pointercancel", () => {
    drag = null;
  });
}

function startTimeline() {
  for (const input of [fromInput, toInput]) {
    input.min = 0;
    input.max = dayCount - 1;
  }
  fromInput.addEventListener("input", () => setWindow(Math.min(fromInput.valueAsNumber, state.to), state.to));
  toInput.addEventListener("input", () => setWindow(state.from, Math.max(toInput.valueAsNumber, state.from)));
  byId("play").addEventListener("click", () => setPlaying(timer === null));
  byId("back").addEventListener("click", () => step(-1));
  byId("next").addEventListener("click", () => step(1));
  byId("all").addEventListener("click", () => {
    setPlaying(false);
    setWindow(0, dayCount - 1);
  });
  byId("step").addEventListener("change", (event) => {
    stepDays = Number(event.target.value);
    if (!isWholeTime()) setWindow(state.from, state.from + stepDays - 1);
  });
  listenToDrags();
  new ResizeObserver(fitTimeline).observe(bars);
  fitTimeline();
}
