"""One canvas for all demos: layers go to the browser as bytes, what people do there comes back as calls."""

import base64
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Literal

import anywidget
import numpy as np
import traitlets

from helpers.demos.layer import Layer, pack
from helpers.demos.look import MAIN_WIDTH, describe_look
from helpers.demos.raster import draw_png
from helpers.language import text

Limits = tuple[float, float]

# An acknowledgement costs the kernel more than a frame: one for every few, and enough frames on their way meanwhile.
FRAMES_PER_ACKNOWLEDGEMENT = 6
MAX_FRAMES_IN_FLIGHT = 12
# A frame that is replaced before it is painted is work for three processes and for nobody's eyes: where that happened
# to more than a few since the last acknowledgement, no more than half as many again are sent as were painted lately.
# What follows a hand that moves waits no longer than this.
MAX_DROPPED = 2
PAUSE_IN_FRAMES = 0.7
MAX_SECONDS_BETWEEN_FRAMES = 0.04
# A browser that was asleep or away has lost what was on its way: after so long one more frame is tried.
PATIENCE_SECONDS = 2.0
# A browser that is closed or crashes does not always say goodbye: after so long without a word in answer to frames,
# nobody is there until somebody speaks again. The slowest demo is answered every six seconds.
GONE_SECONDS = 20.0


def _read_script() -> str:
    """Return the three files as one module: where a widget's script is a text, it cannot import its neighbours."""
    here = Path(__file__).parent
    lines = [
        line
        for name in ("geometry.js", "painting.js", "scene.js")
        for line in (here / name).read_text(encoding="utf-8").splitlines()
    ]
    return "\n".join(line for line in lines if not line.startswith("import "))


