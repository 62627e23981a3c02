"""Made-up data on the line and in the plane, as endless as one likes, whose density is known exactly.

Every set is a mixture of Gaussians of one width: a few far apart make modes, many along a curve make the curve.
So each can be drawn from, and its density computed, by the same few lines.
"""

from dataclasses import dataclass

import numpy as np

# A curve is made of so many Gaussians that they melt into one another.
N_ALONG_CURVE = 400
# Pairs of a point and a centre that are held in memory at once.
MAX_PAIRS = 200_000


@dataclass(frozen=True)
class Mixture:
    """A mixture of spherical Gaussians, all of the same standard deviation.

    Attributes
    ----------
    centres : (k, d) array
        Means of the components.
    std : float
        Standard deviation along each axis, positive.
    weights : (k,) array
        Share of each component; their sum is 1.
    labels : (k,) int array
        The class of each component, as which of the two moons it belongs to. Modes are classes of their own.
    """

    centres: np.ndarray
    std: float
    weights: np.ndarray
    labels: np.ndarray

    @property
    def n_dimensions(self) -> int:
        """The dimension d of the points."""
        return self.centres.shape[1]

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return n points, (n, d) float64."""
        return self.sample_labelled(n, rng)[0]

    def sample_labelled(self, n: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        """Return n points, (n, d), and the class of each, (n,)."""
        chosen = rng.choice(len(self.centres), size=n, p=self.weights)
        noise = rng.normal(scale=self.std, size=(n, self.n_dimensions))
        return self.centres[chosen] + noise, self.labels[chosen]

    def log_density(self, x: np.ndarray) -> np.ndarray:
        """Return the natural logarithm of the density at points (n, d), shape (n,); finite however far they are."""
        x = np.asarray(x, dtype=float)
        if x.ndim != 2 or x.shape[1] != self.n_dimensions:
            raise ValueError(
                f"log_density: x must have the shape (n, {self.n_dimensions}); got {x.shape}. "
                f"For one point or for points of a line, x.reshape(-1, {self.n_dimensions})."
            )
        values = np.empty(len(x))
        # In blocks: a fine grid of the plane, times the centres of a curve, would not fit into memory.
        size = 1 + MAX_PAIRS // len(self.centres)
        for block in (slice(start, start + size) for start in range(0, len(x), size)):
            squares = sum((x[block, i, None] - self.centres[:, i]) ** 2 for i in range(self.n_dimensions))
            exponents = -squares / (2 * self.std**2)
            largest = exponents.max(axis=1, keepdims=True)
            values[block] = largest[:, 0] + np.log(np.exp(exponents - largest) @ self.weights)
        return values - self.n_dimensions * np.log(self.std * np.sqrt(2 * np.pi))

    def density(self, x: np.ndarray) -> np.ndarray:
        """Return the density at points (n, d), shape (n,)."""
        return np.exp(self.log_density(x))


def make_mixture(
    centres: np.ndarray, std: float, *, weights: np.ndarray | None = None, labels: np.ndarray | None = None
) -> Mixture:
    """Return a mixture with the given centres: equal weights, and a class for each centre, unless given.

    Parameters
    ----------
    centres : (k, d) array
    std : float
        Positive.
    weights : (k,) array, optional
        Positive; brought to the sum 1.
    labels : (k,) int array, optional

    Raises
    ------
    ValueError
        If a shape or a sign is not as above.
    """
    centres = np.asarray(centres, dtype=float)
    if centres.ndim != 2 or len(centres) == 0:
        raise ValueError(f"make_mixture: centres must have the shape (k, d), k at least 1; got {centres.shape}.")
    if not std > 0:
        raise ValueError(f"make_mixture: std must be positive; got {std}.")
    k = len(centres)
    weights = np.ones(k) if weights is None else np.asarray(weights, dtype=float)
    labels = np.arange(k) if labels is None else np.asarray(labels)
    if weights.shape != (k,) or labels.shape != (k,):
        raise ValueError(
            f"make_mixture: weights and labels must have the shape ({k},), one for each centre; "
            f"got {weights.shape} and {labels.shape}."
        )
    if not (weights > 0).all():
        raise ValueError(f"make_mixture: weights must be positive; got {weights}. Leave out a centre without weight.")
    return Mixture(centres, float(std), weights / weights.sum(), labels)


# ---------------------------------------------------------------------------------------------- on the line


def gaussian(mean: float = 0.0, std: float = 1.0) -> Mixture:
    """Return N(mean, std²) on the line."""
    return make_mixture(np.array([[mean]]), std)


def two_gaussians(gap: float = 4.0, std: float = 0.5, *, left_share: float = 0.5) -> Mixture:
    """Return two bumps on the line, `gap` apart, symmetric about 0; the left one holds `left_share` of the points."""
    return make_mixture(np.array([[-gap / 2], [gap / 2]]), std, weights=np.array([left_share, 1 - left_share]))


# ---------------------------------------------------------------------------------------------- in the plane


def ring(n_modes: int = 8, radius: float = 2.0, std: float = 0.05) -> Mixture:
    """Return Gaussians evenly spaced on a circle, the first at angle 0."""
    angles = 2 * np.pi * np.arange(n_modes) / n_modes
    return make_mixture(radius * np.stack([np.cos(angles), np.sin(angles)], axis=1), std)


def grid(n_side: int = 5, spacing: float = 1.0, std: float = 0.05) -> Mixture:
    """Return n_side² Gaussians on a square grid centred at 0, row by row from below."""
    ticks = spacing * (np.arange(n_side) - (n_side - 1) / 2)
    return make_mixture(np.stack(np.meshgrid(ticks, ticks), axis=-1).reshape(-1, 2), std)


def two_moons(std: float = 0.1) -> Mixture:
    """Return two interleaved half circles of radius 1, centred at 0 as a whole; class 0 is the upper one."""
    angles = np.pi * (np.arange(N_ALONG_CURVE) + 0.5) / N_ALONG_CURVE
    upper = np.stack([np.cos(angles) - 0.5, np.sin(angles) - 0.25], axis=1)
    # The lower moon is the upper one turned by half a turn about 0.
    return make_mixture(np.concatenate([upper, -upper]), std, labels=np.repeat([0, 1], N_ALONG_CURVE))


def two_circles(radius: float = 2.0, ratio: float = 0.5, std: float = 0.08) -> Mixture:
    """Return two circles about 0, with equal shares; class 0 is the outer one, class 1 is `ratio` times its size."""
    angles = 2 * np.pi * np.arange(N_ALONG_CURVE) / N_ALONG_CURVE
    outer = radius * np.stack([np.cos(angles), np.sin(angles)], axis=1)
    return make_mixture(np.concatenate([outer, ratio * outer]), std, labels=np.repeat([0, 1], N_ALONG_CURVE))


def spiral(n_arms: int = 2, turns: float = 1.0, radius: float = 2.0, std: float = 0.05) -> Mixture:
    """Return arms of Archimedes' spiral that start at 0, evenly spread along their length; each arm is a class."""
    fine = np.linspace(0.0, 1.0, 20 * N_ALONG_CURVE)
    arm = _draw_arm(fine, turns, radius)
    length = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(arm, axis=0), axis=1)))
    wanted = length[-1] * (np.arange(N_ALONG_CURVE) + 0.5) / N_ALONG_CURVE
    arm = _draw_arm(np.interp(wanted, length, fine), turns, radius)
    angles = 2 * np.pi * np.arange(n_arms) / n_arms
    turned = [arm @ np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]]) for a in angles]
    return make_mixture(np.concatenate(turned), std, labels=np.repeat(np.arange(n_arms), N_ALONG_CURVE))


def _draw_arm(t: np.ndarray, turns: float, radius: float) -> np.ndarray:
    angles = 2 * np.pi * turns * t
    return radius * t[:, None] * np.stack([np.cos(angles), np.sin(angles)], axis=1)
