"""Losses: values and derivatives against torch, for one network and several, extremes, targets of a wrong shape."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import numpy_nn as nn


def torch_squared(Y: torch.Tensor, T: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.mse_loss(Y, T, reduction="sum") / (2 * len(Y))


ORACLES = {nn.SquaredError(): torch_squared, nn.SoftmaxCrossEntropy(): torch.nn.functional.cross_entropy}
every_loss = pytest.mark.parametrize("loss", ORACLES, ids=repr)


def draw(n: int, d: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Return outputs, and probabilities as targets."""
    rng = np.random.default_rng(seed)
    return 3 * rng.standard_normal((n, d)), rng.dirichlet(np.ones(d), n)


@every_loss
@settings(max_examples=60, deadline=None)
@given(n=st.integers(1, 6), d=st.integers(1, 4), seed=st.integers(0, 99))
def test_values_and_derivatives_are_torchs(loss: nn.SquaredError, n: int, d: int, seed: int) -> None:
    Y, T = draw(n, d, seed)
    E, dE_dY = loss(Y, T)
    y = torch.tensor(Y, requires_grad=True)
    e = ORACLES[loss](y, torch.tensor(T))
    e.backward()
    assert pytest.approx(e.item(), abs=1e-12) == E
    np.testing.assert_allclose(dE_dY, y.grad.numpy(), rtol=0, atol=1e-12)


@every_loss
@pytest.mark.parametrize("own_targets", [False, True])
def test_each_network_has_its_own_error(loss: nn.SquaredError, own_targets: bool) -> None:
    rng = np.random.default_rng(0)
    Y = rng.standard_normal((5, 4, 3))
    T = rng.dirichlet(np.ones(3), (5, 4) if own_targets else 4)
    E, dE_dY = loss(Y, T)
    assert E.shape == (5,)
    for k in range(5):
        alone, derivative = loss(Y[k], T[k] if own_targets else T)
        assert E[k] == pytest.approx(alone)
        np.testing.assert_allclose(dE_dY[k], derivative, rtol=1e-14)


@every_loss
def test_float32_stays_float32_and_arguments_stay_as_they_are(loss: nn.SquaredError) -> None:
    Y, T = (array.astype(np.float32) for array in draw(4, 3))
    kept = Y.copy(), T.copy()
    E, dE_dY = loss(Y, T)
    assert E.dtype == dE_dY.dtype == np.float32
    np.testing.assert_array_equal(Y, kept[0])
    np.testing.assert_array_equal(T, kept[1])


def test_cross_entropy_of_large_logits_is_finite() -> None:
    logits = np.array([[1e4, 0.0], [0.0, 1e4]])
    E, dE = nn.SoftmaxCrossEntropy()(logits, np.array([[1.0, 0.0], [1.0, 0.0]]))
    assert pytest.approx(5e3) == E
    np.testing.assert_allclose(dE, [[0, 0], [-0.5, 0.5]], atol=1e-12)


def test_targets_that_do_not_sum_to_1_weigh_their_samples() -> None:
    rng = np.random.default_rng(0)
    logits, T = rng.standard_normal((4, 3)), rng.random((4, 3))
    z = torch.tensor(logits, requires_grad=True)
    torch.nn.functional.cross_entropy(z, torch.tensor(T)).backward()
    np.testing.assert_allclose(nn.SoftmaxCrossEntropy()(logits, T)[1], z.grad.numpy(), rtol=0, atol=1e-14)


def test_known_values() -> None:
    E, dE_dY = nn.SquaredError()(np.array([[1.0, 2.0], [0.0, 0.0]]), np.zeros((2, 2)))
    assert E == 1.25
    np.testing.assert_array_equal(dE_dY, [[0.5, 1.0], [0.0, 0.0]])
    E, _ = nn.SoftmaxCrossEntropy()(np.zeros((3, 10)), np.eye(10)[:3])
    assert pytest.approx(np.log(10)) == E


@every_loss
@pytest.mark.parametrize(
    "shapes", [((4, 1), (4,)), ((4, 1), (1, 4)), ((4, 3), (4, 1)), ((4, 3), (2, 4, 3)), ((4,), (4,))]
)
def test_targets_that_would_broadcast_are_refused(loss: nn.SquaredError, shapes: tuple) -> None:
    with pytest.raises(ValueError, match="outputs and targets must both be"):
        loss(np.zeros(shapes[0]), np.zeros(shapes[1]))
