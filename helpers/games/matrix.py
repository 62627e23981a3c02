"""Zero-sum games given by a matrix: pay-offs, best replies, equilibria, and two ways to play for long.

`A` (m, n) is what the row player, who maximises, receives from the column player, who minimises. `p` (m,) and `q` (n,)
are their mixed strategies: probability vectors over rows and columns.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Solution:
    """An equilibrium of a zero-sum game.

    Attributes
    ----------
    value : float
        What the row player receives on average when both play well.
    p : (m,) array
        A strategy that guarantees the row player at least `value`.
    q : (n,) array
        A strategy that holds the row player to at most `value`.
    """

    value: float
    p: np.ndarray
    q: np.ndarray


@dataclass(frozen=True)
class Play:
    """What two players did, round by round.

    Attributes
    ----------
    rows, columns : (n_rounds,) int arrays
        The row and the column chosen in each round.
    p, q : (n_rounds, m) and (n_rounds, n) arrays
        The share of each row and column in the rounds up to and including this one.
    """

    rows: np.ndarray
    columns: np.ndarray
    p: np.ndarray
    q: np.ndarray


def expected_payoff(A: np.ndarray, p: np.ndarray, q: np.ndarray) -> float:
    """Return what the row player receives on average, p·A q."""
    return float(np.asarray(p) @ np.asarray(A) @ np.asarray(q))


def best_row(A: np.ndarray, q: np.ndarray) -> int:
    """Return the row that pays most against q; the first of equals."""
    return int(np.argmax(np.asarray(A) @ q))


def best_column(A: np.ndarray, p: np.ndarray) -> int:
    """Return the column that costs least against p; the first of equals."""
    return int(np.argmin(p @ np.asarray(A)))


def exploitability(A: np.ndarray, p: np.ndarray, q: np.ndarray) -> float:
    """Return how much the players could gain in all by changing their minds alone: max(A q) − min(p A).

    It is never negative, and zero exactly at an equilibrium (von Neumann, 1928).
    """
    return float(np.max(np.asarray(A) @ q) - np.min(p @ np.asarray(A)))


def solve_by_linear_programming(A: np.ndarray) -> Solution:
    """Return an equilibrium: maximise v over p under p·A ≥ v; the multipliers of the columns are q.

    Source: G. B. Dantzig, "A proof of the equivalence of the programming problem and the game problem", 1951.

    Parameters
    ----------
    A : (m, n) array
        Finite; not modified.

    Raises
    ------
    ValueError
        If A is no finite matrix.
    """
    from scipy.optimize import linprog

    A = np.asarray(A, dtype=float)
    if A.ndim != 2 or A.size == 0 or not np.isfinite(A).all():
        raise ValueError(f"solve_by_linear_programming: A must be a finite matrix (m, n); got shape {A.shape}.")
    m, n = A.shape
    # Pay-offs between 0 and 1 have the same equilibria, and the solver's tolerances suit them.
    low, scale = A.min(), np.ptp(A) or 1.0
    scaled = (A - low) / scale
    result = linprog(
        np.append(np.zeros(m), -1.0),
        A_ub=np.hstack([-scaled.T, np.ones((n, 1))]),
        b_ub=np.zeros(n),
        A_eq=np.append(np.ones(m), 0.0)[None, :],
        b_eq=[1.0],
        bounds=[(0, None)] * m + [(None, None)],
    )
    p, q = np.maximum(result.x[:m], 0.0), np.maximum(-result.ineqlin.marginals, 0.0)
    return Solution(float(low + scale * result.x[m]), p / p.sum(), q / q.sum())


def play_best_replies(A: np.ndarray, n_rounds: int, *, column: int = 0) -> Play:
    """Let the players move in turn, each the best reply to what the other has just done.

    Parameters
    ----------
    A : (m, n) array
    n_rounds : int
        In each the row player replies to the last column, then the column player to that row.
    column : int
        The column that the first row replies to.
    """
    A = np.asarray(A, dtype=float)
    rows, columns = np.empty(n_rounds, dtype=int), np.empty(n_rounds, dtype=int)
    for t in range(n_rounds):
        rows[t] = np.argmax(A[:, column])
        columns[t] = column = np.argmin(A[rows[t]])
    return _count(A, rows, columns)


def play_fictitiously(A: np.ndarray, n_rounds: int, *, row: int = 0, column: int = 0) -> Play:
    """Let both players reply, in each round, to the average of what the other has done so far.

    In zero-sum games the averages tend to an equilibrium (J. Robinson, "An iterative method of solving a game", 1951).

    Parameters
    ----------
    A : (m, n) array
    n_rounds : int
    row, column : int
        What they play in the first round.
    """
    A = np.asarray(A, dtype=float)
    rows, columns = np.empty(n_rounds, dtype=int), np.empty(n_rounds, dtype=int)
    row_payoffs, column_costs = np.zeros(A.shape[0]), np.zeros(A.shape[1])
    for t in range(n_rounds):
        rows[t], columns[t] = row, column
        row_payoffs += A[:, column]
        column_costs += A[row]
        row, column = np.argmax(row_payoffs), np.argmin(column_costs)
    return _count(A, rows, columns)


def _count(A: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> Play:
    """Return the play with the shares of rows and columns after each round."""
    rounds = np.arange(1, len(rows) + 1)[:, None]
    p, q = (np.cumsum(np.eye(k)[moves], axis=0) / rounds for k, moves in zip(A.shape, (rows, columns), strict=True))
    return Play(rows, columns, p, q)
