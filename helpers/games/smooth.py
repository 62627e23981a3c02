"""Smooth games of two numbers: x descends its own cost, y ascends its own gain, and a field of arrows says where to."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

Gradient = Callable[[float, float], float]
# One move of both players: (x, y, grad_x, grad_y, lr) -> (x, y).
Step = Callable[[float, float, Gradient, Gradient, float], tuple[float, float]]


@dataclass(frozen=True)
class SmoothGame:
    """A game of two numbers, given by what each player follows.

    Attributes
    ----------
    grad_x : callable
        (x, y) -> derivative in x of the cost of player x, who descends. Numbers or arrays.
    grad_y : callable
        (x, y) -> derivative in y of the gain of player y, who ascends.
    """

    grad_x: Gradient
    grad_y: Gradient

    def field(self, point: np.ndarray) -> np.ndarray:
        """Return the direction in which both move at a point (2,): (−grad_x, grad_y), shape (2,)."""
        x, y = point
        return np.array([-self.grad_x(x, y), self.grad_y(x, y)])


def bilinear_game() -> SmoothGame:
    """Return the game f(x, y) = x y, the same for both: x descends f, y ascends it."""
    return SmoothGame(lambda x, y: y, lambda x, y: x)


def dirac_gan(*, saturating: bool = True) -> SmoothGame:
    """Return the smallest GAN: all data at 0, all that G makes at x, and D(u) = σ(y u).

    Source: L. Mescheder, A. Geiger, S. Nowozin, "Which training methods for GANs do actually converge?", ICML 2018.

    Parameters
    ----------
    saturating : bool
        Whether G descends log(1 − D(x)), as in the zero-sum game, or −log D(x).
    """

    def grad_x(x: float, y: float) -> float:
        return -y * expit(x * y if saturating else -x * y)

    def grad_y(x: float, y: float) -> float:
        return -x * expit(x * y)

    return SmoothGame(grad_x, grad_y)


def follow(step: Step, game: SmoothGame, start: tuple[float, float], *, lr: float, n_steps: int) -> np.ndarray:
    """Return the points that a dynamics visits, the start included.

    Parameters
    ----------
    step : callable
        (x, y, grad_x, grad_y, lr) -> (x, y).
    game : SmoothGame
    start : (x, y)
    lr : float
    n_steps : int

    Returns
    -------
    (n_steps + 1, 2) array
    """
    path = np.empty((n_steps + 1, 2))
    path[0] = x, y = start
    for t in range(n_steps):
        path[t + 1] = x, y = step(x, y, game.grad_x, game.grad_y, lr)
    return path


def consensus_step(
    x: float, y: float, grad_x: Gradient, grad_y: Gradient, lr: float, *, gamma: float = 1.0
) -> tuple[float, float]:
    """Move along the field v of the game, and down the slope of its squared length: v − γ ∇(‖v‖²/2).

    Source: L. Mescheder, S. Nowozin, A. Geiger, "The numerics of GANs", NIPS 2017, equation 12.

    Parameters
    ----------
    x, y : float
    grad_x, grad_y : callable
        As in `SmoothGame`.
    lr : float
    gamma : float
        Weight of the slope; 0 gives simultaneous gradient steps.
    """
    game = SmoothGame(grad_x, grad_y)

    def energy(u: float, w: float) -> float:
        return 0.5 * float(np.sum(game.field(np.array([u, w])) ** 2))

    h = 1e-5 * (1 + np.hypot(x, y))
    slope = np.array([energy(x + h, y) - energy(x - h, y), energy(x, y + h) - energy(x, y - h)]) / (2 * h)
    move = game.field(np.array([x, y])) - gamma * slope
    return x + lr * move[0], y + lr * move[1]
