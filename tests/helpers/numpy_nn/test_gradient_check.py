"""The gradient check: tiny for right derivatives, large for each common mistake, one number for each network."""

from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import numpy_nn as nn


@dataclass(frozen=True)
class ForgottenMu(nn.Sigmoid):
    def backward(self, dE_dY: np.ndarray, Y: np.ndarray) -> np.ndarray:
        return dE_dY * Y * (1 - Y)


class ForgottenN(nn.SquaredError):
    def __call__(self, Y: np.ndarray, T: np.ndarray):
        E, dE_dY = super().__call__(Y, T)
        return E, dE_dY * len(T)


def make(hidden: nn.Activation, sizes=(3, 4, 2), **options) -> nn.Network:
    return nn.make_network(sizes, hidden=hidden, output=nn.Sigmoid(), rng=np.random.default_rng(0), **options)


X, T = np.random.default_rng(1).standard_normal((5, 3)), np.random.default_rng(2).random((5, 2))


@settings(max_examples=40, deadline=None)
@given(
    hidden=st.sampled_from([nn.Identity(), nn.Sigmoid(0.3), nn.Tanh(), nn.Softmax()]),
    loss=st.sampled_from([nn.SquaredError(), nn.SoftmaxCrossEntropy()]),
    sizes=st.lists(st.integers(2, 3), min_size=1, max_size=2),
    seed=st.integers(0, 99),
)
def test_right_derivatives_pass(hidden: nn.Activation, loss: nn.SquaredError, sizes: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = nn.make_network([3, *sizes, 2], hidden=hidden, output=nn.Tanh(), rng=rng)
    assert nn.check_gradient(network, X, T, loss) < 1e-6


def test_mistakes_fail() -> None:
    assert nn.check_gradient(make(ForgottenMu(mu=0.5)), X, T, nn.SquaredError()) > 0.1
    assert nn.check_gradient(make(nn.Tanh()), X, T, ForgottenN()) == pytest.approx(0.8, abs=1e-6)  # n = 5: 1 - 1/5


def test_float32_is_checked_in_float64_and_left_alone() -> None:
    network = make(nn.Tanh(), dtype=np.float32)
    kept = [parameter.copy() for parameter in network.parameters]
    assert nn.check_gradient(network, X, T, nn.SquaredError()) < 1e-7
    for parameter, before in zip(network.parameters, kept, strict=True):
        assert parameter.dtype == np.float32
        np.testing.assert_array_equal(parameter, before)


def test_each_network_has_its_number() -> None:
    network = make(nn.Tanh(), n_networks=3)
    network.layers[0].W[1] = network.layers[1].W[1] = 0.1
    errors = nn.check_gradient(network, X, T, nn.SquaredError())
    assert errors.shape == (3,) and (errors < 1e-7).all()
    for k in range(3):
        assert errors[k] == pytest.approx(nn.check_gradient(network.pick(k), X, T, nn.SquaredError()), rel=0.5)


def test_a_gradient_of_zero_is_right_where_nothing_moves_and_wrong_elsewhere() -> None:
    class Dead(nn.Identity):
        def backward(self, dE_dY, Y):
            return 0 * dE_dY

    class Still(Dead):
        def __call__(self, Z):
            return 0 * Z

    def check(f: nn.Activation) -> float:
        return nn.check_gradient(nn.Network([nn.Dense(np.ones((3, 2)), np.ones(2), f)]), X, T, nn.SquaredError())

    assert check(Still()) == 0 and check(Dead()) == np.inf
