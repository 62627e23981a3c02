"""What a scene is made of: maps, points, arrows, lines, bars and handles."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from helpers.demos.layer import Arrays, Layer, as_float32, check, check_colors, check_places
from helpers.demos.look import MARKERS, PALETTES

__all__ = ["Arrows", "Bars", "Handles", "HeatMap", "Layer", "Lines", "Points"]


@dataclass(frozen=True, eq=False)
class HeatMap(Layer):
    """Values on a regular grid, as colours.

    Attributes
    ----------
    values : array (h, w)
        The first row is the lowest, as in the grids of `helpers.plotting`. NaN counts as `low`.
    low, high : float
        The values of the first and the last colour; what lies beyond takes theirs.
    palette : str
        A name of `look.PALETTES`.
    extent : (x_low, x_high, y_low, y_high), optional
        Where the map lies; default: all of the scene.
    """

    values: np.ndarray
    low: float = 0.0
    high: float = 1.0
    palette: str = "classes"
    extent: tuple[float, float, float, float] | None = None
    kind: ClassVar[str] = "map"

    def __post_init__(self) -> None:
        values = np.asarray(self.values)
        check(values.ndim == 2 and values.size > 0, "HeatMap", "values", "be a grid (h, w)", values.shape)
        check(self.low < self.high, "HeatMap", "low", "be lower than high", (self.low, self.high))
        check(self.palette in PALETTES, "HeatMap", "palette", f"be one of {', '.join(PALETTES)}", self.palette)

    def arrays(self) -> Arrays:
        share = (np.asarray(self.values, dtype=np.float64) - self.low) / (self.high - self.low)
        # A byte is enough: a screen shows no more than 256 steps.
        return {"values": np.rint(np.clip(np.nan_to_num(share, nan=0.0), 0, 1) * 255).astype(np.uint8)}

    def style(self) -> dict[str, object]:
        return {"palette": self.palette, "extent": self.extent and list(map(float, self.extent))}


@dataclass(frozen=True, eq=False)
class Points(Layer):
    """Marks at places; a class has its colour and its marker.

    Attributes
    ----------
    xy : array (n, 2)
        Where.
    classes : array (n,) of int, optional
        From 0; default: all 0.
    colors : sequence of str
        Of each class, names of `look.COLORS`.
    markers : sequence of str, optional
        Of each class, of `look.MARKERS`; default: in their order.
    labels : sequence of str
        Of each class, for the legend; none: no legend.
    size : float
        Diameter in CSS pixels.
    alpha : float
        Opacity in ]0, 1].
    """

    xy: np.ndarray
    classes: np.ndarray | None = None
    colors: Sequence[str] = ("blue", "orange")
    markers: Sequence[str] = MARKERS
    labels: Sequence[str] = ()
    size: float = 8.0
    alpha: float = 1.0
    kind: ClassVar[str] = "points"

    def __post_init__(self) -> None:
        n = len(check_places("Points", "xy", self.xy))
        check_colors("Points", self.colors)
        check(set(self.markers) <= {*MARKERS}, "Points", "markers", f"be of {', '.join(MARKERS)}", self.markers)
        check(len(self.markers) >= len(self.colors), "Points", "markers", "be one for each colour", self.markers)
        if self.classes is not None:
            classes = np.asarray(self.classes)
            right = classes.shape == (n,) and (n == 0 or (classes.min() >= 0 and classes.max() < len(self.colors)))
            check(right, "Points", "classes", f"be {n} numbers from 0 to {len(self.colors) - 1}", classes)

    def arrays(self) -> Arrays:
        n = len(self.xy)
        classes = np.zeros(n) if self.classes is None else self.classes
        return {"xy": as_float32(self.xy), "classes": np.asarray(classes).astype(np.uint8)}

    def style(self) -> dict[str, object]:
        return {
            "colors": list(self.colors),
            "markers": list(self.markers[: len(self.colors)]),
            "labels": list(self.labels),
            "size": self.size,
            "alpha": self.alpha,
        }


@dataclass(frozen=True, eq=False)
class Arrows(Layer):
    """Arrows from places, by displacements.

    Attributes
    ----------
    xy, dxdy : array (n, 2)
        Where they begin, and how far they go, in the scene's units.
    color : str
        A name of `look.COLORS`.
    label : str
        For the legend; empty: none.
    width : float
        In CSS pixels.
    """

    xy: np.ndarray
    dxdy: np.ndarray
    color: str = "black"
    label: str = ""
    width: float = 1.5
    kind: ClassVar[str] = "arrows"

    def __post_init__(self) -> None:
        n = len(check_places("Arrows", "xy", self.xy))
        same = len(check_places("Arrows", "dxdy", self.dxdy)) == n
        check(same, "Arrows", "dxdy", f"be of the shape ({n}, 2), as xy", np.shape(self.dxdy))
        check_colors("Arrows", [self.color])

    def arrays(self) -> Arrays:
        return {"xy": as_float32(self.xy), "dxdy": as_float32(self.dxdy)}

    def style(self) -> dict[str, object]:
        return {"colors": [self.color], "labels": [self.label] if self.label else [], "width": self.width}


@dataclass(frozen=True, eq=False)
class Lines(Layer):
    """Curves; each has its colour and its dashes.

    Attributes
    ----------
    paths : sequence of arrays (m_i, 2)
        Corners in their order; a row of NaN lifts the pen.
    colors : sequence of str
        Of each path, names of `look.COLORS`; the last one serves all that follow.
    labels : sequence of str
        Of each path, for the legend; none: no legend.
    width : float
        In CSS pixels.
    dashed : bool
        Give each path its own dashes, so that colour is never alone.
    alpha : float
        Opacity in ]0, 1].
    """

    paths: Sequence[np.ndarray]
    colors: Sequence[str] = ("black",)
    labels: Sequence[str] = ()
    width: float = 2.0
    dashed: bool = False
    alpha: float = 1.0
    kind: ClassVar[str] = "lines"

    def __post_init__(self) -> None:
        for path in self.paths:
            check_places("Lines", "paths", path)
        check_colors("Lines", self.colors)
        check(len(self.colors) > 0, "Lines", "colors", "be one at least", self.colors)

    def arrays(self) -> Arrays:
        sizes = np.array([len(path) for path in self.paths], dtype=np.float32)
        joined = np.concatenate(list(self.paths)) if len(self.paths) else np.empty((0, 2))
        return {"xy": as_float32(joined), "sizes": sizes}

    def style(self) -> dict[str, object]:
        return {
            "colors": list(self.colors),
            "labels": list(self.labels),
            "width": self.width,
            "dashed": self.dashed,
            "alpha": self.alpha,
        }


@dataclass(frozen=True, eq=False)
class Bars(Layer):
    """Bars from 0, centred on 0, 1, 2 … of the horizontal axis.

    Attributes
    ----------
    heights : array (n,)
        In the scene's units.
    names : sequence of str
        Below each bar; none: nothing.
    colors : sequence of str
        Names of `look.COLORS`; the last one serves all that follow.
    """

    heights: np.ndarray
    names: Sequence[str] = ()
    colors: Sequence[str] = ("blue",)
    kind: ClassVar[str] = "bars"

    def __post_init__(self) -> None:
        check(np.ndim(self.heights) == 1, "Bars", "heights", "be numbers (n,)", np.shape(self.heights))
        check_colors("Bars", self.colors)

    def arrays(self) -> Arrays:
        return {"heights": as_float32(self.heights)}

    def style(self) -> dict[str, object]:
        return {"names": list(self.names), "colors": list(self.colors), "labels": []}


@dataclass(frozen=True, eq=False)
class Handles(Layer):
    """Points to be dragged, with the mouse, a finger or the arrow keys.

    Attributes
    ----------
    xy : array (n, 2)
        Where.
    names : sequence of str
        Of each, for who hears the page instead of seeing it.
    classes : array (n,) of int, optional
        From 0; default: all 0.
    colors : sequence of str
        Of each class, names of `look.COLORS`.
    markers : sequence of str, optional
        Of each class, of `look.MARKERS`; default: all circles.
    size : float
        Diameter in CSS pixels of what is seen; what can be hit is larger.
    """

    xy: np.ndarray
    names: Sequence[str] = ()
    classes: np.ndarray | None = None
    colors: Sequence[str] = ("vermilion",)
    markers: Sequence[str] = ()
    size: float = 16.0
    kind: ClassVar[str] = "handles"

    def __post_init__(self) -> None:
        Points(self.xy, self.classes, self.colors, self._markers)
        names = len(self.names) in (0, len(self.xy))
        check(names, "Handles", "names", f"be {len(self.xy)}, or none", len(self.names))

    def arrays(self) -> Arrays:
        return Points(self.xy, self.classes, self.colors).arrays()

    def style(self) -> dict[str, object]:
        look = {"colors": list(self.colors), "markers": list(self._markers), "size": self.size, "labels": []}
        return {"names": list(self.names), **look}

    @property
    def _markers(self) -> Sequence[str]:
        return self.markers or ("circle",) * len(self.colors)
