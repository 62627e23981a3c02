"""Curves that carry their uncertainty: a median over repeated runs, with the band that holds most of them."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes


def draw_quantiles(
    ax: Axes, x: np.ndarray, runs: np.ndarray, *, low: float = 0.1, high: float = 0.9, **line: Any
) -> None:
    """Draw the median of repeated runs, and the band between two of their quantiles.

    Parameters
    ----------
    ax : Axes
    x : (n,) array
    runs : (n_runs, n) array
        One run a row.
    low, high : float
        The quantiles that bound the band, in [0, 1].
    **line
        Style of the median, as `label`, `color`, `marker` or `linestyle`.
    """
    (median,) = ax.plot(x, np.median(runs, axis=0), **line)
    bottom, top = np.quantile(runs, [low, high], axis=0)
    ax.fill_between(x, bottom, top, color=median.get_color(), alpha=0.22, linewidth=0)
