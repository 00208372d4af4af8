// The layer of events: one canvas that is drawn anew at every step. What lies off the screen costs nothing.

const LABEL_FONT = "600 12px system-ui, sans-serif";
const MOST_LABELS = 60;
/** Circles smaller than a symbol say nothing. */
const LEAST_CIRCLE_PX = 14;
const CLUSTER_REACH_M = 2500;
const CLUSTER_REACH_PX = 24;
/** Bands are drawn with pixels of this size, round points on a grid of this width. */
const BAND_PX = 2;
const GRID_PX = 6;
const toGrid = ({ x, y }) => ({ x: Math.round(x / GRID_PX) * GRID_PX, y: Math.round(y / GRID_PX) * GRID_PX });

const EventLayer = L.Layer.extend({
  onAdd(map) {
    this.canvas = make("canvas", { class: "events leaflet-zoom-animated", "aria-hidden": "true" });
    map.getPanes().overlayPane.append(this.canvas);
    this.bands = make("canvas");
    this.drawn = [];
    this.draw();
  },

  getEvents() {
    return { move: this.draw, zoom: this.draw, resize: this.draw, zoomanim: this.follow };
  },

  /** Keeps the last picture in its place while the library zooms. */
  follow(event) {
    const scale = this._map.getZoomScale(event.zoom, this.zoom);
    const corner = this._map._latLngToNewLayerPoint(this.corner, event.zoom, event.center);
    L.DomUtil.setTransform(this.canvas, corner, scale);
  },

  draw() {
    const map = this._map;
    const size = map.getSize();
    const ratio = window.devicePixelRatio || 1;
    const corner = map.containerPointToLayerPoint([0, 0]);
    L.DomUtil.setPosition(this.canvas, corner);
    this.corner = map.layerPointToLatLng(corner);
    this.zoom = map.getZoom();
    if (this.canvas.width !== Math.round(size.x * ratio) || this.canvas.height !== Math.round(size.y * ratio)) {
      this.canvas.width = Math.round(size.x * ratio);
      this.canvas.height = Math.round(size.y * ratio);
      this.canvas.style.width = `${size.x}px`;
      this.canvas.style.height = `${size.y}px`;
    }
    const context = this.canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, size.x, size.y);
    this.paint(context, size);
  },

  paint(context, size) {
    const found = countGroups(groupsAt(this._map, Math.round(this._map.getZoom())));
    const placed = found.map((group) => ({ ...group, ...this.point(spots[group.spot]) }));
    const margin = 40;
    const onScreen = placed.filter(({ x, y }) => x > -margin && y > -margin && x < size.x + margin && y < size.y + margin);
    if (state.show.clusters) this.paintClusters(context, size);
    if (state.show.uncertainty) this.paintUncertainty(context, size);
    this.drawn = onScreen.map((group) => ({ ...group, radius: this.paintGroup(context, group) }));
    const taken = this.drawn.map(({ x, y, radius }) => [x - radius, y - radius, x + radius, y + radius]);
    if (state.show.labels) this.paintLabels(context, taken);
    paintNames(context, this._map, taken);
    if (state.selected !== null) this.paintSelected(context);
  },

  point(spot) {
    const { x, y } = this._map.latLngToContainerPoint([spot.lat, spot.lon]);
    return { x, y };
  },

  metresToPixels(metres, lat) {
    const zoom = this._map.getZoom();
    return metres / ((40075016.686 * Math.cos((lat * Math.PI) / 180)) / (256 * 2 ** zoom));
  },

  paintGroup(context, group) {
    const spot = spots[group.spot];
    if (group.events.length > 1) return drawGroup(context, group.x, group.y, group, spot.region);
    const at = group.events[0];
    return drawLone(context, group.x, group.y, events[at], data.types[typeOf[at]]);
  },

  /** The rows of a table that visible events have. */
  visibleRows({ rows, of }) {
    const seen = new Uint8Array(rows.length);
    for (const at of visible) {
      if (of[at] >= 0) seen[of[at]] = 1;
    }
    return rows.filter((_, row) => seen[row]);
  },

  paintUncertainty(context, size) {
    for (const { spot, radius: metres } of this.visibleRows(circles)) {
      const { lat } = spots[spot];
      const radius = this.metresToPixels(metres, lat);
      if (radius < LEAST_CIRCLE_PX) continue;
      const { x, y } = this.point(spots[spot]);
      if (x < -radius || y < -radius || x > size.x + radius || y > size.y + radius) continue;
      drawUncertainty(context, x, y, radius, colours.soft, false);
    }
  },

  paintClusters(context, size) {
    const pointsOf = new Map();
    for (const { cluster, spot } of this.visibleRows(members)) {
      if (!pointsOf.has(cluster)) pointsOf.set(cluster, []);
      pointsOf.get(cluster).push(this.point(spots[spot]));
    }
    const reach = Math.max(CLUSTER_REACH_PX, this.metresToPixels(CLUSTER_REACH_M, this._map.getCenter().lat));
    const margin = 2 * reach;
    const near = ({ x, y }) => x > -margin && y > -margin && x < size.x + margin && y < size.y + margin;
    const shown = new Map();
    for (const points of pointsOf.values()) {
      if (!points.some(near)) continue;
      // Of those that look the same from here one is enough.
      const ring = hull(points.map(toGrid));
      shown.set(ring.map(({ x, y }) => `${x},${y}`).join(" "), ring);
    }
    if (shown.size) this.paintBands(context, size, [...shown.values()], reach);
  },

  /** Bands that lie on each other are not darker than one alone. They are soft, so that few pixels are enough. */
  paintBands(context, size, rings, reach) {
    const [width, height] = [Math.ceil(size.x / BAND_PX), Math.ceil(size.y / BAND_PX)];
    if (this.bands.width !== width || this.bands.height !== height) [this.bands.width, this.bands.height] = [width, height];
    const bands = this.bands.getContext("2d");
    bands.setTransform(1, 0, 0, 1, 0, 0);
    bands.clearRect(0, 0, width, height);
    bands.scale(1 / BAND_PX, 1 / BAND_PX);
    for (const ring of rings) drawCluster(bands, ring, reach);
    context.globalAlpha = 0.22;
    context.drawImage(this.bands, 0, 0, width * BAND_PX, height * BAND_PX);
    context.globalAlpha = 1;
  },

  paintLabels(context, taken) {
    const regions = this.drawn.filter(({ spot }) => spots[spot].region);
    const places = this.drawn.filter(({ spot }) => !spots[spot].region);
    for (const group of [...places, ...regions].slice(0, MOST_LABELS)) {
      const name = sayPlace(events[spots[group.spot].first]);
      const style = { font: LABEL_FONT, colour: colours.ink, taken };
      const gap = group.radius + 9;
      drawLabel(context, name, group.x, group.y + gap, style) || drawLabel(context, name, group.x, group.y - gap, style);
    }
  },

  paintSelected(context) {
    const event = events[state.selected];
    const spot = spots[spotOf[state.selected]];
    const { x, y } = this.point(spot);
    const { colour } = data.types[typeOf[state.selected]];
    const radius = this.metresToPixels(event.radius, spot.lat);
    if (radius > LEAST_CIRCLE_PX) drawUncertainty(context, x, y, radius, colour, true);
    context.beginPath();
    context.arc(x, y, 15, 0, 2 * Math.PI);
    context.lineWidth = 2.5;
    context.strokeStyle = colours.accent;
    context.stroke();
  },

  /** The group that is drawn at a point of the screen; the uppermost first. */
  hit({ x, y }, slack = 4) {
    const within = (group) => Math.hypot(group.x - x, group.y - y) <= group.radius + slack;
    return this.drawn.findLast(within) ?? null;
  },
});
