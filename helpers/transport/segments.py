"""Segments in the plane that cross: what an optimal assignment for the Euclidean cost never has (Monge 1781)."""

import numpy as np
from numpy.typing import ArrayLike


def find_crossings(starts: ArrayLike, ends: ArrayLike) -> np.ndarray:
    """Return the pairs of segments that cross properly: each has its ends strictly on both sides of the other.

    Segments that only touch, or that lie on one line, do not cross properly.

    Parameters
    ----------
    starts, ends : (n, 2) arrays
        Segment i goes from starts[i] to ends[i].

    Returns
    -------
    (k, 2) int array
        Pairs i < j, in order.

    Raises
    ------
    ValueError
        If the points are not n starts and n ends in the plane.
    """
    starts, ends = np.asarray(starts, dtype=float), np.asarray(ends, dtype=float)
    if starts.shape != ends.shape or starts.ndim != 2 or starts.shape[1] != 2:
        raise ValueError(f"find_crossings: starts and ends must both be (n, 2); got {starts.shape} and {ends.shape}.")
    # sides[i, j]: on which sides of line i the ends of segment j lie; −1 where they are on different ones.
    sides = _find_side(starts, ends, starts) * _find_side(starts, ends, ends)
    return np.argwhere(np.triu((sides < 0) & (sides.T < 0)))


def _find_side(starts: np.ndarray, ends: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Return [i, j]: the sign of the area of (start i, end i, point j), which is that of the side of line i."""
    along = (ends - starts)[:, None]
    across = points[None] - starts[:, None]
    return np.sign(along[..., 0] * across[..., 1] - along[..., 1] * across[..., 0])
