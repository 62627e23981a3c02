// Tests of helpers/demos/geometry.js: test_geometry.py lays a copy of it beside this file and runs `node --test`.
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  arrowHead, clamp, findNearest, formatTick, keyMove, makeFrame, makeRamp, makeTicks, measureRate, readArrays,
} from "./geometry.mjs";

const near = (got, wanted) => got.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-9, `${got} ≠ ${wanted}`));

test("data go to pixels and back, upwards", () => {
  const frame = makeFrame({ xlim: [-1, 3], ylim: [10, 20], width: 440, height: 220, margins: [30, 5, 10, 15] });
  near(frame.toPixel(-1, 10), [30, 205]);
  near(frame.toPixel(3, 20), [430, 5]);
  near(frame.toPixel(1, 15), [230, 105]);
  near(frame.toData(...frame.toPixel(0.37, 13.2)), [0.37, 13.2]);
});

test("equal axes have one unit, and the picture is centred", () => {
  const frame = makeFrame({ xlim: [0, 2], ylim: [0, 1], width: 300, height: 300, equal: true });
  near([frame.x, frame.y, frame.width, frame.height], [0, 75, 300, 150]);
  const [x0, y0] = frame.toPixel(0, 0);
  const [x1, y1] = frame.toPixel(1, 1);
  near([x1 - x0, y0 - y1], [150, 150]);
});

test("limits without extent, and boxes without size, divide nothing by zero", () => {
  const frame = makeFrame({ xlim: [1, 1], ylim: [0, 1], width: 0, height: 0, margins: [9, 9, 9, 9] });
  assert.ok(frame.toPixel(1, 0).every(Number.isFinite) && frame.toData(0, 0).every(Number.isFinite));
});

test("ticks are round, inside the limits, and not more than asked for by much", () => {
  near(makeTicks(0, 1, 5).values, [0, 0.2, 0.4, 0.6, 0.8, 1]);
  near(makeTicks(-1.25, 1.25, 5).values, [-1, -0.5, 0, 0.5, 1]);
  near(makeTicks(0, 12345, 4).values, [0, 5000, 10000]);
  for (const [low, high] of [[0, 1e-7], [3, 3.01], [-1e9, 2e9], [0.1, 0.3]]) {
    for (const n of [1, 3, 7.3]) {
      const { values, step } = makeTicks(low, high, n);
      assert.ok(values.length <= n + 1.01, `${values} of ${n}`);
      assert.ok(values.every((value) => value >= low - 1e-9 * step && value <= high + 1e-9 * step));
      assert.ok([1, 2, 5].some((m) => Math.abs(step / m - 10 ** Math.round(Math.log10(step / m))) < 1e-9 * step));
    }
  }
  assert.deepEqual(makeTicks(2, 2, 5).values, [2]);
  assert.deepEqual(makeTicks(0, Infinity, 5).values, [0]);
});

test("labels have the decimals that tell neighbours apart", () => {
  assert.deepEqual([0.2, 0.4].map((value) => formatTick(value, 0.2)), ["0.2", "0.4"]);
  assert.equal(formatTick(3, 1), "3");
  assert.equal(formatTick(-0.05, 0.05), "−0.05");
  assert.equal(formatTick(-1e-17, 0.5), "0");
  assert.equal(formatTick(20000, 5000), "20k");
  assert.equal(formatTick(3e6, 1e6), "3M");
  assert.equal(formatTick(2e-6, 1e-6), "2e-6");
});

test("the nearest place counts, within reach", () => {
  const places = [[0, 0], [10, 0], [11, 0]];
  assert.equal(findNearest(places, 10.4, 1, 22), 1);
  assert.equal(findNearest(places, 10.6, 1, 22), 2);
  assert.equal(findNearest(places, 0, 22, 22), 0);
  assert.equal(findNearest(places, 0, 22.1, 22), -1);
  assert.equal(findNearest([], 0, 0, 22), -1);
});

test("arrow keys move by shares of the limits, others by nothing", () => {
  assert.deepEqual(keyMove("ArrowUp", false), [0, 0.02]);
  assert.deepEqual(keyMove("ArrowLeft", true), [-0.1, 0]);
  assert.equal(keyMove("a", false), null);
  assert.equal(clamp(7, [0, 5]), 5);
  assert.equal(clamp(-7, [0, 5]), 0);
});

test("an arrow's head is symmetric, behind its point, and no longer than half of the arrow", () => {
  const [[ax, ay], [bx, by]] = arrowHead(0, 0, 100, 0, 6);
  near([ax, ay, bx, by], [94, 3, 94, -3]);
  const [[cx]] = arrowHead(0, 0, 4, 0, 6);
  near([cx], [2]);
  assert.deepEqual(arrowHead(1, 1, 1, 1, 6), []);
});

test("a ramp goes from the first stop through the middle to the last", () => {
  const ramp = makeRamp(["#000000", "#ff0000", "#ffffff"]);
  assert.equal(ramp.length, 1024);
  assert.deepEqual([...ramp.slice(0, 4)], [0, 0, 0, 255]);
  assert.deepEqual([...ramp.slice(-4)], [255, 255, 255, 255]);
  const middle = [...ramp.slice(4 * 127, 4 * 127 + 3)];
  assert.ok(middle[0] >= 253 && middle[1] === 0, `${middle}`);
});

test("arrays follow each other at any place of the bytes", () => {
  const bytes = new Uint8Array([9, 9, 9, 1, 2, 3, 0, 0, 128, 63, 0, 0, 0, 192]);
  const shapes = [["classes", "uint8", [3]], ["xy", "float32", [1, 2]]];
  const { arrays, end } = readArrays(shapes, bytes.buffer, 3);
  assert.deepEqual([...arrays.classes], [1, 2, 3]);
  assert.deepEqual([...arrays.xy], [1, -2]);
  assert.deepEqual(arrays.xyShape, [1, 2]);
  assert.equal(end, 14);
  const empty = readArrays([["xy", "float32", [0, 2]]], bytes.buffer, 3);
  assert.equal(empty.arrays.xy.length, 0);
  assert.equal(empty.end, 3);
});

test("the rate counts the frames of the last second", () => {
  const times = Array.from({ length: 61 }, (_, i) => 1000 + 20 * i);
  assert.equal(Math.round(measureRate(times, 2200)), 50);
  assert.equal(measureRate([1000], 1000), 0);
  assert.equal(measureRate([1000, 1010], 9000), 0);
});
