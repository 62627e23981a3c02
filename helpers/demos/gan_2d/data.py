"""The data of the demo: mixtures whose modes are known, curves, and what a hand draws."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from helpers.datasets import toy

HALF_WIDTH = 3.0  # of the square that the demo shows
DRAWN_STD = 0.06
# A hand draws fast here and slowly there; the points of a stroke are spread evenly along it.
SPACING = 0.05

Drawing = tuple[tuple[float, float], ...]


MIXTURES: dict[str, Callable[[], toy.Mixture]] = {
    "two": partial(toy.make_mixture, np.array([[-1.2, -0.6], [1.2, 0.6]]), 0.3),
    "ring": partial(toy.ring, 8, radius=2.0, std=0.1),
    "grid": partial(toy.grid, 5, spacing=1.0, std=0.06),
    "moons": toy.two_moons,
    "spiral": partial(toy.spiral, 1, turns=1.5, radius=2.2, std=0.06),
}


@dataclass(frozen=True, eq=False)
class Data:
    """What the GAN learns.

    Attributes
    ----------
    mixture : Mixture
    modes : (k, 2) array or None
        Centres of the modes; None where the data lie along curves.
    """

    mixture: toy.Mixture
    modes: np.ndarray | None

    def sample(self, n: int, rng: np.random.Generator) -> np.ndarray:
        """Return n points, (n, 2)."""
        return self.mixture.sample(n, rng)


def make_data(name: str, drawing: Drawing) -> Data:
    """Return the data of a name; "drawn" takes the drawing, or a heart where nothing is drawn yet."""
    if name == "drawn":
        centres = np.array(drawing) if drawing else _draw_heart()
        return Data(toy.make_mixture(centres, DRAWN_STD), None)
    mixture = MIXTURES[name]()
    return Data(mixture, mixture.centres if name in ("two", "ring", "grid") else None)


def add_stroke(drawing: Drawing, stroke: np.ndarray) -> Drawing:
    """Return a drawing with a stroke more, given as the points (n, 2) that a pointer went through."""
    stroke = np.clip(np.asarray(stroke, dtype=float), -HALF_WIDTH, HALF_WIDTH)
    length = np.append(0.0, np.cumsum(np.linalg.norm(np.diff(stroke, axis=0), axis=1)))
    wanted = np.linspace(0, length[-1], 1 + int(length[-1] / SPACING))
    x, y = (np.interp(wanted, length, stroke[:, i]) for i in range(2))
    return drawing + tuple(zip(np.round(x, 3).tolist(), np.round(y, 3).tolist(), strict=True))


def _draw_heart() -> np.ndarray:
    t = np.linspace(0, 2 * np.pi, 200, endpoint=False)
    x = 16 * np.sin(t) ** 3
    y = 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack([x, y + 2.5], axis=1) / 8
