"""Gradient check: the backward pass against central differences."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

from helpers.numpy_nn.dense import Dense
from helpers.numpy_nn.losses import Loss
from helpers.numpy_nn.network import Network


def check_gradient(network: Network, X: ArrayLike, T: ArrayLike, loss: Loss, *, h: float = 1e-5) -> np.ndarray:
    """Return ‖a - n‖/‖a‖ over all parameters, a the gradient by backpropagation, n by central differences.

    Works on a copy in float64. With right derivatives and without kinks, expect 1e-7 or less; with wrong ones
    far more. Costs two forward passes a parameter.

    Parameters
    ----------
    network : Network
        Not changed.
    X, T : array
        Samples and targets, as for `train`.
    loss : Loss
        Such as `SquaredError()`.
    h : float
        Half the difference.

    Returns
    -------
    array () or (k,)
        One number for each network.
    """
    network = Network([Dense(layer.W.astype(np.float64), layer.b, layer.activation) for layer in network.layers])
    T = np.asarray(T, dtype=np.float64)
    _, dE_dY = loss(network.forward(X), T)
    network.fill_gradients(dE_dY)
    leading = () if network.n_networks is None else (network.n_networks,)
    difference, size = np.zeros(leading), np.zeros(leading)
    for parameter, gradient in zip(network.parameters, network.gradients, strict=True):
        for place in _places(parameter, leading):
            kept = parameter[place].copy()
            parameter[place] = kept + h
            above, _ = loss(network.forward(X), T)
            parameter[place] = kept - h
            below, _ = loss(network.forward(X), T)
            parameter[place] = kept
            difference += (gradient[place] - (above - below) / (2 * h)) ** 2
            size += gradient[place] ** 2
    # 0/0: nothing depends on the parameters, and the gradient says so
    ratio = np.divide(difference, size, out=np.where(difference == 0, 0.0, np.inf), where=size > 0)
    return np.sqrt(ratio)


def _places(parameter: np.ndarray, leading: tuple[int, ...]) -> Iterator[tuple]:
    """Yield where each number of a parameter is, in all networks at once."""
    for place in np.ndindex(parameter.shape[len(leading) :]):
        yield (..., *place)
