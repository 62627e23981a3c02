"""Losses: the error of a batch, and its derivative with respect to what the network said."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np


class Loss(Protocol):
    """What training needs of a loss: called with outputs and targets, it gives the error and its derivative."""

    def __call__(self, Y: np.ndarray, T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return E, one number for each network, and ∂E/∂Y, of Y's shape."""


@dataclass(frozen=True)
class SquaredError:
    """E = 1/(2n) Σ ‖y_i - t_i‖², the sum over the n samples of the batch.

    Source: Rumelhart, Hinton, Williams (1986), equation 3, there without the 1/n.
    """

    def __call__(self, Y: np.ndarray, T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return E, of shape () or (k,), and ∂E/∂Y = (Y - T)/n.

        Parameters
        ----------
        Y : array (n, n_out) or (k, n, n_out)
            Outputs of a network, or of k networks.
        T : array (n, n_out) or (k, n, n_out)
            Targets; those of shape (n, n_out) go for all networks.
        """
        _check_targets("SquaredError", Y, T)
        dE_dY = np.subtract(Y, T)
        E = np.einsum("...no,...no->...", dE_dY, dE_dY) / (2 * Y.shape[-2])
        dE_dY /= Y.shape[-2]
        return E, dE_dY


@dataclass(frozen=True)
class SoftmaxCrossEntropy:
    """E = -1/n Σ_i Σ_j t_ij log softmax(z_i)_j, in nats, from the logits z: no softmax in the network."""

    def __call__(self, logits: np.ndarray, T: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return E, of shape () or (k,), and ∂E/∂logits = (softmax - T)/n.

        Parameters
        ----------
        logits : array (n, n_classes) or (k, n, n_classes)
            Outputs of a network whose last layer is linear, or of k networks.
        T : array (n, n_classes) or (k, n, n_classes)
            Probabilities of the classes, one-hot where the class is known; not class numbers. Rows that do not sum
            to 1 are weighted by their sum.
        """
        _check_targets("SoftmaxCrossEntropy", logits, T)
        n = logits.shape[-2]
        shifted = logits - logits.max(axis=-1, keepdims=True)
        probabilities = np.exp(shifted)
        sums = probabilities.sum(axis=-1, keepdims=True)
        log_probabilities = shifted - np.log(sums)
        E = -(T * log_probabilities).sum(axis=(-2, -1)) / n
        probabilities *= T.sum(axis=-1, keepdims=True) / sums  # the sums of T are 1, or weights of the samples
        probabilities -= T
        probabilities /= n
        return E, probabilities


def _check_targets(name: str, Y: np.ndarray, T: np.ndarray) -> None:
    """Refuse targets that would broadcast to something else: (n,) against (n, 1) makes an (n, n) array."""
    if Y.ndim < 2 or T.shape[-2:] != Y.shape[-2:] or T.ndim > Y.ndim:
        raise ValueError(
            f"{name}: outputs and targets must both be (n, n_out), or outputs (k, n, n_out); got {Y.shape} and "
            f"{T.shape}. A column of targets is T[:, None]; class numbers have to be made one-hot."
        )
