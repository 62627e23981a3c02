"""Activation functions, each with its backward pass written through its own output Y = f(Z)."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np


class Activation(Protocol):
    """What a layer needs of an activation function: anything with these two methods will do.

    Neither changes its arguments. Built-in ones work in place on an array of their own: a second array a step
    costs more than the arithmetic.
    """

    def __call__(self, Z: np.ndarray) -> np.ndarray:
        """Return Y = f(Z), of Z's shape and dtype."""

    def backward(self, dE_dY: np.ndarray, Y: np.ndarray) -> np.ndarray:
        """Return ∂E/∂Z, of Y's shape and dtype; for an f that acts on each element, ∂E/∂Y · f'(Z)."""


@dataclass(frozen=True)
class Identity:
    """f(z) = z: the layer is linear."""

    def __call__(self, Z: np.ndarray) -> np.ndarray:
        return Z

    def backward(self, dE_dY: np.ndarray, Y: np.ndarray) -> np.ndarray:
        return dE_dY


@dataclass(frozen=True)
class Sigmoid:
    """f(z) = 1 / (1 + exp(-μz)), with f' = μ f (1 - f); its slope at 0 is μ/4.

    Parameters
    ----------
    mu : float
        Steepness μ, a positive number.
    """

    mu: float = 1.0

    def __post_init__(self) -> None:
        _set_number(self, "mu", self.mu)

    def __call__(self, Z: np.ndarray) -> np.ndarray:
        Y = np.multiply(Z, self.mu / 2)
        np.tanh(Y, out=Y)  # 1 / (1 + exp(-2u)) = (1 + tanh u) / 2: cannot overflow, and is faster than exp
        Y += 1
        Y *= 0.5
        return Y

    def backward(self, dE_dY: np.ndarray, Y: np.ndarray) -> np.ndarray:
        dE_dZ = np.subtract(1, Y)
        dE_dZ *= Y
        dE_dZ *= self.mu
        dE_dZ *= dE_dY
        return dE_dZ


@dataclass(frozen=True)
class Tanh:
    """f(z) = tanh z, with f' = 1 - f²."""

    def __call__(self, Z: np.ndarray) -> np.ndarray:
        return np.tanh(Z)

    def backward(self, dE_dY: np.ndarray, Y: np.ndarray) -> np.ndarray:
        dE_dZ = np.square(Y)
        np.subtract(1, dE_dZ, out=dE_dZ)
        dE_dZ *= dE_dY
        return dE_dZ


@dataclass(frozen=True)
class ReLU:
    """f(z) = max(z, 0), with f' = 1 where z > 0, else 0 (at the kink too)."""

    def __call__(self, Z: np.ndarray) -> np.ndarray:
        return np.maximum(Z, 0)

    def backward(self, dE_dY: np.ndarray, Y: np.ndarray) -> np.ndarray:
        return np.multiply(dE_dY, Y > 0)


@dataclass(frozen=True)
class LeakyReLU:
    """f(z) = z where z > 0, else slope · z; at the kink f' is the slope.

    Parameters
    ----------
    slope : float
        Slope for negative z, a positive number: Y has then the sign of Z.
    """

    slope: float = 0.2

    def __post_init__(self) -> None:
        _set_number(self, "slope", self.slope)

    def __call__(self, Z: np.ndarray) -> np.ndarray:
        return np.where(Z > 0, Z, self.slope * Z)

    def backward(self, dE_dY: np.ndarray, Y: np.ndarray) -> np.ndarray:
        return np.where(Y > 0, dE_dY, self.slope * dE_dY)


@dataclass(frozen=True)
class Softmax:
    """f(z)_j = exp z_j / Σ exp z_k over the last axis; with it goes a loss on probabilities.

    For cross-entropy, leave the output layer linear and use `SoftmaxCrossEntropy`, which is stable.
    """

    def __call__(self, Z: np.ndarray) -> np.ndarray:
        Y = Z - Z.max(axis=-1, keepdims=True)  # the same probabilities, and nothing overflows
        np.exp(Y, out=Y)
        Y /= Y.sum(axis=-1, keepdims=True)
        return Y

    def backward(self, dE_dY: np.ndarray, Y: np.ndarray) -> np.ndarray:
        dE_dZ = dE_dY - (dE_dY * Y).sum(axis=-1, keepdims=True)
        dE_dZ *= Y
        return dE_dZ


def _set_number(activation: object, name: str, value: float) -> None:
    """Keep a plain float: a float64 scalar of NumPy would turn float32 arrays into float64."""
    number = float(value)
    if not 0 < number < np.inf:
        raise ValueError(f"{type(activation).__name__}: {name} must be a positive number; got {value!r}.")
    object.__setattr__(activation, name, number)
