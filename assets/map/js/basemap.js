// What lies under the events: land, water, borders, and names for where one is.

const outlines = readBlock("basemap");

/** How the features of a collection look. */
const LOOKS = {
  countries: () => ({ stroke: false, fill: true, fillColor: colours.land, fillOpacity: 1 }),
  water: ({ kind, rank }) =>
    kind === "river"
      ? { color: colours.river, weight: rank === 1 ? 2 : 1.2, opacity: 1 }
      : { stroke: false, fill: true, fillColor: colours.sea, fillOpacity: 1 },
  borders: ({ kind }) => ({
    color: colours.border,
    weight: kind === "governorate" ? 0.6 : 1.4,
    opacity: kind === "governorate" ? 0.8 : 1,
    dashArray: kind === "ceasefire" ? "5 4" : null,
  }),
};

const outlineLayers = [];

function addBasemap(map) {
  map.createPane("outlines").style.zIndex = 150;
  const renderer = L.canvas({ pane: "outlines", padding: 0.4 });
  for (const [name, look] of Object.entries(LOOKS)) {
    if (!outlines[name]) continue;
    const style = (feature) => ({ ...look(feature.properties), lineJoin: "round" });
    const layer = L.geoJSON(outlines[name], { renderer, pane: "outlines", interactive: false, style });
    outlineLayers.push(layer.addTo(map));
  }
}

function recolourBasemap() {
  for (const layer of outlineLayers) layer.setStyle(layer.options.style);
}

/** From which zoom level a name is shown, and how, by kind and rank. */
const NAMES = {
  country: { zoom: [4, 5, 5], font: "500 13px system-ui, sans-serif", spacing: "1.5px" },
  governorate: { zoom: [8, 8, 8], font: "11px system-ui, sans-serif", spacing: "0.8px" },
  city: { zoom: [6, 7, 8], font: "11px system-ui, sans-serif", spacing: "0px" },
  sea: { zoom: [5, 6, 6], font: "italic 12px system-ui, sans-serif", spacing: "0.5px" },
};

/** Writes the names that find room, important ones first. */
function paintNames(context, map, taken) {
  const zoom = map.getZoom();
  const size = map.getSize();
  for (const { properties, geometry } of outlines.labels?.features ?? []) {
    const look = NAMES[properties.kind];
    if (!look || zoom < look.zoom[properties.rank - 1]) continue;
    const [lon, lat] = geometry.coordinates;
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    if (x < 0 || y < 0 || x > size.x || y > size.y) continue;
    const name = properties[`name_${language}`] ?? properties.name_en;
    // Letters of Arabic are joined: they are not spaced.
    const spacing = isRightToLeft() ? "0px" : look.spacing;
    const city = properties.kind === "city";
    const style = { font: look.font, colour: colours.label, spacing, taken };
    const written = drawLabel(context, name, x, city ? y - 9 : y, style);
    if (city && written) {
      context.beginPath();
      context.arc(x, y, 2, 0, 2 * Math.PI);
      context.fillStyle = colours.label;
      context.fill();
    }
  }
}
