"""Monge's problem by hand: points and places that can be moved, arrows that can be sent elsewhere, and the optimum."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from helpers import transport
from helpers.demos.monge.settings import MongeSettings, make_layout

HALF_WIDTH, HALF_HEIGHT = 1.4, 1.0
# All permutations are listed for at most so many points: 8! = 40,320.
MAX_ENUMERATED = 8
N_BINS = 40
# Costs that differ by less are equal, but for rounding.
TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Enumeration:
    """How all the n! permutations fare.

    Attributes
    ----------
    rank : int
        1 + how many are better than yours.
    edges : (N_BINS + 1,) array
        Costs between which the permutations are counted.
    counts : (N_BINS,) int array
    """

    rank: int
    edges: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True, eq=False)
class MongeSnapshot:
    """What a picture of the demo shows.

    Attributes
    ----------
    n_steps : int
        Exchanges made by `step`.
    points, places : (n, 2) arrays
        Where the arrows begin, and where they may end.
    permutation, best : (n,) int arrays
        Point i goes to places[permutation[i]]; in the optimum to places[best[i]].
    cost, best_cost : float
        Sums over the arrows.
    is_best : bool
        Yours costs no more than the optimum, rounding aside.
    crossings, best_crossings : (k, 2) int arrays
        Pairs of arrows that cross, of yours and of the optimum.
    crossing_points : (k, 2) array
        Where yours cross.
    n_permutations : int
        n!, exactly.
    enumeration : Enumeration or None
        None where they are too many to be listed.
    tips : (n, 2) array
        Where the arrows end now: at their places, or under the hand that drags one.
    """

    n_steps: int
    points: np.ndarray
    places: np.ndarray
    permutation: np.ndarray
    best: np.ndarray
    cost: float
    best_cost: float
    is_best: bool
    crossings: np.ndarray
    best_crossings: np.ndarray
    crossing_points: np.ndarray
    n_permutations: int
    enumeration: Enumeration | None
    tips: np.ndarray


class MongeModel:
    """Points, places and your permutation; a step exchanges the ends of two arrows that cross."""

    def __init__(self, settings: MongeSettings) -> None:
        layout = make_layout(settings)
        self.points, self.places, self.permutation = layout.points, layout.places, layout.permutation
        self.power = int(settings.power)
        self.n_steps = 0
        self._held: tuple[int, np.ndarray] | None = None

    def apply(self, settings: MongeSettings) -> None:
        """Take over the cost; points and arrows stay."""
        self.power = int(settings.power)
        self._forget()

    # ------------------------------------------------------------------------------------------------ by hand

    def move_point(self, index: int, x: float, y: float) -> None:
        """Put the beginning of an arrow elsewhere."""
        self.points[index] = _clip(x, y)
        self._forget()

    def move_place(self, index: int, x: float, y: float) -> None:
        """Put a place elsewhere."""
        self.places[index] = _clip(x, y)
        self._forget()

    def assign(self, point: int, place: int) -> None:
        """Send a point to a place; the one that went there takes the other's."""
        other = int(np.flatnonzero(self.permutation == place)[0])
        self.permutation[other], self.permutation[point] = self.permutation[point], place

    def hold_tip(self, point: int, x: float, y: float) -> None:
        """Draw an arrow to where a hand drags it; it changes nothing yet."""
        self._held = (point, _clip(x, y))

    def drop_tip(self, point: int, x: float, y: float) -> None:
        """Send a point to the place nearest to where its arrow was dropped."""
        self._held = None
        self.assign(point, int(((self.places - (x, y)) ** 2).sum(axis=1).argmin()))

    # ------------------------------------------------------------------------------------------------ by rule

    @property
    def is_finished(self) -> bool:
        """Whether no exchange of two crossing arrows would gain anything."""
        return self._find_best_exchange() is None

    def step(self, action: str | None = None) -> None:
        """Exchange the ends of two crossing arrows, of those where it gains most; "solve": take the optimum.

        For the distance each crossing can be undone with a gain (the triangle inequality). What is left without any
        need not be the optimum; and for the squared distance the optimum may cross.
        """
        self._held = None
        if action == "solve":
            self.permutation = self._best.permutation.copy()
        elif (pair := self._find_best_exchange()) is not None:
            i, j = pair
            self.permutation[[i, j]] = self.permutation[[j, i]]
            self.n_steps += 1

    def _find_best_exchange(self) -> tuple[int, int] | None:
        pairs = transport.find_crossings(self.points, self.places[self.permutation])
        if not len(pairs):
            return None
        i, j = pairs.T
        C, s = self._costs, self.permutation
        gains = C[i, s[i]] + C[j, s[j]] - C[i, s[j]] - C[j, s[i]]
        return tuple(pairs[gains.argmax()].tolist()) if gains.max() > TOLERANCE else None

    # ------------------------------------------------------------------------------------------------ looking

    @cached_property
    def _costs(self) -> np.ndarray:
        return transport.cost_matrix(self.points, self.places, power=self.power)

    @cached_property
    def _best(self) -> transport.Assignment:
        return transport.solve_assignment(self._costs)

    @cached_property
    def _all_costs(self) -> np.ndarray | None:
        return transport.assignment_costs(self._costs) if len(self.points) <= MAX_ENUMERATED else None

    def _forget(self) -> None:
        for name in ("_costs", "_best", "_all_costs"):
            self.__dict__.pop(name, None)

    def take_snapshot(self) -> MongeSnapshot:
        """Return copies of what a picture shows."""
        ends = self.places[self.permutation]
        crossings = transport.find_crossings(self.points, ends)
        cost = float(self._costs[np.arange(len(ends)), self.permutation].sum())
        tips = ends.copy()
        if self._held is not None:
            tips[self._held[0]] = self._held[1]
        return MongeSnapshot(
            n_steps=self.n_steps,
            points=self.points.copy(),
            places=self.places.copy(),
            permutation=self.permutation.copy(),
            best=self._best.permutation.copy(),
            cost=cost,
            best_cost=self._best.cost,
            is_best=cost <= self._best.cost + TOLERANCE * (1 + cost),
            crossings=crossings,
            best_crossings=transport.find_crossings(self.points, self.places[self._best.permutation]),
            crossing_points=_intersect(self.points, ends, crossings),
            n_permutations=math.factorial(len(self.points)),
            enumeration=self._enumerate(cost),
            tips=tips,
        )

    def _enumerate(self, cost: float) -> Enumeration | None:
        if self._all_costs is None:
            return None
        low, high = self._all_costs.min(), self._all_costs.max()
        edges = np.linspace(low, max(high, low + TOLERANCE), N_BINS + 1)
        counts, _ = np.histogram(np.clip(self._all_costs, edges[0], edges[-1]), edges)
        better = np.count_nonzero(self._all_costs < cost - TOLERANCE * (1 + cost))
        return Enumeration(1 + better, edges, counts)


def _clip(x: float, y: float) -> np.ndarray:
    return np.clip([x, y], [-HALF_WIDTH, -HALF_HEIGHT], [HALF_WIDTH, HALF_HEIGHT])


def _intersect(starts: np.ndarray, ends: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Return where pairs of segments that cross properly meet, (k, 2)."""
    i, j = pairs.T
    u, v, apart = ends[i] - starts[i], ends[j] - starts[j], starts[j] - starts[i]
    share = _cross(apart, v) / _cross(u, v)
    return starts[i] + share[:, None] * u


def _cross(u: np.ndarray, v: np.ndarray) -> np.ndarray:
    return u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]
