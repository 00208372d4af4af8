// Making and finding elements. Text becomes text and nothing else.

const byId = (id) => document.getElementById(id);

/** An element with attributes (`onX` are listeners) and children, which are elements, texts or nothing. */
function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** The corners of a shape round the origin with radius 1, by the names of the styles; a circle has none. */
const SHAPES = {
  triangle: corners(3),
  square: corners(4, Math.PI / 4),
  diamond: corners(4),
  pentagon: corners(5),
  star: corners(10).map(([x, y], at) => (at % 2 ? [x * 0.5, y * 0.5] : [x * 1.15, y * 1.15])),
};

function corners(count, turn = 0) {
  return Array.from({ length: count }, (_, at) => {
    const angle = turn + (2 * Math.PI * at) / count - Math.PI / 2;
    return [Math.cos(angle), Math.sin(angle)];
  });
}

/** The sign of an event type, as legends and lists show it. */
function swatch(type) {
  const svg = document.createElementNS(SVG, "svg");
  const shape = SHAPES[type.shape];
  const sign = document.createElementNS(SVG, shape ? "polygon" : "circle");
  svg.setAttribute("viewBox", "-8 -8 16 16");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("aria-hidden", "true");
  sign.setAttribute("fill", type.colour);
  if (shape) sign.setAttribute("points", shape.map(([x, y]) => `${(x * 6.5).toFixed(1)},${(y * 6.5).toFixed(1)}`).join(" "));
  else sign.setAttribute("r", "6");
  svg.append(sign);
  return svg;
}

/** Options of a choice: pairs of value and text. */
function fillSelect(select, options, value) {
  select.replaceChildren(...options.map(([key, text]) => make("option", { value: key, selected: key === value }, text)));
  select.value = value;
}

/** A small memory that may be refused, as it is for files in some browsers. */
const memory = {
  get(key) {
    try {
      return localStorage.getItem(`dateline.${key}`);
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(`dateline.${key}`, value);
    } catch {
      // The choice then lasts as long as the page.
    }
  },
};

const isNarrow = () => window.matchMedia("(max-width: 800px)").matches;
