"""Networks: dense layers one after the other; k networks of one shape can be trained as one."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike, DTypeLike

from helpers.numpy_nn.activations import Activation
from helpers.numpy_nn.dense import Dense
from helpers.numpy_nn.initialisers import scaled_normal


class Network:
    """Layers one after the other; the output of one is the input of the next.

    Parameters
    ----------
    layers : sequence of Dense
        Of fitting sizes, one dtype, and all of one network or all of k.
    """

    def __init__(self, layers: Sequence[Dense]) -> None:
        self.layers = list(layers)
        if not self.layers:
            raise ValueError("Network: layers must hold at least one layer; got none.")
        for before, after in zip(self.layers, self.layers[1:], strict=False):
            if before.W.shape[-1] != after.W.shape[-2] or before.W.shape[:-2] != after.W.shape[:-2]:
                raise ValueError(
                    "Network: each layer must take what the one before gives, for as many networks; got weights of "
                    f"shapes {' and '.join(str(layer.W.shape) for layer in self.layers)}."
                )
        if len({layer.W.dtype for layer in self.layers}) > 1:
            raise TypeError(
                "Network: layers must share one dtype; got "
                f"{', '.join(str(layer.W.dtype) for layer in self.layers)}. Convert the weights with astype."
            )

    @property
    def dtype(self) -> np.dtype:
        """The floats that the network calculates with."""
        return self.layers[0].W.dtype

    @property
    def n_networks(self) -> int | None:
        """How many networks these layers hold, or None for one without a leading axis."""
        W = self.layers[0].W
        return W.shape[0] if W.ndim == 3 else None

    @property
    def sizes(self) -> list[int]:
        """The numbers of inputs and of neurons in each layer, such as [784, 300, 10]."""
        return [self.layers[0].W.shape[-2], *(layer.W.shape[-1] for layer in self.layers)]

    @property
    def parameters(self) -> list[np.ndarray]:
        """The arrays W and b of all layers, first layer first."""
        return [array for layer in self.layers for array in (layer.W, layer.b)]

    @property
    def gradients(self) -> list[np.ndarray]:
        """The arrays dW and db of all layers, in the order of the parameters."""
        return [array for layer in self.layers for array in (layer.dW, layer.db)]

    def forward(self, X: ArrayLike) -> np.ndarray:
        """Return the outputs for the samples X, calculated in the network's dtype.

        Parameters
        ----------
        X : array (n, n_in) or (k, n, n_in)
            Samples, one a row. For k networks: (n, n_in) for all of them, or (k, n, n_in), each its own.

        Returns
        -------
        array (n, n_out) or (k, n, n_out)
        """
        X = np.asarray(X, dtype=self.dtype)
        n_in = self.layers[0].W.shape[-2]
        if X.ndim < 2 or X.shape[-1] != n_in or (X.ndim > 2 and X.shape[:-2] != (self.n_networks,)):
            self._refuse(X.shape)
        for layer in self.layers:
            X = layer.forward(X)
        return X

    def backward(self, dE_dY: np.ndarray) -> np.ndarray:
        """Fill dW and db of every layer for the last forward pass, and return ∂E/∂X.

        Parameters
        ----------
        dE_dY : array, of the shape that forward returned
            Derivative of the error with respect to the outputs; a 1/n of the error is already in it.

        Returns
        -------
        array (n, n_in) or (k, n, n_in)
        """
        for layer in reversed(self.layers):
            dE_dY = layer.backward(dE_dY)
        return dE_dY

    def fill_gradients(self, dE_dY: np.ndarray) -> None:
        """Do as backward, without ∂E/∂X: training does not need it, and it costs a third of the first layer's work."""
        for layer in reversed(self.layers[1:]):
            dE_dY = layer.backward(dE_dY)
        self.layers[0].fill_gradients(dE_dY)

    def pick(self, index: int) -> "Network":
        """Return a copy of one of the k networks, without the leading axis."""
        if self.n_networks is None:
            raise ValueError("Network.pick: the network must be one of several; got a single one.")
        return Network([Dense(layer.W[index], layer.b[index], layer.activation) for layer in self.layers])

    def _refuse(self, shape: tuple[int, ...]) -> None:
        n_in, k = self.sizes[0], self.n_networks
        wanted = f"(n, {n_in})" + (f" or ({k}, n, {n_in})" if k else "")
        advice = "A single sample x is X = x[None, :]." if len(shape) == 1 else "Samples are rows."
        raise ValueError(f"Network.forward: X must be of shape {wanted}; got {shape}. {advice}")


def make_network(
    sizes: Sequence[int],
    *,
    hidden: Activation,
    output: Activation,
    rng: np.random.Generator,
    initialise: Callable[[np.random.Generator, tuple[int, ...]], np.ndarray] = scaled_normal,
    dtype: DTypeLike = np.float64,
    n_networks: int | None = None,
) -> Network:
    """Make a network with drawn weights and zero biases.

    Parameters
    ----------
    sizes : sequence of int
        Inputs, then neurons in each layer: [784, 300, 10] has one hidden layer.
    hidden, output : Activation
        Activations of the hidden layers, and of the last one.
    rng : numpy.random.Generator
        Draws the weights, first layer first, in float64 whatever the dtype.
    initialise : callable
        Takes (rng, shape) with shape (…, n_in, n_out), returns the weights, as `standard_normal` does.
    dtype : dtype
        float32 or float64.
    n_networks : int, optional
        Make k networks, with a leading axis of length k in all arrays.

    Raises
    ------
    ValueError
        If there are fewer than two sizes.
    """
    if len(sizes) < 2:
        raise ValueError(f"make_network: sizes must have inputs and at least one layer; got {list(sizes)}.")
    leading = () if n_networks is None else (n_networks,)
    activations = [*[hidden] * (len(sizes) - 2), output]
    layers = []
    for n_in, n_out, activation in zip(sizes[:-1], sizes[1:], activations, strict=True):
        W = initialise(rng, (*leading, n_in, n_out))
        layers.append(Dense(W.astype(dtype), np.zeros((*leading, n_out)), activation))
    return Network(layers)


def stack_networks(networks: Sequence[Network]) -> Network:
    """Return k single networks of the same sizes, activations and dtype as one; `pick` takes them apart again."""
    kinds = [(one.sizes, one.dtype, [layer.activation for layer in one.layers]) for one in networks]
    if not networks or any(kind != kinds[0] for kind in kinds):
        raise ValueError(
            "stack_networks: networks must be of the same sizes, dtype and activations; got "
            f"{'; '.join(f'{sizes} {dtype}' for sizes, dtype, _ in kinds) or 'none'}."
        )
    layers = zip(*(network.layers for network in networks), strict=True)
    return Network([Dense([one.W for one in same], [one.b for one in same], same[0].activation) for same in layers])
