"""A dense layer, Y = f(XW + b): its forward pass, and its backward pass by the chain rule."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.numpy_nn.activations import Activation


class Dense:
    """A dense layer, or the same layer of k networks at once: then every array has a leading axis of length k.

    Parameters
    ----------
    W : array (n_in, n_out) or (k, n_in, n_out)
        Weights; copied. float32 and float64 are kept, whole numbers become float64.
    b : array (n_out,) or (k, n_out)
        Biases; copied, and brought to the dtype of W.
    activation : Activation
        The function f, such as `Sigmoid()`.

    Attributes
    ----------
    W, b : array
        The parameters. Optimisers change them in place.
    dW, db : array
        ∂E/∂W and ∂E/∂b of the last backward pass, of the shapes of W and b; overwritten by the next one.
    X, Y : array
        Inputs and outputs of the last forward pass.
    """

    def __init__(self, W: ArrayLike, b: ArrayLike, activation: Activation) -> None:
        W = np.asarray(W)
        if W.dtype.kind in "iub":
            W = W.astype(np.float64)
        if W.dtype not in (np.float32, np.float64):
            raise TypeError(f"Dense: W must be float32 or float64; got {W.dtype}. Convert it with W.astype.")
        self.W = np.array(W, order="C")
        self.b = np.array(b, dtype=W.dtype, order="C")
        if W.ndim not in (2, 3) or self.b.shape != W.shape[:-2] + W.shape[-1:]:
            raise ValueError(
                "Dense: W and b must be (n_in, n_out) and (n_out,), or (k, n_in, n_out) and (k, n_out); "
                f"got {W.shape} and {self.b.shape}. Rows of W belong to inputs, columns to neurons."
            )
        self.activation = activation
        self.dW, self.db = np.zeros_like(self.W), np.zeros_like(self.b)
        self.X = self.Y = None

    def forward(self, X: np.ndarray) -> np.ndarray:
        """Return Y = f(XW + b), and keep X and Y for the backward pass.

        Parameters
        ----------
        X : array (n, n_in) or (k, n, n_in)
            Samples, one a row; those of shape (n, n_in) go through all k networks.

        Returns
        -------
        array (n, n_out) or (k, n, n_out)
        """
        Z = np.matmul(X, self.W)
        Z += self.b[..., None, :]
        self.X, self.Y = X, self.activation(Z)
        return self.Y

    def fill_gradients(self, dE_dY: np.ndarray) -> np.ndarray:
        """Fill dW and db, and return ∂E/∂Z = ∂E/∂Y ⊙ f'(Z), of the shape of Y.

        ∂E/∂W = Xᵀ ∂E/∂Z and ∂E/∂b is the sum of the rows of ∂E/∂Z. Source: Rumelhart, Hinton, Williams (1986),
        equations 5 and 6, for all samples at once.
        """
        if self.X is None:
            raise RuntimeError("Dense.backward: a forward pass must come first; got none. Call forward(X).")
        dE_dZ = self.activation.backward(dE_dY, self.Y)
        columns = self.X.swapaxes(-1, -2)
        if dE_dZ.shape[-2] == 1:
            np.multiply(
                columns, dE_dZ, out=self.dW
            )  # one sample: the product is an outer one, BLAS takes 4 times longer
        else:
            np.matmul(columns, dE_dZ, out=self.dW)
        np.add.reduce(dE_dZ, axis=-2, out=self.db)
        return dE_dZ

    def backward(self, dE_dY: np.ndarray) -> np.ndarray:
        """Fill dW and db, and return ∂E/∂X = ∂E/∂Z Wᵀ (equation 7), one for each network: (…, n, n_in)."""
        return np.matmul(self.fill_gradients(dE_dY), self.W.swapaxes(-1, -2))
