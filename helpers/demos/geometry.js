// What a scene computes before it paints: pure functions, tested by `node --test`.

/** Where data lie in a box of pixels. Margins are [left, top, right, bottom]; `equal` makes both units the same. */
export function makeFrame({ xlim, ylim, width, height, margins = [0, 0, 0, 0], equal = false }) {
  const [left, top, right, bottom] = margins;
  let w = Math.max(1, width - left - right);
  let h = Math.max(1, height - top - bottom);
  let [x, y] = [left, top];
  const spanX = xlim[1] - xlim[0] || 1;
  const spanY = ylim[1] - ylim[0] || 1;
  if (equal) {
    const unit = Math.min(w / spanX, h / spanY);
    x += (w - unit * spanX) / 2;
    y += (h - unit * spanY) / 2;
    [w, h] = [unit * spanX, unit * spanY];
  }
  return {
    x, y, width: w, height: h,
    toPixel: (a, b) => [x + ((a - xlim[0]) / spanX) * w, y + h - ((b - ylim[0]) / spanY) * h],
    toData: (px, py) => [xlim[0] + ((px - x) / w) * spanX, ylim[0] + ((y + h - py) / h) * spanY],
  };
}

/** Round numbers (1, 2 or 5 times a power of ten apart) from low to high, about n of them, with their distance. */
export function makeTicks(low, high, n) {
  const span = high - low;
  if (!(span > 0) || !Number.isFinite(span)) return { values: [low], step: 1 };
  const rough = span / Math.max(1, n);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * 0.999);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  return { values: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step), step };
}

/** A number with the decimals that its neighbours, `step` away, need; long ones with k and M. */
export function formatTick(value, step) {
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  if (decimals > 4) return value.toExponential(0);
  if (step >= 1e6) return `${value / 1e6}M`;
  if (step >= 1e3) return `${value / 1e3}k`;
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? "0" : text.replace("-", "−");
}

/** The index of the place [x, y] nearest to (x, y), among those within reach; -1: none. */
export function findNearest(places, x, y, reach) {
  let found = -1;
  let best = reach * reach;
  places.forEach(([a, b], i) => {
    const distance = (a - x) ** 2 + (b - y) ** 2;
    if (distance <= best) [found, best] = [i, distance];
  });
  return found;
}

export const clamp = (value, [low, high]) => Math.min(Math.max(value, low), high);

/** A move by one arrow key: [dx, dy] in shares of the limits; null for any other key. */
export function keyMove(key, isLarge) {
  const share = isLarge ? 0.1 : 0.02;
  return { ArrowLeft: [-share, 0], ArrowRight: [share, 0], ArrowDown: [0, -share], ArrowUp: [0, share] }[key] ?? null;
}

/** The two corners of an arrow's head that points from (x0, y0) to (x1, y1); never longer than half of the arrow. */
export function arrowHead(x0, y0, x1, y1, size) {
  const length = Math.hypot(x1 - x0, y1 - y0);
  if (length === 0) return [];
  const [ux, uy] = [(x1 - x0) / length, (y1 - y0) / length];
  const s = Math.min(size, length / 2);
  return [[x1 - s * ux - 0.5 * s * uy, y1 - s * uy + 0.5 * s * ux], [x1 - s * ux + 0.5 * s * uy, y1 - s * uy - 0.5 * s * ux]];
}

/** Red, green, blue of "#rrggbb". */
export const readColor = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

/** A table of 256 colours (256 × 4 bytes) between stops that lie at equal distances. */
export function makeRamp(stops) {
  const table = new Uint8ClampedArray(256 * 4);
  const colors = stops.map(readColor);
  for (let i = 0; i < 256; i++) {
    const place = (i / 255) * (colors.length - 1);
    const k = Math.min(Math.floor(place), colors.length - 2);
    for (let c = 0; c < 3; c++) table[4 * i + c] = colors[k][c] + (place - k) * (colors[k + 1][c] - colors[k][c]);
    table[4 * i + 3] = 255;
  }
  return table;
}

const TYPES = { float32: Float32Array, uint8: Uint8Array };

/** The arrays of a layer, which follow each other in `bytes` (an ArrayBuffer) from `start`; with where they end. */
export function readArrays(shapes, bytes, start) {
  const arrays = {};
  for (const [key, type, shape] of shapes) {
    const size = shape.reduce((product, n) => product * n, 1) * TYPES[type].BYTES_PER_ELEMENT;
    // A copy begins where the type wants it to.
    arrays[key] = new TYPES[type](bytes.slice(start, start + size));
    arrays[`${key}Shape`] = shape;
    start += size;
  }
  return { arrays, end: start };
}

/** Frames a second over the last second, of the times (ms) at which frames were drawn. */
export function measureRate(times, now) {
  const recent = times.filter((time) => now - time <= 1000);
  return recent.length < 2 ? 0 : ((recent.length - 1) * 1000) / (recent[recent.length - 1] - recent[0] || 1);
}
