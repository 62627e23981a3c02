"""Callbacks: what is measured or decided while a network trains, all through one small protocol."""

from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.numpy_nn.history import Run
from helpers.numpy_nn.network import Network


class Callback:
    """What `train` calls: override what you need. To end the training, set `run.stopped = "early"`."""

    def before_step(self, run: Run) -> None:
        """Called before each update."""

    def after_step(self, run: Run) -> None:
        """Called after each update; `run.step` counts it already."""

    def after_epoch(self, run: Run) -> None:
        """Called after each pass; `run.losses` ends with its loss."""


class Evaluate(Callback):
    """Keep what a function says of the network, in `history.records[name]`.

    Parameters
    ----------
    name : str
        Key in the records.
    function : callable
        Takes the network, returns a number or an array. It must not change the network.
    every_steps : int, optional
        Evaluate after so many updates, again and again. Default: after each pass.
    """

    def __init__(self, name: str, function: Callable[[Network], Any], every_steps: int | None = None) -> None:
        self.name, self.function, self.every_steps = name, function, _check_interval("Evaluate", every_steps)

    def after_step(self, run: Run) -> None:
        if run.step % (self.every_steps or run.n_batches) == 0:
            run.record(self.name, self.function(run.network))


class UpdateRatios(Callback):
    """Keep ‖ΔW‖/‖W‖ of each layer, its last relative update, in `history.records["update_ratios"]`.

    Values have shape (m, n_layers), or (m, n_layers, k) for k networks.

    Parameters
    ----------
    every_steps : int, optional
        Measure the update that completes so many, again and again. Default: the last one of each pass.
    """

    def __init__(self, every_steps: int | None = None) -> None:
        self.every_steps = _check_interval("UpdateRatios", every_steps)
        self._before: list[np.ndarray] = []

    def before_step(self, run: Run) -> None:
        if (run.step + 1) % (self.every_steps or run.n_batches) == 0:
            self._before = [layer.W.copy() for layer in run.network.layers]

    def after_step(self, run: Run) -> None:
        if run.step % (self.every_steps or run.n_batches) == 0:
            pairs = zip(run.network.layers, self._before, strict=True)
            with np.errstate(divide="ignore"):  # weights that were zero
                run.record("update_ratios", [_norm(layer.W - before) / _norm(before) for layer, before in pairs])


class EarlyStop(Callback):
    """End the training once a value has not improved for some passes, in any of the networks.

    Parameters
    ----------
    patience : int
        Passes without a new best value.
    watch : str, optional
        Name of an `Evaluate` that stands before this one in the list. Default: the pass's loss.
    higher_is_better : bool
        For accuracies.
    min_change : float
        What counts as better.
    """

    def __init__(
        self, patience: int, *, watch: str | None = None, higher_is_better: bool = False, min_change: float = 0.0
    ) -> None:
        self.patience, self.watch, self.min_change = _check_interval("EarlyStop", patience), watch, min_change
        self.sign = -1 if higher_is_better else 1
        self._best: np.ndarray | None = None
        self._n_bad = 0

    def after_epoch(self, run: Run) -> None:
        if self.watch is not None and self.watch not in run.records:
            raise ValueError(
                f"EarlyStop: watch must name an Evaluate before it in callbacks; got {self.watch!r}, while the "
                f"records are {sorted(run.records)}."
            )
        if len(run.losses) == 1:  # a callback may serve several trainings
            self._best, self._n_bad = None, 0
        value = self.sign * np.asarray(run.losses[-1] if self.watch is None else run.records[self.watch][-1][1])
        better = np.ones(value.shape, bool) if self._best is None else value < self._best - self.min_change
        self._best = value if self._best is None else np.where(better, value, self._best)
        self._n_bad = 0 if better.any() else self._n_bad + 1
        if self._n_bad >= self.patience:
            run.stopped = "early"


def _norm(W: np.ndarray) -> np.ndarray:
    return np.sqrt(np.square(W).sum(axis=(-2, -1)))


def _check_interval(name: str, n: int | None) -> int | None:
    if n is not None and n < 1:
        raise ValueError(f"{name}: a number of steps or passes must be at least 1; got {n}.")
    return n
