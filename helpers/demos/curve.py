"""A curve that grows for hours in bounded memory: when it is full, neighbours are averaged and it goes on coarser."""

import numpy as np

MAX_POINTS = 1024


class Curve:
    """Values over steps, one or several at a time; each point is the mean over equally many values.

    Parameters
    ----------
    n_values : int
        How many values are given at a time: one curve each.
    max_points : int
        An even number.
    """

    def __init__(self, n_values: int = 1, *, max_points: int = MAX_POINTS) -> None:
        self._steps = np.empty(max_points)
        self._values = np.empty((max_points, n_values))
        self._n_points = 0
        self._per_point = 1
        self._pending: list[tuple[float, np.ndarray]] = []

    def append(self, step: float, *values: float) -> None:
        """Add the values at a step."""
        self._pending.append((step, np.array(values, dtype=float)))
        if len(self._pending) < self._per_point:
            return
        if self._n_points == len(self._steps):
            half = self._n_points // 2
            self._steps[:half] = self._steps.reshape(half, 2).mean(axis=1)
            self._values[:half] = self._values.reshape(half, 2, -1).mean(axis=1)
            self._n_points, self._per_point = half, 2 * self._per_point
            return
        self._steps[self._n_points] = np.mean([step for step, _ in self._pending])
        self._values[self._n_points] = np.mean([value for _, value in self._pending], axis=0)
        self._n_points += 1
        self._pending = []

    @property
    def steps(self) -> np.ndarray:
        """A copy of the steps, (n_points,)."""
        return self._steps[: self._n_points].copy()

    @property
    def values(self) -> np.ndarray:
        """A copy of the values, (n_points, n_values)."""
        return self._values[: self._n_points].copy()
