"""The ground cost: what it costs to bring a unit of mass from each point to each other one."""

import numpy as np
from numpy.typing import ArrayLike


def cost_matrix(X: ArrayLike, Z: ArrayLike, *, power: float = 1.0) -> np.ndarray:
    """Return C, C_ij = ‖x_i − z_j‖^power, (n, m).

    Parameters
    ----------
    X : (n, d) array
        Where mass comes from, one point a row.
    Z : (m, d) array
        Where it goes.
    power : float
        1 for Monge's Euclidean cost, 2 for its square.

    Raises
    ------
    ValueError
        If the points are not finite numbers of one dimension, or the power is not positive.
    """
    X, Z = np.asarray(X, dtype=float), np.asarray(Z, dtype=float)
    if X.ndim != 2 or Z.ndim != 2 or X.shape[1] != Z.shape[1]:
        raise ValueError(
            f"cost_matrix: X and Z must be (n, d) and (m, d); got {X.shape} and {Z.shape}. Numbers x are x[:, None]."
        )
    if not (np.isfinite(X).all() and np.isfinite(Z).all()):
        raise ValueError("cost_matrix: X and Z must be finite; got NaN or infinity. Did a training diverge?")
    if not power > 0:
        raise ValueError(f"cost_matrix: power must be positive; got {power}.")
    # Differences, not |x|² + |z|² − 2 x·z: that one is not exact for points close to each other.
    squares = sum((X[:, None, i] - Z[None, :, i]) ** 2 for i in range(X.shape[1])) + np.zeros((len(X), len(Z)))
    return squares if power == 2 else squares ** (power / 2)
