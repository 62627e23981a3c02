"""What can be set in the demo of Monge's problem, and the points that it knows."""

from dataclasses import dataclass

import numpy as np

from helpers.demos.settings import Choice, Range, Settings, Text, setting

MAX_POINTS = 70


@dataclass(frozen=True, kw_only=True)
class MongeSettings(Settings):
    """Where the points are, and what a way costs."""

    layout: str = setting(
        "six",
        Choice(
            {
                "six": Text(fr="les six points de Peyré", en="Peyré's six points"),
                "uncrossed": Text(fr="quatre points, sans croisement", en="four points, no crossing"),
                "squared": Text(fr="deux points, coût au carré", en="two points, squared cost"),
                "random": Text(fr="au hasard", en="at random"),
            }
        ),
        Text(fr="points", en="points"),
    )
    n: int = setting(
        8,
        Range(2, MAX_POINTS, step=1),
        Text(fr="nombre de points", en="number of points"),
        needs=("layout", ("random",)),
    )
    power: str = setting(
        "1",
        Choice({"1": Text(fr="distance", en="distance"), "2": Text(fr="distance au carré", en="squared distance")}),
        Text(fr="coût d'une flèche", en="cost of an arrow"),
        is_live=True,
    )


@dataclass(frozen=True, eq=False)
class Layout:
    """Points (n, 2), places (n, 2), and the permutation that one begins with."""

    points: np.ndarray
    places: np.ndarray
    permutation: np.ndarray


# The article prints two permutations for its six points, (1, 5, 4, 6, 3, 2) and the optimal (4, 3, 5, 1, 6, 2), and
# draws the points without coordinates: these are ours, chosen so that both are what it says they are.
LAYOUTS = {
    "six": Layout(
        np.array([[0.0, 0.3], [0.7, -0.3], [0.7, 0.8], [1.3, 0.4], [0.9, -0.8], [-1.3, 0.1]]),
        np.array([[0.6, 0.3], [-0.5, -0.4], [0.1, -0.4], [0.3, 0.0], [-0.1, 0.9], [-0.2, -0.8]]),
        np.array([1, 5, 4, 6, 3, 2]) - 1,
    ),
    "uncrossed": Layout(
        np.array([[-0.9, -0.8], [0.5, 0.6], [0.8, 0.3], [0.2, 0.9]]),
        np.array([[-0.2, 1.0], [-0.5, -0.6], [0.8, 0.9], [0.4, 0.0]]),
        np.array([2, 1, 3, 0]),
    ),
    "squared": Layout(
        np.array([[-0.8, -0.8], [-0.8, 0.0]]),
        np.array([[0.0, 0.6], [0.8, 0.8]]),
        np.array([1, 0]),
    ),
}


def make_layout(settings: MongeSettings) -> Layout:
    """Return the points that the settings ask for, in [−1.4, 1.4] × [−1, 1]; drawn ones begin at random."""
    if settings.layout in LAYOUTS:
        known = LAYOUTS[settings.layout]
        return Layout(known.points.copy(), known.places.copy(), known.permutation.copy())
    rng = np.random.default_rng(settings.seed)
    points, places = rng.uniform([-1.3, -0.9], [1.3, 0.9], (2, settings.n, 2))
    return Layout(points, places, rng.permutation(settings.n))
