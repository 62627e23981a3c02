"""Pictures of the plane: points in two classes, straight boundaries, and what a classifier says everywhere."""

from collections.abc import Callable
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from helpers.plotting.style import CLASS_COLORS, CLASS_MAP, CLASS_MARKERS, OKABE_ITO


def decision_map(
    ax: Axes,
    predict: Callable[[np.ndarray], np.ndarray],
    extent: tuple[float, float, float, float],
    *,
    n_points: int = 201,
    hatch: bool = True,
) -> None:
    """Colour the plane by what a classifier answers: blue towards 0, white at 1/2, orange towards 1.

    Parameters
    ----------
    ax : Axes
    predict : callable
        Takes points (n, 2), gives n numbers in [0, 1]; shape (n,) or (n, 1).
    extent : (x1_min, x1_max, x2_min, x2_max)
        The part of the plane to draw.
    n_points : int
        Points along each side of the grid.
    hatch : bool
        Hatch where the answer is above 1/2, for readers who do not see the colours.
    """
    x1 = np.linspace(extent[0], extent[1], n_points)
    x2 = np.linspace(extent[2], extent[3], n_points)
    grid = np.stack(np.meshgrid(x1, x2), axis=-1).reshape(-1, 2)
    values = np.asarray(predict(grid), dtype=float).reshape(n_points, n_points)
    # The values belong to points, the pixels of imshow are centred on them: half a step more on each side.
    half1, half2 = (x1[1] - x1[0]) / 2, (x2[1] - x2[0]) / 2
    edges = (extent[0] - half1, extent[1] + half1, extent[2] - half2, extent[3] + half2)
    ax.imshow(values, cmap=CLASS_MAP, vmin=0.0, vmax=1.0, origin="lower", extent=edges, interpolation="bilinear")
    if hatch and (values > 0.5).any():
        above = ax.contourf(x1, x2, values, levels=[0.5, np.inf], colors="none", hatches=["//"])
        above.set_edgecolor("#B8860B55")
        above.set_linewidth(0.0)
    ax.set(xlim=extent[:2], ylim=extent[2:], aspect="equal", xlabel="$x_1$", ylabel="$x_2$")
    ax.grid(False)


def scatter_classes(ax: Axes, X: np.ndarray, y: np.ndarray, *, names: tuple[str, str] | None = None) -> None:
    """Draw points in two classes: blue discs for 0, orange squares for 1.

    Parameters
    ----------
    ax : Axes
    X : (n, 2) array
    y : (n,) array
        Labels 0 and 1.
    names : (str, str), optional
        Names of the classes for the legend; without them the points have none.
    """
    y = np.asarray(y)
    for label, (color, marker) in enumerate(zip(CLASS_COLORS, CLASS_MARKERS, strict=True)):
        ax.scatter(
            *X[y == label].T, s=60, c=color, marker=marker, edgecolors="black", linewidths=1.0, zorder=3,
            label=names[label] if names else None,
        )  # fmt: skip


def draw_boundary(ax: Axes, w: np.ndarray, b: float, *, arrow: float = 0.0, **line: Any) -> None:
    """Draw the straight line w·x + b = 0, whatever its direction; w = 0 has no line and draws nothing.

    Parameters
    ----------
    ax : Axes
        Its limits are kept.
    w : (2,) array
    b : float
    arrow : float
        Length of an arrow along w, from the point of the line that is closest to the origin; 0 for none.
    **line
        Style of the line, as `color`, `linestyle` or `label`.
    """
    w = np.asarray(w, dtype=float)
    norm = np.hypot(*w)
    if norm == 0:
        return
    limits = ax.get_xlim(), ax.get_ylim()
    foot = -b * w / norm**2
    ax.axline(foot, foot + np.array([-w[1], w[0]]) / norm, **{"color": OKABE_ITO["black"], **line})
    if arrow:
        color = line.get("color", OKABE_ITO["black"])
        style = {"arrowstyle": "-|>", "color": color, "linewidth": 2.2, "mutation_scale": 18}
        ax.annotate("", foot + arrow * w / norm, foot, arrowprops={**style, "shrinkA": 0, "shrinkB": 0}, zorder=4)
    ax.set(xlim=limits[0], ylim=limits[1])
