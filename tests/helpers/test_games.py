"""Matrix games and smooth games: guarantees that prove an equilibrium, plays done by hand, growth rates known exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from helpers import games

PENNIES = np.array([[1.0, -1.0], [-1.0, 1.0]])
ROCK_PAPER_SCISSORS = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])

matrices = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda shape: arrays(float, shape, elements=st.floats(-100, 100).map(lambda a: round(a, 2)))
)


@given(matrices)
@settings(max_examples=60, deadline=None)
def test_a_solution_guarantees_its_value_to_both_sides(A: np.ndarray) -> None:
    solution = games.solve_by_linear_programming(A)
    for strategy, n in ((solution.p, A.shape[0]), (solution.q, A.shape[1])):
        assert strategy.shape == (n,)
        assert strategy.min() >= 0
        assert strategy.sum() == pytest.approx(1)
    tolerance = 1e-6 * (1 + np.abs(A).max())
    assert (solution.p @ A).min() >= solution.value - tolerance
    assert (A @ solution.q).max() <= solution.value + tolerance
    assert games.exploitability(A, solution.p, solution.q) <= 2 * tolerance


@pytest.mark.parametrize(
    ("A", "value"),
    [
        (PENNIES, 0.0),
        (ROCK_PAPER_SCISSORS, 0.0),
        ([[3.0, 1.0], [5.0, 2.0]], 2.0),
        ([[4.0, -2.0], [-1.0, 3.0]], 1.0),  # (ad − bc) / (a + d − b − c)
        ([[-7.0]], -7.0),
        (1e6 * PENNIES + 5.0, 5.0),
    ],
)
def test_values_known_by_hand(A: np.ndarray, value: float) -> None:
    assert games.solve_by_linear_programming(A).value == pytest.approx(value, abs=1e-6)


@pytest.mark.parametrize("A", [np.zeros(3), np.zeros((0, 2)), [[np.nan, 1.0]]])
def test_what_is_no_game_is_refused(A: object) -> None:
    with pytest.raises(ValueError, match="finite matrix"):
        games.solve_by_linear_programming(A)


def test_payoffs_and_best_replies() -> None:
    A = np.array([[1.0, 2.0, 0.0], [3.0, -1.0, 4.0]])
    p, q = np.array([0.25, 0.75]), np.array([0.5, 0.5, 0.0])
    assert games.expected_payoff(A, p, q) == pytest.approx(0.25 * 1.5 + 0.75 * 1.0)
    assert games.best_row(A, q) == 0
    assert games.best_column(A, p) == 1
    assert games.exploitability(A, p, q) == pytest.approx(1.5 - (-0.25))
    assert games.best_row(PENNIES, np.array([0.5, 0.5])) == 0


def test_best_replies_go_round_in_matching_pennies() -> None:
    play = games.play_best_replies(PENNIES, 6)
    np.testing.assert_array_equal(play.rows, [0, 1, 0, 1, 0, 1])
    np.testing.assert_array_equal(play.columns, [1, 0, 1, 0, 1, 0])
    np.testing.assert_allclose(play.p[2], [2 / 3, 1 / 3])


def test_best_replies_stay_at_a_saddle_point() -> None:
    play = games.play_best_replies(np.array([[3.0, 1.0], [5.0, 2.0]]), 4)
    assert set(play.rows) == {1}
    assert set(play.columns) == {1}


def test_fictitious_play_by_hand_and_in_the_long_run() -> None:
    play = games.play_fictitiously(PENNIES, 5)
    np.testing.assert_array_equal(play.rows, [0, 0, 0, 1, 1])
    np.testing.assert_array_equal(play.columns, [0, 1, 1, 1, 1])
    for A in (PENNIES, ROCK_PAPER_SCISSORS, np.array([[4.0, -2.0], [-1.0, 3.0]])):
        play = games.play_fictitiously(A, 20_000)
        assert games.exploitability(A, play.p[-1], play.q[-1]) < 0.05


def descend_and_ascend(x, y, grad_x, grad_y, lr):
    return x - lr * grad_x(x, y), y + lr * grad_y(x, y)


def test_simultaneous_steps_spiral_out_on_the_bilinear_game() -> None:
    path = games.follow(descend_and_ascend, games.bilinear_game(), (0.6, -0.8), lr=0.3, n_steps=20)
    assert path.shape == (21, 2)
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), 1.09 ** (np.arange(21) / 2))


@pytest.mark.parametrize(("lr", "gamma"), [(0.1, 1.0), (0.3, 0.5), (0.2, 0.0)])
def test_consensus_shrinks_at_the_rate_of_its_eigenvalues(lr: float, gamma: float) -> None:
    def step(*arguments):
        return games.consensus_step(*arguments, gamma=gamma)

    path = games.follow(step, games.bilinear_game(), (1.0, 1.0), lr=lr, n_steps=10)
    rate = np.hypot(1 - lr * gamma, lr)
    np.testing.assert_allclose(np.linalg.norm(path, axis=1), np.sqrt(2) * rate ** np.arange(11), rtol=1e-8)


@pytest.mark.parametrize("saturating", [True, False])
def test_the_smallest_gan_has_the_gradients_of_its_losses(saturating: bool) -> None:
    import torch
    from torch.nn.functional import softplus

    game = games.dirac_gan(saturating=saturating)
    for start in ((0.7, -1.2), (-2.0, 0.4), (0.0, 1.0)):
        x, y = (torch.tensor(v, dtype=torch.float64, requires_grad=True) for v in start)
        value = -np.log(2) - softplus(x * y)  # log D(0) + log(1 − D(x))
        cost = value if saturating else softplus(-x * y)
        (slope_x,) = torch.autograd.grad(cost, x, retain_graph=True)
        (slope_y,) = torch.autograd.grad(value, y)
        expected = [-slope_x.item(), slope_y.item()]
        np.testing.assert_allclose(game.field(np.array(start)), expected, rtol=1e-10, atol=1e-12)


def test_the_smallest_gan_stays_on_a_circle_when_steps_are_tiny() -> None:
    path = games.follow(descend_and_ascend, games.dirac_gan(), (1.0, 0.5), lr=2e-3, n_steps=5000)
    radii = np.linalg.norm(path, axis=1)
    assert radii[-1] == pytest.approx(radii[0], rel=5e-3)
    assert path[:, 0].min() < -0.5
