"""What is measured while a training runs: any metric, samples on fixed noise, gradients and updates of each layer."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from helpers.gans.networks import apply, weights
from helpers.gans.stacks import count_networks

if TYPE_CHECKING:
    from helpers.gans.training import Training


class Callback:
    """Called around each step of `train`; subclasses override what they need.

    A callback may read everything, `training.record(name, value)` and `training.stop(reason)`. It must draw from no
    generator that training draws from, and keep nothing from one step to the next, or a resumed run would differ.
    """

    def before_step(self, training: "Training") -> None:
        """Called before a step; `training.n_steps` steps have been made."""

    def after_step(self, training: "Training") -> None:
        """Called after a step, counted in `training.n_steps`."""


class Evaluate(Callback):
    """Record a quantity before the first step and then every so many steps.

    Parameters
    ----------
    name : str
        Its name in the history's records.
    function : callable (training) -> number or array
        Always of one shape.
    every_steps : int
    """

    def __init__(self, name: str, function: Callable[["Training"], object], *, every_steps: int) -> None:
        self.name = name
        self.function = function
        self.every_steps = check_interval("every_steps", every_steps)

    def before_step(self, training: "Training") -> None:
        if training.n_steps == 0:
            training.record(self.name, self.function(training))

    def after_step(self, training: "Training") -> None:
        if training.n_steps % self.every_steps == 0:
            training.record(self.name, self.function(training))


class Samples(Evaluate):
    """Record what the generator makes of the same noise, as "samples": values (n_records, n, …).

    Parameters
    ----------
    z : (n, …) array
        The noise; (k, n, …), or (n, …) for all, with a stack.
    y : (n,) array of int, optional
        Classes, for a conditional generator.
    every_steps : int
    """

    def __init__(self, z: np.ndarray, y: np.ndarray | None = None, *, every_steps: int) -> None:
        super().__init__("samples", lambda training: apply(training.generator, z, y), every_steps=every_steps)


class GradientNorms(Callback):
    """Record the norm of the gradient of each weight array (in the order of `weights`), every so many steps.

    The records are "gradient_norms_d" and "gradient_norms_g", (n_records, n_layers), or (n_records, n_layers, k) from
    a stack: of the last update that each network had, NaN where it had none.
    """

    def __init__(self, *, every_steps: int) -> None:
        self.every_steps = check_interval("every_steps", every_steps)

    def after_step(self, training: "Training") -> None:
        if training.n_steps % self.every_steps == 0:
            for player, network in _players(training):
                gradients = [
                    torch.full_like(weight, torch.nan) if weight.grad is None else weight.grad
                    for weight in weights(network).values()
                ]
                training.record(f"gradient_norms_{player}", _norms(network, gradients))


class UpdateRatios(Callback):
    """Record by how much a step changed each weight array, |ΔW|/|W| with W before it, every so many steps.

    The records are "update_ratios_d" and "update_ratios_g", (n_records, n_layers), or (n_records, n_layers, k) from a
    stack; layers in the order of `weights`. A ratio near 1e-3 is a common rule of thumb for a layer that learns.
    """

    def __init__(self, *, every_steps: int) -> None:
        self.every_steps = check_interval("every_steps", every_steps)
        self._before: dict[str, list[torch.Tensor]] = {}

    def before_step(self, training: "Training") -> None:
        if (training.n_steps + 1) % self.every_steps == 0:
            for player, network in _players(training):
                self._before[player] = [weight.detach().clone() for weight in weights(network).values()]

    def after_step(self, training: "Training") -> None:
        if training.n_steps % self.every_steps == 0:
            for player, network in _players(training):
                before = self._before[player]
                changes = [weight.detach() - old for weight, old in zip(weights(network).values(), before, strict=True)]
                training.record(f"update_ratios_{player}", _norms(network, changes) / _norms(network, before))


def _players(training: "Training") -> list[tuple[str, nn.Module]]:
    return [("d", training.discriminator), ("g", training.generator)]


def _norms(network: nn.Module, arrays: list[torch.Tensor]) -> np.ndarray:
    """Return the Euclidean norm of each array, (n_layers,), or (n_layers, k) from a stack."""
    first = 0 if count_networks(network) is None else 1
    return np.stack([torch.linalg.vector_norm(array.flatten(first), dim=-1).cpu().numpy() for array in arrays])


def check_interval(name: str, n_steps: int) -> int:
    """Return a number of steps between two events, if it is one."""
    if n_steps < 1:
        raise ValueError(f"gans: {name} must be at least 1, a number of steps; got {n_steps}.")
    return n_steps
