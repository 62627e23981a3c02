"""The Wasserstein distance between two weighted sets of points, computed exactly."""

import numpy as np
from numpy.typing import ArrayLike

from helpers.transport.assignment import solve_assignment
from helpers.transport.costs import cost_matrix
from helpers.transport.coupling import solve_transport


def wasserstein_distance(
    X: ArrayLike, Z: ArrayLike, *, p: float = 1.0, a: ArrayLike | None = None, b: ArrayLike | None = None
) -> float:
    """Return W_p = (min over couplings of Σ P_ij ‖x_i − z_j‖^p)^(1/p).

    Between as many points on both sides, all of one weight, an assignment is among the optimal couplings (Birkhoff
    1946), and found faster.

    Parameters
    ----------
    X, Z : (n, d) and (m, d) arrays
    p : float
        At least 1.
    a, b : (n,) and (m,) arrays, optional
        Masses of sum 1; uniform by default.

    Raises
    ------
    ValueError
        If points, masses or p are not as above.
    """
    if not p >= 1:
        raise ValueError(f"wasserstein_distance: p must be at least 1; got {p}. Below, it is no distance.")
    C = cost_matrix(X, Z, power=p)
    if a is None and b is None and C.shape[0] == C.shape[1]:
        cost = solve_assignment(C).cost / len(C)
    else:
        for name, masses in (("a", a), ("b", b)):
            if masses is not None and not np.isclose(np.sum(masses), 1, rtol=0, atol=1e-9):
                raise ValueError(f"wasserstein_distance: {name} must have the sum 1; got {np.sum(masses)}.")
        cost = solve_transport(C, a, b).cost
    return float(cost ** (1 / p))
