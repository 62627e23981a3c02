// How each kind of layer is painted on a canvas.
import { arrowHead, formatTick, makeRamp, makeTicks } from "./geometry.js";

const DASHES = [[], [7, 4], [2, 3], [9, 3, 2, 3]];
const FONT = "px system-ui, 'DejaVu Sans', sans-serif";
const pick = (list, i) => list[Math.min(i, list.length - 1)];

/** A palette of one theme: `color(name)` and the table of a map's colours. */
export function makeLook(look, isDark, background) {
  const ramps = {};
  const side = isDark ? 1 : 0;
  return {
    background: background || look.background[side],
    ink: look.ink[side],
    grid: look.grid[side],
    color: (name) => look.colors[name][side],
    stamps: {},
    ramp: (name) => (ramps[name] ??= makeRamp(look.palettes[name][side])),
  };
}

/** Paint everything. `scale` is what the size of letters and marks is multiplied by. */
export function paint(context, { frame, xlim, ylim, layers, options, look, width, height, scale, stroke }) {
  context.fillStyle = look.background;
  context.fillRect(0, 0, width, height);
  if (options.axes) paintGrid(context, { frame, xlim, ylim, layers, look, scale, comma: options.texts.comma });
  context.save();
  context.beginPath();
  context.rect(frame.x, frame.y, frame.width, frame.height);
  context.clip();
  for (const layer of layers) PAINTERS[layer.kind](context, layer, { frame, look, scale, xlim, ylim });
  if (stroke.length) paintPath(context, stroke.flat(), stroke.length, 0, frame, { color: look.ink, width: 2 * scale });
  context.restore();
  context.strokeStyle = options.axes ? look.ink : look.grid;
  context.lineWidth = 1;
  context.strokeRect(frame.x, frame.y, frame.width, frame.height);
  if (options.axes) paintNames(context, { frame, options, look, scale, height });
}

function paintGrid(context, { frame, xlim, ylim, layers, look, scale, comma }) {
  const name = (value, step) => formatTick(value, step).replace(".", comma);
  context.font = `${11 * scale}${FONT}`;
  context.lineWidth = 1;
  const bars = layers.find((layer) => layer.kind === "bars" && layer.names.length);
  const across = bars ? { values: bars.names.map((_, i) => i), step: 1 } : makeTicks(xlim[0], xlim[1], frame.width / (70 * scale));
  const up = makeTicks(ylim[0], ylim[1], frame.height / (45 * scale));
  context.strokeStyle = look.grid;
  context.beginPath();
  for (const x of bars ? [] : across.values) line(context, frame.toPixel(x, ylim[0]), frame.toPixel(x, ylim[1]));
  for (const y of up.values) line(context, frame.toPixel(xlim[0], y), frame.toPixel(xlim[1], y));
  context.stroke();
  context.fillStyle = look.ink;
  [context.textAlign, context.textBaseline] = ["center", "top"];
  across.values.forEach((x, i) => context.fillText(bars ? bars.names[i] : name(x, across.step), frame.toPixel(x, 0)[0], frame.y + frame.height + 4 * scale));
  [context.textAlign, context.textBaseline] = ["right", "middle"];
  for (const y of up.values) context.fillText(name(y, up.step), frame.x - 5 * scale, frame.toPixel(0, y)[1]);
}

function paintNames(context, { frame, options, look, scale, height }) {
  context.font = `${12 * scale}${FONT}`;
  context.fillStyle = look.ink;
  [context.textAlign, context.textBaseline] = ["center", "bottom"];
  context.fillText(options.xlabel, frame.x + frame.width / 2, height - 2);
  context.save();
  context.translate(2, frame.y + frame.height / 2);
  context.rotate(-Math.PI / 2);
  context.textBaseline = "top";
  context.fillText(options.ylabel, 0, 0);
  context.restore();
}

function line(context, [x0, y0], [x1, y1]) {
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
}

// One small canvas for each size of map: to make one takes longer than to fill it.
const tiles = new Map();

function getTile(w, h) {
  const key = `${w} ${h}`;
  if (!tiles.has(key)) {
    const context = new OffscreenCanvas(w, h).getContext("2d", { willReadFrequently: true });
    tiles.set(key, { context, image: context.createImageData(w, h) });
  }
  return tiles.get(key);
}

function paintMap(context, layer, { frame, look, xlim, ylim }) {
  const [h, w] = layer.valuesShape;
  const { context: tile, image } = getTile(w, h);
  const pixels = new Uint32Array(image.data.buffer);
  const ramp = new Uint32Array(look.ramp(layer.palette).buffer);
  // The first row of values is the lowest, of an image the highest.
  for (let row = 0; row < h; row++) for (let column = 0; column < w; column++) pixels[(h - 1 - row) * w + column] = ramp[layer.values[row * w + column]];
  tile.putImageData(image, 0, 0);
  const [left, right, low, high] = layer.extent ?? [...xlim, ...ylim];
  const [x0, y0] = frame.toPixel(left, high);
  const [x1, y1] = frame.toPixel(right, low);
  context.imageSmoothingEnabled = true;
  context.drawImage(tile.canvas, x0, y0, x1 - x0, y1 - y0);
}

const MARKS = {
  circle: (context, x, y, r) => { context.moveTo(x + r, y); context.arc(x, y, r, 0, 2 * Math.PI); },
  square: (context, x, y, r) => context.rect(x - 0.88 * r, y - 0.88 * r, 1.76 * r, 1.76 * r),
  triangle: (context, x, y, r) => {
    context.moveTo(x, y - 1.15 * r); context.lineTo(x + r, y + 0.75 * r); context.lineTo(x - r, y + 0.75 * r); context.closePath();
  },
  cross: (context, x, y, r) => {
    const s = 0.36 * r;
    [[-s, -r], [s, -r], [s, -s], [r, -s], [r, s], [s, s], [s, r], [-s, r], [-s, s], [-r, s], [-r, -s], [-s, -s]]
      .forEach(([a, b], i) => context[i ? "lineTo" : "moveTo"](x + a, y + b));
    context.closePath();
  },
};

