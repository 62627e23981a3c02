"""Monge's problem between as many points as places: which goes where, so that the sum of the costs is least."""

import itertools
import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import linear_sum_assignment

MAX_ENUMERATED = 9


@dataclass(frozen=True, eq=False)
class Assignment:
    """An optimal assignment.

    Attributes
    ----------
    permutation : (n,) int array
        Row i of the costs is assigned to column permutation[i].
    cost : float
        Σ_i C[i, permutation[i]]: a sum. Transport between uniform weights 1/n costs 1/n of it.
    """

    permutation: np.ndarray
    cost: float


def solve_assignment(C: ArrayLike) -> Assignment:
    """Return an assignment of least cost, by the method of Crouse (2016), after Jonker and Volgenant (1987).

    Parameters
    ----------
    C : (n, n) array
        Finite costs.

    Raises
    ------
    ValueError
        If C is not a finite square matrix.
    """
    C = _check_costs("solve_assignment", C)
    rows, permutation = linear_sum_assignment(C)
    return Assignment(permutation, float(C[rows, permutation].sum()))


def assignment_costs(C: ArrayLike) -> np.ndarray:
    """Return the costs of all n! assignments, (n!,), in the lexicographic order of their permutations.

    Raises
    ------
    ValueError
        If C is not a finite square matrix, or has more than nine rows: 10! are 3,628,800.
    """
    C = _check_costs("assignment_costs", C)
    if len(C) > MAX_ENUMERATED:
        raise ValueError(
            f"assignment_costs: C must have at most {MAX_ENUMERATED} rows; got {len(C)}, with {math.factorial(len(C))} "
            "assignments. Use solve_assignment."
        )
    return sum((C[i, column] for i, column in enumerate(_list_permutations(len(C)).T)), np.zeros(1))


@lru_cache(maxsize=MAX_ENUMERATED)
def _list_permutations(n: int) -> np.ndarray:
    return np.array(list(itertools.permutations(range(n))), dtype=np.intp).reshape(math.factorial(n), n)


def _check_costs(name: str, C: ArrayLike) -> np.ndarray:
    C = np.asarray(C, dtype=float)
    if C.ndim != 2 or C.shape[0] != C.shape[1] or not np.isfinite(C).all():
        what = f"the shape {C.shape}" if np.isfinite(C).all() else "NaN or infinity"
        raise ValueError(
            f"{name}: C must be a square matrix of finite costs; got {what}. Unequal numbers: solve_transport."
        )
    return C
