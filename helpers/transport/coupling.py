"""Kantorovich's problem: masses that may split, moved from weighted points to others at the least cost."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

# POT's network simplex stops there; what the course asks for needs a thousandth of it.
MAX_ITERATIONS = 10_000_000
MASS_TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False)
class Coupling:
    """An optimal coupling of two weighted sets of points, and the prices that prove it.

    Attributes
    ----------
    plan : (n, m) array
        P, the mass that goes from i to j: rows sum to a, columns to b.
    cost : float
        Σ_ij P_ij C_ij.
    f, g : (n,) and (m,) arrays
        Kantorovich's potentials: f_i + g_j ≤ C_ij, with equality where P_ij > 0, so that f·a + g·b is the cost. Only
        f + c and g − c for some c are determined.
    """

    plan: np.ndarray
    cost: float
    f: np.ndarray
    g: np.ndarray


def solve_transport(C: ArrayLike, a: ArrayLike | None = None, b: ArrayLike | None = None) -> Coupling:
    """Return an optimal coupling, by the network simplex method (Bonneel et al. 2011, in POT).

    Parameters
    ----------
    C : (n, m) array
        Finite costs.
    a, b : (n,) and (m,) arrays, optional
        Masses, not negative, of equal sums; uniform, with the sum 1, by default.

    Raises
    ------
    ValueError
        If costs or masses are not as above.
    RuntimeError
        If the method does not come to an end.
    """
    # Imported here: POT brings torch along, seconds that assignments need not wait for.
    import ot

    C = np.ascontiguousarray(C, dtype=float)
    if C.ndim != 2 or C.size == 0 or not np.isfinite(C).all():
        what = f"the shape {C.shape}" if np.isfinite(C).all() else "NaN or infinity"
        raise ValueError(f"solve_transport: C must be a matrix of finite costs, at least (1, 1); got {what}.")
    a, b = (_check_masses(name, mass, n) for name, mass, n in zip("ab", (a, b), C.shape, strict=True))
    total = a.sum()
    if abs(total - b.sum()) > MASS_TOLERANCE * max(total, b.sum()):
        raise ValueError(f"solve_transport: a and b must have equal sums; got {total} and {b.sum()}. Divide by them.")
    # Of sum 1, whatever came: the method's tolerances are absolute ones.
    plan, log = ot.emd(a / total, b / b.sum(), C, numItermax=MAX_ITERATIONS, log=True)
    if log["warning"] is not None:
        raise RuntimeError(f"solve_transport: POT must find an optimum; it says: {log['warning']}")
    return Coupling(plan * total, float((plan * C).sum() * total), log["u"], log["v"])


def _check_masses(name: str, masses: ArrayLike | None, n: int) -> np.ndarray:
    masses = np.full(n, 1 / n) if masses is None else np.asarray(masses, dtype=float)
    if masses.shape != (n,) or not (masses >= 0).all() or not 0 < masses.sum() < np.inf:
        raise ValueError(
            f"solve_transport: {name} must be {n} masses, none negative and not all 0; got the shape {masses.shape}"
            + (f", the least {masses.min()} and the sum {masses.sum()}." if masses.size else ".")
        )
    return masses