/** A mark painted once, to be copied to hundreds of places: on whole pixels of the screen, as it was painted. */
function makeStamp(mark, { fill, edge, size, scale, ratio }) {
  const half = Math.ceil((0.7 * size + 1) * scale * ratio);
  const canvas = new OffscreenCanvas(2 * half, 2 * half);
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, half, half);
  context.beginPath();
  MARKS[mark](context, 0, 0, (size / 2) * scale);
  context.fillStyle = fill;
  context.fill();
  context.strokeStyle = edge;
  context.lineWidth = scale;
  context.stroke();
  return { image: canvas.transferToImageBitmap(), half };
}

function paintPoints(context, layer, { frame, look, scale }) {
  const ratio = context.getTransform().a;
  context.save();
  context.resetTransform();
  context.globalAlpha = layer.alpha ?? 1;
  layer.colors.forEach((color, c) => {
    const key = [layer.markers[c], color, layer.size, scale, ratio].join(" ");
    const style = { fill: look.color(color), edge: look.background, size: layer.size, scale, ratio };
    const { image, half } = (look.stamps[key] ??= makeStamp(layer.markers[c], style));
    layer.classes.forEach((its, i) => {
      if (its !== c) return;
      const [x, y] = frame.toPixel(layer.xy[2 * i], layer.xy[2 * i + 1]);
      if (!Number.isNaN(x) && !Number.isNaN(y)) context.drawImage(image, Math.round(x * ratio) - half, Math.round(y * ratio) - half);
    });
  });
  context.restore();
}

function paintArrows(context, layer, { frame, look, scale }) {
  context.beginPath();
  for (let i = 0; i < layer.xy.length; i += 2) {
    const from = frame.toPixel(layer.xy[i], layer.xy[i + 1]);
    const to = frame.toPixel(layer.xy[i] + layer.dxdy[i], layer.xy[i + 1] + layer.dxdy[i + 1]);
    line(context, from, to);
    for (const corner of arrowHead(...from, ...to, 6 * scale)) line(context, to, corner);
  }
  context.strokeStyle = look.color(layer.colors[0]);
  context.lineWidth = layer.width * scale;
  context.stroke();
}

function paintPath(context, xy, n, start, frame, { color, width, dashes = [] }) {
  context.beginPath();
  let isDown = false;
  for (let i = start; i < start + n; i++) {
    const [x, y] = frame.toPixel(xy[2 * i], xy[2 * i + 1]);
    if (!Number.isNaN(x) && !Number.isNaN(y)) context[isDown ? "lineTo" : "moveTo"](x, y);
    isDown = !Number.isNaN(x) && !Number.isNaN(y);
  }
  context.strokeStyle = color;
  context.lineWidth = width;
  context.lineJoin = "round";
  context.setLineDash(dashes);
  context.stroke();
  context.setLineDash([]);
}

function paintLines(context, layer, { frame, look, scale }) {
  let start = 0;
  context.globalAlpha = layer.alpha;
  layer.sizes.forEach((n, i) => {
    const dashes = layer.dashed ? DASHES[i % DASHES.length].map((length) => length * scale) : [];
    paintPath(context, layer.xy, n, start, frame, { color: look.color(pick(layer.colors, i)), width: layer.width * scale, dashes });
    start += n;
  });
  context.globalAlpha = 1;
}

function paintBars(context, layer, { frame, look }) {
  layer.heights.forEach((height, i) => {
    const [x0, y0] = frame.toPixel(i - 0.38, height);
    const [x1, y1] = frame.toPixel(i + 0.38, 0);
    context.fillStyle = look.color(pick(layer.colors, i));
    context.fillRect(x0, Math.min(y0, y1), x1 - x0, Math.abs(y1 - y0));
  });
}

function paintHandles(context, layer, { frame, look, scale }) {
  layer.classes.forEach((its, i) => {
    const [x, y] = frame.toPixel(layer.xy[2 * i], layer.xy[2 * i + 1]);
    context.beginPath();
    MARKS[layer.markers[its]](context, x, y, (layer.size / 2) * scale);
    context.fillStyle = look.color(layer.colors[its]);
    context.strokeStyle = look.ink;
    context.lineWidth = 2 * scale;
    context.fill();
    context.stroke();
  });
}

const PAINTERS = {
  map: paintMap, points: paintPoints, arrows: paintArrows, lines: paintLines, bars: paintBars, handles: paintHandles,
};

/** A small picture of a legend's entry, as SVG. */
export function drawSwatch(layer, i, look) {
  const color = look.color(pick(layer.colors, i));
  if (layer.kind === "lines" || layer.kind === "arrows") {
    const dashes = layer.dashed ? DASHES[i % DASHES.length].join(" ") : "";
    return `<svg width="30" height="12" aria-hidden="true"><path d="M1 6H29" stroke="${color}" stroke-width="3" stroke-dasharray="${dashes}"/></svg>`;
  }
  const shape = {
    circle: '<circle cx="7" cy="7" r="5"/>', square: '<rect x="2" y="2" width="10" height="10"/>',
    triangle: '<path d="M7 1 13 12H1z"/>', cross: '<path d="M5 1h4v4h4v4H9v4H5V9H1V5h4z"/>',
  }[layer.markers?.[i] ?? "circle"];
  return `<svg width="14" height="14" aria-hidden="true" fill="${color}" stroke="${look.ink}" stroke-width="0.5">${shape}</svg>`;
}
