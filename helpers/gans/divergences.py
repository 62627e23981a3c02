"""Divergences between two sets of points in the plane, estimated by counting them in the cells of a grid."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Divergences:
    """Estimates, in nats.

    Attributes
    ----------
    kl : float
        KL(real ‖ fake), with half a point added to each cell: without it, one empty cell would make it infinite.
    js : float
        Jensen-Shannon divergence of the plain counts, from 0 to log 2.
    """

    kl: float
    js: float


def estimate_divergences(real: np.ndarray, fake: np.ndarray, *, half_width: float, n_cells: int) -> Divergences:
    """Return divergences between the histograms of two samples.

    Samples of finite size differ even where their distributions agree: compare with two samples of the data. With
    fewer points a cell than one or two, the estimates say little else.

    Parameters
    ----------
    real, fake : (n, 2) and (m, 2) arrays
    half_width : float
        The grid covers [−half_width, half_width]²; points beyond count in its outer cells, NaN in the first.
    n_cells : int
        Along each axis.

    Raises
    ------
    ValueError
        If a set is empty or not in the plane.
    """
    counts = [_count(points, half_width, n_cells) for points in (real, fake)]
    p, q = (count / count.sum() for count in counts)
    mean = (p + q) / 2
    smooth_p, smooth_q = ((count + 0.5) / (count + 0.5).sum() for count in counts)
    return Divergences(
        kl=float((smooth_p * np.log(smooth_p / smooth_q)).sum()),
        js=(_relative_entropy(p, mean) + _relative_entropy(q, mean)) / 2,
    )


def _relative_entropy(p: np.ndarray, q: np.ndarray) -> float:
    """Return Σ p log(p/q), 0 where p is 0."""
    there = p > 0
    return float((p[there] * np.log(p[there] / q[there])).sum())


def _count(points: np.ndarray, half_width: float, n_cells: int) -> np.ndarray:
    points = np.asarray(points, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2 or not len(points):
        raise ValueError(f"estimate_divergences: each set must be (n, 2), n at least 1; got {points.shape}.")
    cells = np.clip(np.nan_to_num((points + half_width) / (2 * half_width) * n_cells), 0, n_cells - 1).astype(int)
    return np.bincount(cells[:, 0] * n_cells + cells[:, 1], minlength=n_cells**2)
