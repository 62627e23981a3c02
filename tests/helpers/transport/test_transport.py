"""Transport held against brute force, SciPy's linear programs and statistics, and its own certificates."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog
from scipy.spatial.distance import cdist
from scipy.stats import wasserstein_distance as wasserstein_on_a_line

from helpers import transport

numbers = st.floats(-100, 100).map(lambda x: round(x, 3))


def points(low: int = 1, high: int = 6, d: int = 2) -> st.SearchStrategy[np.ndarray]:
    return st.integers(low, high).flatmap(lambda n: arrays(float, (n, d), elements=numbers))


def solve_by_linear_programming(C: np.ndarray, a: np.ndarray, b: np.ndarray) -> float:
    """Return the optimal cost: unknowns P row by row, their sums over rows and columns prescribed."""
    n, m = C.shape
    sums = np.concatenate([np.kron(np.eye(n), np.ones(m)), np.kron(np.ones(n), np.eye(m))])
    return linprog(C.ravel(), A_eq=sums, b_eq=np.concatenate([a, b]), method="highs").fun


@given(points(), points(), st.sampled_from([1.0, 2.0, 1.5]))
@settings(max_examples=50, deadline=None)
def test_costs_are_powers_of_distances(X: np.ndarray, Z: np.ndarray, power: float) -> None:
    np.testing.assert_allclose(transport.cost_matrix(X, Z, power=power), cdist(X, Z) ** power, rtol=1e-12, atol=1e-12)


def test_costs_of_points_close_together_are_exact() -> None:
    assert transport.cost_matrix([[1e8, 0.0]], [[1e8 + 1, 0.0]], power=2) == 1


@pytest.mark.parametrize("n", range(1, 8))
def test_an_assignment_is_the_best_of_all(n: int) -> None:
    C = np.random.default_rng(n).normal(size=(n, n))
    best = min(itertools.permutations(range(n)), key=lambda s: sum(C[i, s[i]] for i in range(n)))
    found = transport.solve_assignment(C)
    assert found.permutation.tolist() == list(best)
    assert found.cost == pytest.approx(sum(C[i, best[i]] for i in range(n)))
    costs = transport.assignment_costs(C)
    assert costs.shape == (math.factorial(n),)
    assert costs.min() == pytest.approx(found.cost)
    assert costs[0] == pytest.approx(np.trace(C))
    assert costs[-1] == pytest.approx(np.trace(C[:, ::-1]))


def test_nothing_to_assign_costs_nothing() -> None:
    assert transport.solve_assignment(np.zeros((0, 0))).cost == 0
    assert transport.assignment_costs(np.zeros((0, 0))).tolist() == [0]


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_coupling_is_optimal_and_its_potentials_prove_it(data: st.DataObject) -> None:
    X, Z = data.draw(points()), data.draw(points())
    a, b = (
        data.draw(arrays(int, len(set_of), elements=st.integers(0, 5)).filter(np.any), label=name).astype(float)
        for name, set_of in (("a", X), ("b", Z))
    )
    a, b = a * b.sum(), b * a.sum()
    C = transport.cost_matrix(X, Z)
    found = transport.solve_transport(C, a, b)
    scale = a.sum() * (1 + C.max())
    assert found.plan.min() >= 0
    np.testing.assert_allclose(found.plan.sum(axis=1), a, atol=1e-9 * a.sum())
    np.testing.assert_allclose(found.plan.sum(axis=0), b, atol=1e-9 * a.sum())
    assert found.cost == pytest.approx(solve_by_linear_programming(C, a, b), abs=1e-7 * scale)
    assert (found.f[:, None] + found.g - C).max() <= 1e-9 * (1 + C.max())
    assert found.f @ a + found.g @ b == pytest.approx(found.cost, abs=1e-9 * scale)


def test_masses_split() -> None:
    found = transport.solve_transport([[1.0, 2.0]], [1.0], [0.25, 0.75])
    assert found.plan.tolist() == [[0.25, 0.75]]
    assert found.cost == pytest.approx(1.75)


@given(points(high=7), st.sampled_from([1.0, 2.0]))
@settings(max_examples=40, deadline=None)
def test_relaxing_loses_nothing_between_as_many_points(X: np.ndarray, p: float) -> None:
    Z = np.random.default_rng(0).normal(scale=50, size=X.shape)
    C = transport.cost_matrix(X, Z, power=p)
    assert transport.solve_transport(C).cost == pytest.approx(transport.solve_assignment(C).cost / len(X), rel=1e-9)
    assert transport.wasserstein_distance(X, Z, p=p) == pytest.approx(
        transport.wasserstein_distance(X, Z, p=p, a=np.full(len(X), 1 / len(X)))
    )


@given(points(d=1), points(d=1))
@settings(max_examples=40, deadline=None)
def test_on_a_line_the_distance_is_that_of_scipy(X: np.ndarray, Z: np.ndarray) -> None:
    found = transport.wasserstein_distance(X, Z)
    assert found == pytest.approx(wasserstein_on_a_line(X[:, 0], Z[:, 0]), abs=1e-9)


def test_a_translation_moves_everything_as_far() -> None:
    X = np.random.default_rng(1).normal(size=(30, 2))
    for p in (1, 2, 3):
        assert transport.wasserstein_distance(X, X + np.array([3.0, 4.0]), p=p) == pytest.approx(5)


@given(points(2, 7), st.integers(0, 10**6))
@settings(max_examples=80, deadline=None)
def test_an_optimal_assignment_for_the_euclidean_cost_has_no_crossing(X: np.ndarray, seed: int) -> None:
    # In general position: with three points on a line, other optimal assignments may cross.
    X = X + np.random.default_rng(seed).normal(size=X.shape)
    Z = np.random.default_rng(seed + 1).normal(scale=60, size=X.shape)
    best = transport.solve_assignment(transport.cost_matrix(X, Z))
    assert len(transport.find_crossings(X, Z[best.permutation])) == 0


def test_an_optimal_assignment_for_the_squared_cost_may_cross() -> None:
    X, Z = np.array([[0.0, 0.0], [0.0, 1.0]]), np.array([[1.0, 1.75], [2.0, 2.0]])
    squared = transport.solve_assignment(transport.cost_matrix(X, Z, power=2))
    plain = transport.solve_assignment(transport.cost_matrix(X, Z))
    assert squared.permutation.tolist() != plain.permutation.tolist()
    assert transport.find_crossings(X, Z[squared.permutation]).tolist() == [[0, 1]]
    assert transport.find_crossings(X, Z[plain.permutation]).tolist() == []


@pytest.mark.parametrize(
    ("second", "crosses"),
    [
        (([0.0, 1.0], [1.0, 0.0]), True),
        (([1.0, 0.0], [0.0, 1.0]), True),
        (([0.5, 0.5], [1.0, 0.0]), False),  # it begins on the other one
        (([0.0, 0.0], [1.0, 0.0]), False),  # a common end
        (([0.25, 0.25], [0.75, 0.75]), False),  # on one line
        (([2.0, 1.0], [1.0, 2.0]), False),  # beyond the end
        (([1.0, 0.0], [2.0, 0.5]), False),
    ],
)
def test_proper_crossings(second: tuple[list[float], list[float]], crosses: bool) -> None:
    starts, ends = np.array([[0.0, 0.0], second[0]]), np.array([[1.0, 1.0], second[1]])
    assert transport.find_crossings(starts, ends).tolist() == ([[0, 1]] if crosses else [])


def test_no_segments_have_no_crossings() -> None:
    assert transport.find_crossings(np.zeros((0, 2)), np.zeros((0, 2))).shape == (0, 2)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: transport.cost_matrix([1.0, 2.0], [1.0]), "must be"),
        (lambda: transport.cost_matrix([[np.nan]], [[1.0]]), "finite"),
        (lambda: transport.cost_matrix([[1.0]], [[1.0]], power=0), "power"),
        (lambda: transport.solve_assignment(np.zeros((2, 3))), "square"),
        (lambda: transport.solve_assignment([[np.inf]]), "finite"),
        (lambda: transport.assignment_costs(np.zeros((10, 10))), "at most 9 rows; got 10"),
        (lambda: transport.solve_transport([[1.0, np.nan]]), "finite"),
        (lambda: transport.solve_transport([[1.0, 2.0]], [1.0], [0.5, 0.6]), "equal sums"),
        (lambda: transport.solve_transport([[1.0, 2.0]], [1.0], [1.5, -0.5]), "none negative"),
        (lambda: transport.solve_transport([[1.0, 2.0]], [1.0], [1.0]), "2 masses"),
        (lambda: transport.solve_transport(np.zeros((0, 2))), "at least"),
        (lambda: transport.wasserstein_distance([[1.0]], [[2.0]], p=0.5), "at least 1"),
        (lambda: transport.wasserstein_distance([[1.0]], [[2.0]], a=[2.0], b=[2.0]), "sum 1"),
        (lambda: transport.find_crossings(np.zeros((2, 3)), np.zeros((2, 3))), "starts and ends"),
    ],
)
def test_what_does_not_fit_is_refused(call: object, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
