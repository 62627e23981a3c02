"""Which modes of the data a generator reaches, and how many of its samples are near one."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class Coverage:
    """Samples shared out among modes.

    Attributes
    ----------
    shares : (k,) array
        Of all samples, those within the radius of mode i and nearer to it than to another.
    is_covered : (k,) array of bool
        Whether that share is at least the one asked for.
    quality : float
        The share of samples within the radius of some mode.
    """

    shares: np.ndarray
    is_covered: np.ndarray
    quality: float


def measure_coverage(samples: np.ndarray, centres: np.ndarray, *, radius: float, min_share: float) -> Coverage:
    """Return how samples are shared out among modes, after Srivastava et al. 2017 (VEEGAN), section 4.1.

    Parameters
    ----------
    samples : (n, d) array
        NaN is near no mode.
    centres : (k, d) array
        The modes.
    radius : float
        Of the ball about a centre, edge included; they take three standard deviations of a mode.
    min_share : float
        Of all samples, in [0, 1].

    Raises
    ------
    ValueError
        If shapes do not fit, or there are no samples.
    """
    samples, centres = np.asarray(samples, dtype=float), np.asarray(centres, dtype=float)
    if samples.ndim != 2 or centres.ndim != 2 or samples.shape[1] != centres.shape[1] or not len(samples):
        raise ValueError(
            "measure_coverage: samples and centres must be (n, d), n at least 1, and (k, d); "
            f"got {samples.shape} and {centres.shape}."
        )
    distances = np.linalg.norm(samples[:, None] - centres, axis=-1)
    distances[np.isnan(distances)] = np.inf
    nearest, is_near = distances.argmin(axis=1), distances.min(axis=1) <= radius
    shares = np.bincount(nearest[is_near], minlength=len(centres)) / len(samples)
    return Coverage(shares, shares >= min_share, float(is_near.mean()))
