// One view of a scene: takes frames, paints the latest, and tells the kernel what people do.
import { clamp, findNearest, keyMove, makeFrame, measureRate, readArrays } from "./geometry.js";
import { drawSwatch, makeLook, paint } from "./painting.js";

const REACH = 22; // pixels: targets are 44 across, for fingers
// Frames come in bunches: who paints one at each turn of the screen, and lets a few wait, shows most of them. What is
// dragged waits for nothing.
const MAX_WAITING = 4;
const WORDS_MS = 120; // between two captions: nobody reads faster, and each has the page laid out anew
const HOLD_MS = 500; // a dropped handle waits so long for the kernel's word on where it lies
const darkness = matchMedia("(prefers-color-scheme: dark)");
let nViews = 0;

class View {
  constructor(model, el, signal) {
    Object.assign(this, { model, el, signal, id: `v${++nViews}-${Math.random()}`, options: model.get("options") });
    this.layers = new Map();
    [this.xlim, this.ylim, this.times, this.stroke, this.sent, this.waiting] = [[0, 1], [0, 1], [], [], [], []];
    [this.held, this.drawing, this.dirty, this.number, this.acknowledged, this.dropped] = [null, false, false, 0, 0, 0];
    this.build();
    this.listen();
    this.chooseTheme();
    this.resize();
    this.send({ kind: "hello" });
    this.tellVisible();
  }

  build() {
    const { el, options } = this;
    // The element itself has its layout from ipywidgets.
    el.innerHTML = `<div class="atelier-scene"><p class="title"></p><div class="stage"><canvas role="img"></canvas></div><p class="caption"></p><ul class="legend"></ul><div class="said" role="status" aria-live="polite"></div></div>`;
    this.root = el.firstChild;
    this.root.style.maxWidth = options.width;
    [this.title, this.stage, this.caption, this.legend, this.said] = this.root.children;
    this.title.textContent = options.title;
    this.canvas = this.stage.firstChild;
    this.canvas.setAttribute("aria-label", options.description);
    this.stage.style.aspectRatio = `${1 / options.ratio}`;
    this.stage.classList.toggle("drawable", options.drawable);
    // JupyterLab would take arrow keys and letters for itself.
    this.root.dataset.lmSuppressShortcuts = "true";
    this.context = this.canvas.getContext("2d", { alpha: false });
  }

  listen() {
    const on = (target, names, handler) => names.split(" ").forEach((name) => target.addEventListener(name, handler, { signal: this.signal }));
    this.model.on("msg:custom", (message, buffers) => this.receive(message, buffers));
    on(this.stage, "pointerdown", (event) => this.press(event));
    on(this.stage, "pointermove", (event) => this.move(event));
    on(this.stage, "pointerup pointercancel", (event) => this.release(event));
    on(this.stage, "keydown", (event) => this.key(event));
    on(document, "visibilitychange", () => this.tellVisible());
    on(window, "pagehide", () => this.send({ kind: "visible", view: this.id, visible: false }));
    if (this.options.keys.length) on(document, "keydown", (event) => this.shortcut(event));
    const repaint = () => { this.chooseTheme(); this.ask(); };
    on(darkness, "change", repaint);
    const themes = new MutationObserver(repaint);
    themes.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-theme"] });
    // A tab of JupyterLab that is hidden has no size.
    const sizes = new ResizeObserver(() => { this.resize(); this.tellVisible(); });
    sizes.observe(this.stage);
    this.signal.addEventListener("abort", () => {
      themes.disconnect();
      sizes.disconnect();
      cancelAnimationFrame(this.dirty);
      clearTimeout(this.wordsSoon);
      this.send({ kind: "visible", view: this.id, visible: false });
    });
  }

  send(message, buffers) {
    try {
      this.model.send(message, undefined, buffers);
    } catch (error) {
      // A page that is left closes its comm before our last words: nobody is there to be told.
      if (!String(error).includes("Cannot send")) throw error;
    }
  }

