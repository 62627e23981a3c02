"""A scene as a PNG, for where no JavaScript runs: a notebook on GitHub, an exported page."""

import io
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from helpers.demos.layer import Layer
from helpers.demos.look import COLORS, PALETTES

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKERS = {"circle": "o", "square": "s", "triangle": "^", "cross": "P"}
DASHES = ("-", "--", ":", "-.")
INCHES = 4.6


def draw_png(
    layers: Mapping[str, Layer], *, xlim: tuple[float, float], ylim: tuple[float, float], options: Mapping[str, Any]
) -> bytes:
    """Draw layers as the browser would, on a light page.

    Without pyplot, which keeps figures and is not made for threads.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(INCHES, INCHES * options["ratio"]), layout="constrained")
    axes = FigureCanvasAgg(figure).figure.subplots()
    axes.set(xlim=xlim, ylim=ylim, aspect=options["aspect"], xlabel=options["xlabel"], ylabel=options["ylabel"])
    if not options["axes"]:
        axes.set(xticks=[], yticks=[])
    for layer in layers.values():
        _PAINTERS[layer.kind](axes, layer.arrays(), layer.style())
    if axes.get_legend_handles_labels()[0]:
        axes.legend(loc="best", fontsize=9)
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=100)
    return target.getvalue()


def _color(names: list[str], i: int) -> str:
    return COLORS[names[min(i, len(names) - 1)]][0]


def _label(style: Mapping[str, Any], i: int) -> str | None:
    return style["labels"][i] if i < len(style["labels"]) else None


def _paint_map(axes: "Axes", arrays: Mapping[str, Any], style: Mapping[str, Any]) -> None:
    from matplotlib.colors import LinearSegmentedColormap

    colors = LinearSegmentedColormap.from_list("map", PALETTES[style["palette"]][0])
    extent = style["extent"] or (*axes.get_xlim(), *axes.get_ylim())
    look = {"origin": "lower", "interpolation": "bilinear", "aspect": axes.get_aspect()}
    axes.imshow(arrays["values"], extent=extent, cmap=colors, vmin=0, vmax=255, **look)


def _paint_points(axes: "Axes", arrays: Mapping[str, Any], style: Mapping[str, Any]) -> None:
    for i in range(len(style["colors"])):
        xy = arrays["xy"][arrays["classes"] == i]
        look = {"color": _color(style["colors"], i), "alpha": style["alpha"], "markeredgecolor": "white"}
        marker, size = MARKERS[style["markers"][i]], style["size"]
        axes.plot(*xy.T, marker, markersize=size * 0.7, label=_label(style, i), **look)


def _paint_arrows(axes: "Axes", arrays: Mapping[str, Any], style: Mapping[str, Any]) -> None:
    look = {"angles": "xy", "scale_units": "xy", "scale": 1, "width": 0.004}
    axes.quiver(*arrays["xy"].T, *arrays["dxdy"].T, color=_color(style["colors"], 0), label=_label(style, 0), **look)


def _paint_lines(axes: "Axes", arrays: Mapping[str, Any], style: Mapping[str, Any]) -> None:
    start = 0
    for i, n in enumerate(arrays["sizes"].astype(int)):
        look = {"color": _color(style["colors"], i), "linewidth": style["width"] * 0.7, "alpha": style["alpha"]}
        dashes = DASHES[i % len(DASHES)] if style["dashed"] else "-"
        axes.plot(*arrays["xy"][start : start + n].T, dashes, label=_label(style, i), **look)
        start += n


def _paint_bars(axes: "Axes", arrays: Mapping[str, Any], style: Mapping[str, Any]) -> None:
    n = len(arrays["heights"])
    axes.bar(range(n), arrays["heights"], width=0.76, color=[_color(style["colors"], i) for i in range(n)])
    if style["names"]:
        axes.set_xticks(range(n), style["names"])


def _paint_handles(axes: "Axes", arrays: Mapping[str, Any], style: Mapping[str, Any]) -> None:
    area = (0.5 * style["size"]) ** 2
    for i, marker in enumerate(style["markers"]):
        xy = arrays["xy"][arrays["classes"] == i]
        look = {"color": _color(style["colors"], i), "edgecolors": "black", "zorder": 3}
        axes.scatter(*xy.T, s=area, marker=MARKERS[marker], **look)


_PAINTERS = {
    "map": _paint_map,
    "points": _paint_points,
    "arrows": _paint_arrows,
    "lines": _paint_lines,
    "bars": _paint_bars,
    "handles": _paint_handles,
}
