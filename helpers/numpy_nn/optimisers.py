"""The optimisers: gradient descent, with momentum, and with rates that adapt to each parameter."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.numpy_nn.optimiser import Optimiser

# Each is torch.optim's of the same name to the last digits, under the same defaults.


class SGD(Optimiser):
    """Gradient descent on minibatches: w ← w - η g (Robbins and Monro, 1951).

    Parameters
    ----------
    lr : float or array (k,)
        Learning rate η; an array has one rate for each of k networks. Likewise in all that follow.
    """

    def _move(self, lr: float | np.ndarray, w: np.ndarray, g: np.ndarray) -> None:
        w -= lr * g


class Momentum(Optimiser):
    """Descent with inertia: v ← momentum · v + g, w ← w - η v (Polyak, 1964).

    Parameters
    ----------
    lr : float or array (k,)
        Learning rate η.
    momentum : float
        Share of the velocity that stays, in [0, 1): a constant gradient moves as at the rate η / (1 - momentum).
    """

    n_memories = 1

    def __init__(self, lr: ArrayLike, *, momentum: float = 0.9) -> None:
        super().__init__(lr)
        self.momentum = _check_share(self, "momentum", momentum)

    def _move(self, lr: float | np.ndarray, w: np.ndarray, g: np.ndarray, v: np.ndarray) -> None:
        v *= self.momentum
        v += g
        w -= lr * v


class Nesterov(Momentum):
    """Momentum that looks ahead: v ← momentum · v + g, w ← w - η (g + momentum · v).

    Nesterov's method (1983), in the form in which torch writes it, its variable being the point ahead (Sutskever et
    al., 2013).
    """

    def _move(self, lr: float | np.ndarray, w: np.ndarray, g: np.ndarray, v: np.ndarray) -> None:
        v *= self.momentum
        v += g
        w -= lr * (g + self.momentum * v)


class AdaGrad(Optimiser):
    """Rates that shrink with the gradients seen: s ← s + g², w ← w - η g / (√s + ε) (Duchi et al., 2011).

    Parameters
    ----------
    lr : float or array (k,)
        Learning rate η.
    eps : float
        ε, outside the root; keeps a parameter without gradients still.
    """

    n_memories = 1

    def __init__(self, lr: ArrayLike = 0.01, *, eps: float = 1e-10) -> None:
        super().__init__(lr)
        self.eps = _check_eps(self, eps)

    def _move(self, lr: float | np.ndarray, w: np.ndarray, g: np.ndarray, s: np.ndarray) -> None:
        s += g * g
        w -= lr * g / (np.sqrt(s) + self.eps)


class RMSProp(Optimiser):
    """Gradients on the scale of their own: s ← α s + (1 - α) g², w ← w - η g / (√s + ε) (Tieleman and Hinton, 2012).

    Parameters
    ----------
    lr : float or array (k,)
        Learning rate η.
    alpha : float
        Share of the old mean square that stays, in [0, 1).
    eps : float
        ε, outside the root.
    """

    n_memories = 1

    def __init__(self, lr: ArrayLike = 0.01, *, alpha: float = 0.99, eps: float = 1e-8) -> None:
        super().__init__(lr)
        self.alpha, self.eps = _check_share(self, "alpha", alpha), _check_eps(self, eps)

    def _move(self, lr: float | np.ndarray, w: np.ndarray, g: np.ndarray, s: np.ndarray) -> None:
        _move_mean(s, g * g, self.alpha)
        w -= lr * g / (np.sqrt(s) + self.eps)


class Adadelta(Optimiser):
    """Steps on the scale of earlier steps, in the parameter's own unit (Zeiler, 2012, algorithm 1).

    s ← ρ s + (1 - ρ) g², d = √(u + ε) / √(s + ε) · g, u ← ρ u + (1 - ρ) d², w ← w - η d.

    Parameters
    ----------
    lr : float or array (k,)
        Learning rate η; Zeiler has none, which is 1.
    rho : float
        ρ, the share of the old mean squares that stays, in [0, 1).
    eps : float
        ε, inside both roots; makes the first steps possible, of about √ε.
    """

    n_memories = 2

    def __init__(self, lr: ArrayLike = 1.0, *, rho: float = 0.9, eps: float = 1e-6) -> None:
        super().__init__(lr)
        self.rho, self.eps = _check_share(self, "rho", rho), _check_eps(self, eps)

    def _move(self, lr: float | np.ndarray, w: np.ndarray, g: np.ndarray, s: np.ndarray, u: np.ndarray) -> None:
        _move_mean(s, g * g, self.rho)
        d = np.sqrt(u + self.eps) / np.sqrt(s + self.eps) * g
        _move_mean(u, d * d, self.rho)
        w -= lr * d


class Adam(Optimiser):
    """Momentum and RMSProp, both freed of the bias towards their zero start (Kingma and Ba, 2015, algorithm 1).

    m ← β1 m + (1 - β1) g, s ← β2 s + (1 - β2) g², w ← w - η m̂ / (√ŝ + ε) with m̂ = m / (1 - β1ᵗ), ŝ = s / (1 - β2ᵗ)
    at step t = 1, 2, …

    Parameters
    ----------
    lr : float or array (k,)
        Learning rate η.
    beta1, beta2 : float
        Shares of the old means that stay, in [0, 1).
    eps : float
        ε, outside the root of the corrected mean square.
    """

    n_memories = 2

    def __init__(self, lr: ArrayLike = 1e-3, *, beta1: float = 0.9, beta2: float = 0.999, eps: float = 1e-8) -> None:
        super().__init__(lr)
        self.beta1, self.beta2 = _check_share(self, "beta1", beta1), _check_share(self, "beta2", beta2)
        self.eps = _check_eps(self, eps)

    def _move(self, lr: float | np.ndarray, w: np.ndarray, g: np.ndarray, m: np.ndarray, s: np.ndarray) -> None:
        _move_mean(m, g, self.beta1)
        _move_mean(s, g * g, self.beta2)
        root = np.sqrt(s / (1 - self.beta2**self.n_steps))
        w -= lr / (1 - self.beta1**self.n_steps) * m / (root + self.eps)


def _move_mean(mean: np.ndarray, value: np.ndarray, share: float) -> None:
    """Move an exponential mean: mean ← share · mean + (1 - share) · value."""
    mean *= share
    mean += (1 - share) * value


def _check_share(optimiser: Optimiser, name: str, value: float) -> float:
    """Return a plain float: a float64 scalar of NumPy would turn float32 arrays into float64."""
    if not 0 <= value < 1:
        raise ValueError(f"{type(optimiser).__name__}: {name} must be in [0, 1); got {value!r}.")
    return float(value)


def _check_eps(optimiser: Optimiser, value: float) -> float:
    if not 0 < value < np.inf:
        raise ValueError(f"{type(optimiser).__name__}: eps must be a small positive number; got {value!r}.")
    return float(value)