  receive(message, buffers) {
    if (message.kind === "say") this.said.textContent = message.text;
    if (message.kind === "state") this.root.dataset.state = message.state;
    if (message.kind !== "frame") return;
    // A view that opened in the middle waits for everything.
    if (!message.complete && !this.known) return;
    const { buffer, byteOffset } = buffers[0];
    let start = byteOffset;
    const fresh = new Map();
    for (const header of message.layers) {
      const { arrays, end } = readArrays(header.arrays, buffer, start);
      start = end;
      fresh.set(header.name, { ...header, ...arrays });
    }
    this.known = new Map(message.order.map((name) => [name, fresh.get(name) ?? this.known.get(name)]));
    this.root.dataset.state = message.state;
    this.waiting.push({ layers: this.known, xlim: message.xlim, ylim: message.ylim, number: message.number, words: message.caption });
    if (this.waiting.length > (this.held ? 1 : MAX_WAITING)) {
      this.waiting.shift();
      this.dropped += 1;
    }
    this.ask();
  }

  /** What is in someone's hand stays there, whatever the kernel says; when it agrees, note how long that took. */
  keepHeld() {
    const held = this.held;
    const layer = held && this.layers.get(held.layer);
    if (!layer || 2 * held.index >= layer.xy.length) { this.held = null; return; }
    const [x, y] = layer.xy.subarray(2 * held.index, 2 * held.index + 2);
    const near = (a, b, [low, high]) => Math.abs(a - b) < 1e-4 * (high - low);
    const k = this.sent.findLastIndex((one) => near(one.x, x, this.xlim) && near(one.y, y, this.ylim));
    if (k >= 0) {
      this.answered = this.sent[k].time;
      this.sent.splice(0, k + 1);
    }
    const isLate = held.dropped && performance.now() - held.dropped > HOLD_MS;
    if (held.dropped && (isLate || (k >= 0 && !this.sent.length))) this.held = null;
    else layer.xy.set([held.x, held.y], 2 * held.index);
  }

  /** Ask for one painting at the next frame of the screen. */
  ask() {
    this.dirty ||= requestAnimationFrame(() => { this.dirty = 0; this.draw(); });
  }

  draw() {
    const next = this.waiting.shift();
    if (next) {
      Object.assign(this, next);
      this.keepHeld();
      this.showLegend();
    }
    const { context, options, xlim, ylim, look } = this;
    const scale = options.scale * clamp((this.type * this.width) / 420, [0.8, 2]);
    const margins = options.axes ? [52 * scale, 10 * scale, 12 * scale, 40 * scale] : [1, 1, 1, 1];
    const box = { xlim, ylim, width: this.width, height: this.height };
    this.frame = makeFrame({ ...box, margins, equal: options.aspect === "equal" });
    paint(context, { ...box, frame: this.frame, layers: [...this.layers.values()], options, look, scale, stroke: this.stroke });
    this.placeHandles();
    if (this.waiting.length) this.ask();
    if (!next) return;
    const now = performance.now();
    this.showWords(now);
    this.times = [...this.times.filter((time) => now - time <= 1000), now];
    const fps = measureRate(this.times, now);
    Object.assign(this.root.dataset, { frame: this.number, fps: fps.toFixed(1) });
    if (this.answered) this.root.dataset.echoMs = (now - this.answered).toFixed(1);
    this.answered = 0;
    if (this.number >= this.acknowledged + options.ack_every || this.number < this.acknowledged) {
      this.acknowledged = this.number;
      this.send({ kind: "ack", number: this.number, fps, dropped: this.dropped });
      this.dropped = 0;
    }
  }

  showWords(now) {
    if (this.caption.textContent === this.words || this.wordsSoon) return;
    const wait = (this.wordsTime ?? 0) + WORDS_MS - now;
    if (wait > 0) {
      this.wordsSoon = setTimeout(() => { this.wordsSoon = 0; this.showWords(performance.now()); }, wait);
    } else {
      [this.caption.textContent, this.wordsTime] = [this.words, now];
    }
  }