class Scene(anywidget.AnyWidget):
    """A picture made of layers, drawn again whenever they change.

    `draw`, `say` and `wants_frame` may be called from any thread: a message to the front end is handed to ipykernel's
    own thread, which sends it. Functions given to `on_…` are called on the thread that serves the front end, which may
    be any: they should only pass on what they were told.

    Parameters
    ----------
    description : str
        What the picture shows, for who cannot see it.
    title : str
        A line above it.
    xlim, ylim : (low, high)
        What is in view at first; `draw` may change it.
    xlabel, ylabel : str
        Names of the axes.
    axes : bool
        Draw ticks, a grid and names.
    aspect : {"equal", "auto"}
        "equal": both axes have the same unit.
    ratio : float
        Height over width.
    width : str
        The greatest width, in CSS; on a narrow page it is less.
    drawable : bool
        Take free strokes on the canvas.
    keys : sequence of str
        Keys pressed anywhere on the page, but for those of a field or a button, are passed on; for pages of one demo.
    scale : float
        Of letters and marks.
    """

    _esm = _read_script()
    _css = Path(__file__).parent / "scene.css"
    options = traitlets.Dict().tag(sync=True)

    def __init__(
        self,
        description: str,
        *,
        title: str = "",
        xlim: Limits = (0, 1),
        ylim: Limits = (0, 1),
        xlabel: str = "",
        ylabel: str = "",
        axes: bool = False,
        aspect: Literal["equal", "auto"] = "equal",
        ratio: float = 1.0,
        width: str = MAIN_WIDTH,
        drawable: bool = False,
        keys: Sequence[str] = (),
        scale: float = 1.0,
    ) -> None:
        super().__init__(
            options={
                "description": description,
                "title": title,
                "xlabel": xlabel,
                "ylabel": ylabel,
                "axes": axes,
                "aspect": aspect,
                "ratio": ratio,
                "width": width,
                "drawable": drawable,
                "keys": list(keys),
                "scale": scale,
                "ack_every": FRAMES_PER_ACKNOWLEDGEMENT,
                "look": describe_look(),
                "texts": {"handle": text(fr="point à déplacer", en="draggable point"), "comma": text(fr=",", en=".")},
            }
        )
        self._lock = Lock()
        self._layers: dict[str, Layer] = {}
        self._packed: dict[str, tuple[dict[str, object], bytes]] = {}
        self._limits = (_as_limits(xlim), _as_limits(ylim))
        self._state, self._caption = "stopped", ""
        self._n_sent = self._n_acknowledged = 0
        self._last_sent = self._last_heard = self._pause = 0.0
        self._is_gone = False
        self._visible: set[str] = set()
        self._on_drag: Callable[[str, int, float, float, bool], object] = lambda *_: None
        self._on_tap: Callable[[str, int], object] = lambda *_: None
        self._on_stroke: Callable[[np.ndarray, bool], object] = lambda *_: None
        self._on_key: Callable[[str], object] = lambda _: None
        self._on_visibility: Callable[[bool], object] = lambda *_: None
        self.on_msg(self._receive)

    # ------------------------------------------------------------------------------------------ to the front end

    def draw(
        self,
        layers: Mapping[str, Layer],
        *,
        caption: str = "",
        xlim: Limits | None = None,
        ylim: Limits | None = None,
    ) -> None:
        """Show these layers, the first one below; only what differs from the last time is sent.

        Parameters
        ----------
        layers : mapping of str to Layer
            All of them, by names of your own.
        caption : str
            A line below, that comes with this frame.
        xlim, ylim : (low, high), optional
            What is in view from now on.
        """
        packed = pack(layers)
        with self._lock:
            changed = [name for name, one in packed.items() if self._packed.get(name) != one]
            self._layers, self._packed = dict(layers), packed
            self._limits = (_as_limits(xlim or self._limits[0]), _as_limits(ylim or self._limits[1]))
            self._caption = caption
            self._send_frame(changed)

    def wants_frame(self) -> bool:
        """Say whether the front end has kept up with the frames so far; with none that looks, hardly ever."""
        now = time.monotonic()
        since_last, n_in_flight = now - self._last_sent, self._n_sent - self._n_acknowledged
        if self._visible and not self._is_gone and n_in_flight > 0 and now - self._last_heard > GONE_SECONDS:
            self._is_gone = True
            self._on_visibility(False)
        has_kept_up = n_in_flight < MAX_FRAMES_IN_FLIGHT and since_last >= self._pause
        return has_kept_up or since_last > PATIENCE_SECONDS

    def show_state(self, state: str) -> None:
        """Let the page know what the demo does, as its `data-state`."""
        self._state = state
        self.send({"kind": "state", "state": state})

    def say(self, words: str) -> None:
        """Tell who hears the page; sparsely, for each word is read aloud."""
        self.send({"kind": "say", "text": words})

    def _send_frame(self, names: list[str]) -> None:
        self._n_sent += 1
        self._last_sent = time.monotonic()
        message = {
            "kind": "frame",
            "number": self._n_sent,
            "complete": len(names) == len(self._packed),
            "state": self._state,
            "caption": self._caption,
            "xlim": self._limits[0],
            "ylim": self._limits[1],
            "order": list(self._packed),
            "layers": [self._packed[name][0] for name in names],
        }
        self.send(message, buffers=[b"".join(self._packed[name][1] for name in names)])

    # ---------------------------------------------------------------------------------------- from the front end

    def on_drag(self, function: Callable[[str, int, float, float, bool], object]) -> None:
        """Call function(layer, index, x, y, is_final) when a handle is moved; final when it is let go."""
        self._on_drag = function

    def on_tap(self, function: Callable[[str, int], object]) -> None:
        """Call function(layer, index) when a handle is clicked, or Enter or the space bar pressed on it."""
        self._on_tap = function

    def on_stroke(self, function: Callable[[np.ndarray, bool], object]) -> None:
        """Call function(points (n, 2), is_final) while someone draws on the canvas, with what is new since the last."""
        self._on_stroke = function

    def on_key(self, function: Callable[[str], object]) -> None:
        """Call function(key) when one of the scene's keys is pressed."""
        self._on_key = function

    def on_visibility(self, function: Callable[[bool], object]) -> None:
        """Call function(is_visible) when the first view comes into sight or the last one goes out of it."""
        self._on_visibility = function

    def _receive(self, _: object, message: dict[str, Any], buffers: list[memoryview]) -> None:
        self._last_heard = time.monotonic()
        if self._is_gone:
            self._is_gone = False
            self._on_visibility(bool(self._visible))
        match message["kind"]:
            case "hello":
                with self._lock:
                    # Whoever was there before may be gone with what was on its way.
                    self._n_acknowledged = self._n_sent
                    if self._n_sent:
                        self._send_frame(list(self._packed))
            case "ack":
                self._n_acknowledged = max(self._n_acknowledged, message["number"])
                wished = PAUSE_IN_FRAMES / max(message["fps"], 1) if message["dropped"] > MAX_DROPPED else 0.0
                self._pause = min(wished, MAX_SECONDS_BETWEEN_FRAMES)
            case "drag":
                self._on_drag(*(message[name] for name in ("layer", "index", "x", "y", "final")))
            case "tap":
                self._on_tap(message["layer"], message["index"])
            case "stroke":
                self._on_stroke(np.frombuffer(buffers[0], np.float32).reshape(-1, 2), message["final"])
            case "key":
                self._on_key(message["key"])
            case "visible":
                was_visible = bool(self._visible)
                (self._visible.add if message["visible"] else self._visible.discard)(message["view"])
                if was_visible != bool(self._visible):
                    self._on_visibility(bool(self._visible))

    # ----------------------------------------------------------------------------------------- without JavaScript

    def draw_png(self) -> bytes:
        """Return the current picture as a PNG."""
        with self._lock:
            layers, (xlim, ylim) = self._layers, self._limits
        return draw_png(layers, xlim=xlim, ylim=ylim, options=self.options)

    def _repr_mimebundle_(self, **_: object) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super()._repr_mimebundle_()
        data["text/plain"] = self.options["description"]
        data["image/png"] = base64.b64encode(self.draw_png()).decode("ascii")
        return data, metadata


def _as_limits(limits: Limits) -> Limits:
    low, high = map(float, limits)
    if not low < high:
        raise ValueError(f"Scene: limits must rise; got ({low}, {high}).")
    return low, high
