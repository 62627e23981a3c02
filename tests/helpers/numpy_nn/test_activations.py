"""Activations: values and derivatives against torch and central differences, extremes, precision, bad settings."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers import numpy_nn as nn

ORACLES = {
    nn.Identity(): lambda z: z,
    nn.Sigmoid(): torch.sigmoid,
    nn.Sigmoid(mu=0.1): lambda z: torch.sigmoid(0.1 * z),
    nn.Tanh(): torch.tanh,
    nn.ReLU(): torch.relu,
    nn.LeakyReLU(): lambda z: torch.nn.functional.leaky_relu(z, 0.2),
    nn.LeakyReLU(slope=0.01): lambda z: torch.nn.functional.leaky_relu(z, 0.01),
    nn.Softmax(): lambda z: torch.softmax(z, dim=-1),
}
SHAPES = [(1, 1), (5, 3), (4, 5, 3)]
every_activation = pytest.mark.parametrize("f", ORACLES, ids=repr)


@every_activation
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_values_and_derivatives_are_torchs(f: nn.Activation, shape: tuple[int, ...], dtype: type) -> None:
    rng = np.random.default_rng(0)
    Z, dE_dY = (3 * rng.standard_normal((2, *shape))).astype(dtype)
    z = torch.tensor(Z, requires_grad=True)
    y = ORACLES[f](z)
    y.backward(torch.tensor(dE_dY))
    Y = f(Z)
    dE_dZ = f.backward(dE_dY, Y)
    tolerance = 1e-6 if dtype == np.float32 else 1e-13
    np.testing.assert_allclose(Y, y.detach().numpy(), rtol=0, atol=tolerance)
    np.testing.assert_allclose(dE_dZ, z.grad.numpy(), rtol=0, atol=10 * tolerance)
    assert Y.dtype == dE_dZ.dtype == dtype


@every_activation
@settings(max_examples=40, deadline=None)
@given(Z=hnp.arrays(np.float64, (2, 3), elements=st.floats(-8, 8)), seed=st.integers(0, 99))
def test_derivatives_agree_with_central_differences(f: nn.Activation, Z: np.ndarray, seed: int) -> None:
    Z = np.where(np.abs(Z) < 1e-3, 0.5, Z)  # away from the kinks
    dE_dY = np.random.default_rng(seed).standard_normal(Z.shape)
    numerical, h = np.empty_like(Z), 1e-5
    for place in np.ndindex(Z.shape):
        step = np.zeros_like(Z)
        step[place] = h
        numerical[place] = (dE_dY * (f(Z + step) - f(Z - step))).sum() / (2 * h)
    np.testing.assert_allclose(f.backward(dE_dY, f(Z)), numerical, rtol=0, atol=1e-8)


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_extreme_values_stay_finite_and_silent(f: nn.Activation, dtype: type) -> None:
    Z = np.array([[-1e4, 0.0, 1e4]], dtype=dtype)
    Y = f(Z)
    assert np.isfinite(Y).all() and np.isfinite(f.backward(np.ones_like(Y), Y)).all()


@every_activation
def test_arguments_are_not_changed(f: nn.Activation) -> None:
    Z, dE_dY = np.random.default_rng(0).standard_normal((2, 4, 3))
    Y = f(Z)
    kept = Z.copy(), Y.copy(), dE_dY.copy()
    f.backward(dE_dY, Y)
    for array, before in zip((Z, Y, dE_dY), kept, strict=True):
        np.testing.assert_array_equal(array, before)


def test_the_sigmoid_of_steepness_mu_has_the_slope_mu_over_4_at_0() -> None:
    for mu in (0.1, 1.0, 5.0):
        f = nn.Sigmoid(mu=mu)
        Y = f(np.zeros((1, 1)))
        assert Y.item() == 0.5
        assert f.backward(np.ones((1, 1)), Y).item() == pytest.approx(mu / 4)


def test_kinks_take_the_slope_of_the_left() -> None:
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    assert nn.ReLU().backward(one, nn.ReLU()(zero)).item() == 0
    assert nn.LeakyReLU().backward(one, nn.LeakyReLU()(zero)).item() == 0.2


def test_a_steepness_of_numpys_does_not_promote() -> None:
    f, Z = nn.Sigmoid(mu=np.float64(0.1)), np.ones((1, 2), np.float32)
    assert f(Z).dtype == f.backward(Z, f(Z)).dtype == np.float32


@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf")])
def test_settings_must_be_positive_numbers(value: float) -> None:
    with pytest.raises(ValueError, match="Sigmoid: mu must be a positive number; got"):
        nn.Sigmoid(mu=value)
    with pytest.raises(ValueError, match="LeakyReLU: slope must be a positive number; got"):
        nn.LeakyReLU(slope=value)