  /** Each handle has an element: what a keyboard reaches, a screen reader names and a pointer hits. */
  placeHandles() {
    let n = 0;
    for (const layer of this.layers.values()) {
      if (layer.kind !== "handles") continue;
      for (let index = 0; index < layer.xy.length / 2; index++) {
        const [x, y] = layer.xy.subarray(2 * index, 2 * index + 2);
        const handle = (this.stage.children[++n] ?? this.addHandle());
        const [left, top] = this.frame.toPixel(x, y);
        // What did not move costs nothing: each change has the page laid out anew.
        const { place } = handle;
        if (place?.layer === layer.name && place.index === index && place.left === left && place.top === top) continue;
        handle.place = { layer: layer.name, index, left, top };
        handle.style.transform = `translate(${left - REACH}px, ${top - REACH}px)`;
        const words = `x ${x.toFixed(2)}, y ${y.toFixed(2)}`;
        handle.setAttribute("aria-label", layer.names[index] ?? `${layer.name} ${index + 1}`);
        handle.setAttribute("aria-valuenow", x.toFixed(2));
        handle.setAttribute("aria-valuetext", words);
      }
    }
    while (this.stage.children.length > n + 1) this.stage.lastChild.remove();
  }

  addHandle() {
    const handle = document.createElement("div");
    handle.className = "handle";
    handle.tabIndex = 0;
    handle.setAttribute("role", "slider");
    handle.setAttribute("aria-roledescription", this.options.texts.handle);
    return this.stage.appendChild(handle);
  }

  press(event) {
    if (event.button !== 0 || this.drawing) return;
    const [x, y] = this.locate(event);
    const handles = [...this.stage.children].slice(1);
    const found = findNearest(handles.map(({ place }) => [place.left, place.top]), x, y, REACH);
    if (found < 0 && !this.options.drawable) return;
    event.preventDefault();
    this.stage.setPointerCapture(event.pointerId);
    if (found < 0) {
      [this.drawing, this.stroke, this.nSent] = [true, [], 0];
      this.move(event);
      return;
    }
    handles[found].focus({ preventScroll: true });
    this.stage.classList.add("dragging");
    const { layer, index, left, top } = handles[found].place;
    this.grip = { pointer: event.pointerId, dx: left - x, dy: top - y, from: [x, y], moved: false };
    this.take(layer, index);
  }

  take(layer, index) {
    const [x, y] = this.layers.get(layer).xy.subarray(2 * index, 2 * index + 2);
    [this.held, this.sent] = [{ layer, index, x, y, dropped: 0 }, []];
  }

  move(event) {
    if (this.drawing) {
      this.stroke.push(this.frame.toData(...this.locate(event)));
      if (performance.now() - (this.strokeTime ?? 0) > 40) this.sendStroke(false);
      this.ask();
    } else if (this.grip && event.pointerId === this.grip.pointer) {
      const [x, y] = this.locate(event);
      this.grip.moved ||= Math.hypot(x - this.grip.from[0], y - this.grip.from[1]) > 3;
      if (!this.grip.moved || !this.held) return;
      this.moveHeld(...this.frame.toData(x + this.grip.dx, y + this.grip.dy));
      this.sendSoon ||= requestAnimationFrame(() => { this.sendSoon = 0; if (this.grip) this.sendHeld(false); });
    }
  }

  release(event) {
    if (this.drawing) {
      this.sendStroke(true);
      [this.drawing, this.stroke] = [false, []];
      this.ask();
    } else if (this.grip && event.pointerId === this.grip.pointer) {
      const { layer, index } = this.held ?? {};
      if (this.held && !this.grip.moved) this.send({ kind: "tap", layer, index });
      else if (this.held) this.drop();
      this.grip = null;
      this.stage.classList.remove("dragging");
    }
  }

