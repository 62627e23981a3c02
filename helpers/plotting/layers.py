"""The sketch of a network of dense layers: columns of neurons, each joined to all of the column before."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from helpers.plotting.style import OKABE_ITO

# A column of more neurons than this is drawn with a gap in its middle.
N_DRAWN = 10


def draw_layers(ax: Axes, sizes: Sequence[int], *, outputs: Sequence[object] = ()) -> None:
    """Draw a network, inputs on the left; large layers are abridged, their size stands below.

    Parameters
    ----------
    ax : Axes
    sizes : sequence of int
        Inputs, then neurons of each layer.
    outputs : sequence, optional
        A word beside each output.
    """
    columns = [_place(n) for n in sizes]
    for k, (before, after) in enumerate(pairwise(columns)):
        lines = [(start, end) for start in before for end in after]
        ax.plot([k, k + 1], np.transpose(lines), color="#999999", linewidth=0.5, zorder=1)
    for k, (n, heights) in enumerate(zip(sizes, columns, strict=True)):
        color = "white" if k == 0 else OKABE_ITO["sky"]
        ax.scatter(np.full(len(heights), k), heights, s=90, color=color, edgecolor="black", zorder=2)
        if n > len(heights):
            ax.text(k, 0, "⋮", ha="center", va="center", fontsize=18)
        ax.text(k, -1.25, f"{n}", ha="center", va="top", fontsize=13)
    for height, word in zip(columns[-1], outputs, strict=False):
        ax.text(len(sizes) - 1 + 0.12, height, str(word), va="center", fontsize=12)
    ax.set(xlim=(-0.3, len(sizes) - 0.6), ylim=(-1.6, 1.15))
    ax.axis("off")


def _place(n: int) -> np.ndarray:
    """Return the heights of the neurons of a column, between 1 and -1, first neuron on top."""
    heights = np.linspace(1, -1, min(n, N_DRAWN)) if n > 1 else np.zeros(1)
    # Above and below a gap in the middle.
    return heights if n <= N_DRAWN else heights[np.abs(heights) > 0.2]