  key(event) {
    const step = keyMove(event.key, event.shiftKey);
    const place = event.target.place;
    if (!place || !(step || [" ", "Enter"].includes(event.key))) return;
    event.preventDefault();
    event.stopPropagation();
    if (!step) { this.send({ kind: "tap", layer: place.layer, index: place.index }); return; }
    if (this.held?.layer !== place.layer || this.held?.index !== place.index) this.take(place.layer, place.index);
    const { x, y } = this.held;
    this.moveHeld(x + step[0] * (this.xlim[1] - this.xlim[0]), y + step[1] * (this.ylim[1] - this.ylim[0]));
    this.drop();
  }

  shortcut(event) {
    const isTaken = event.target.closest("input, select, textarea, button, [contenteditable], .handle, [role=slider], [role=tab]");
    if (isTaken || event.ctrlKey || event.metaKey || event.altKey || !this.options.keys.includes(event.key)) return;
    event.preventDefault();
    this.send({ kind: "key", key: event.key });
  }

  moveHeld(x, y) {
    Object.assign(this.held, { x: clamp(x, this.xlim), y: clamp(y, this.ylim) });
    this.layers.get(this.held.layer).xy.set([this.held.x, this.held.y], 2 * this.held.index);
    this.ask();
  }

  drop() {
    this.held.dropped = performance.now();
    this.sendHeld(true);
  }

  sendHeld(isFinal) {
    const { layer, index, x, y } = this.held;
    this.sent.push({ x, y, time: performance.now() });
    this.send({ kind: "drag", layer, index, x, y, final: isFinal });
  }

  sendStroke(isFinal) {
    // Never none: empty buffers get lost on their way.
    const points = new Float32Array(this.stroke.slice(Math.min(this.nSent, this.stroke.length - 1)).flat());
    [this.nSent, this.strokeTime] = [this.stroke.length, performance.now()];
    this.send({ kind: "stroke", final: isFinal }, [points.buffer]);
  }

  locate(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  showLegend() {
    const entries = [...this.layers.values()].flatMap((layer) => layer.labels?.map((label, i) => [layer, i, label]) ?? []);
    const names = JSON.stringify([entries.map(([layer, i, label]) => [label, layer.colors[i]]), this.isDark]);
    if (names === this.names) return;
    this.names = names;
    this.legend.replaceChildren(...entries.map(([layer, i, label]) => {
      const item = document.createElement("li");
      item.innerHTML = drawSwatch(layer, i, this.look);
      item.append(label);
      return item;
    }));
  }

  chooseTheme() {
    const said = document.body.dataset.jpThemeLight;
    this.isDark = said ? said === "false" : darkness.matches;
    const background = getComputedStyle(document.body).getPropertyValue("--jp-layout-color0").trim();
    this.look = makeLook(this.options.look, this.isDark, background);
    this.root.dataset.theme = this.isDark ? "dark" : "light";
    this.showLegend();
  }

  resize() {
    const ratio = window.devicePixelRatio || 1;
    this.type = parseFloat(getComputedStyle(this.root).getPropertyValue("--atelier-type")) || 1;
    [this.width, this.height] = [this.stage.clientWidth || 1, this.stage.clientHeight || 1];
    Object.assign(this.canvas, { width: Math.round(this.width * ratio), height: Math.round(this.height * ratio) });
    this.context.setTransform(this.canvas.width / this.width, 0, 0, this.canvas.height / this.height, 0, 0);
    this.draw();
  }

  tellVisible() {
    const visible = document.visibilityState === "visible" && this.stage.getClientRects().length > 0;
    if (visible !== this.visible) this.send({ kind: "visible", view: this.id, visible });
    this.visible = visible;
  }
}

export default {
  render({ model, el, signal }) {
    new View(model, el, signal);
  },
};
