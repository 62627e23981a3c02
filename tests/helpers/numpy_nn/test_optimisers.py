"""Optimisers: ten steps each as torch.optim makes them; several networks as each alone; large arrays; memories."""

import numpy as np
import pytest
import torch

from helpers import numpy_nn as nn
from helpers.numpy_nn import optimiser as base

# A large ε matters: it tells where it stands. Ours, torch's.
PAIRS = {
    "SGD": (nn.SGD, lambda w, lr: torch.optim.SGD(w, lr=lr)),
    "Momentum": (lambda lr: nn.Momentum(lr, momentum=0.8), lambda w, lr: torch.optim.SGD(w, lr=lr, momentum=0.8)),
    "Nesterov": (
        lambda lr: nn.Nesterov(lr, momentum=0.8),
        lambda w, lr: torch.optim.SGD(w, lr=lr, momentum=0.8, nesterov=True),
    ),
    "AdaGrad": (lambda lr: nn.AdaGrad(lr, eps=1e-2), lambda w, lr: torch.optim.Adagrad(w, lr=lr, eps=1e-2)),
    "RMSProp": (
        lambda lr: nn.RMSProp(lr, alpha=0.9, eps=1e-2),
        lambda w, lr: torch.optim.RMSprop(w, lr=lr, alpha=0.9, eps=1e-2),
    ),
    "Adadelta": (
        lambda lr: nn.Adadelta(lr, rho=0.8, eps=1e-2),
        lambda w, lr: torch.optim.Adadelta(w, lr=lr, rho=0.8, eps=1e-2),
    ),
    "Adam": (
        lambda lr: nn.Adam(lr, beta1=0.8, beta2=0.95, eps=1e-2),
        lambda w, lr: torch.optim.Adam(w, lr=lr, betas=(0.8, 0.95), eps=1e-2),
    ),
}
every_optimiser = pytest.mark.parametrize("name", PAIRS)
DEFAULTS = {
    "AdaGrad": (nn.AdaGrad, torch.optim.Adagrad),
    "RMSProp": (nn.RMSProp, torch.optim.RMSprop),
    "Adadelta": (nn.Adadelta, torch.optim.Adadelta),
    "Adam": (nn.Adam, torch.optim.Adam),
}


def draw(shapes: list[tuple[int, ...]], n_steps: int = 10) -> tuple[list[np.ndarray], list[list[np.ndarray]]]:
    """Return parameters, and gradients for each step."""
    rng = np.random.default_rng(0)
    return [rng.standard_normal(s) for s in shapes], [[rng.standard_normal(s) for s in shapes] for _ in range(n_steps)]


def torch_steps(make, parameters: list[np.ndarray], gradients: list[list[np.ndarray]]) -> list[np.ndarray]:
    """Return where torch's optimiser brings the parameters."""
    tensors = [torch.tensor(parameter, requires_grad=True) for parameter in parameters]
    optimiser = make(tensors)
    for step in gradients:
        for tensor, gradient in zip(tensors, step, strict=True):
            tensor.grad = torch.tensor(gradient)
        optimiser.step()
    return [tensor.detach().numpy() for tensor in tensors]


@every_optimiser
def test_ten_steps_are_torchs(name: str) -> None:
    ours, theirs = PAIRS[name]
    parameters, gradients = draw([(4, 3), (3,)])
    expected = torch_steps(lambda w: theirs(w, 0.05), parameters, gradients)
    optimiser = ours(0.05)
    for step in gradients:
        optimiser.step(parameters, step)
    assert optimiser.n_steps == 10
    for got, wanted in zip(parameters, expected, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("name", DEFAULTS)
def test_the_defaults_are_torchs(name: str) -> None:
    ours, theirs = DEFAULTS[name]
    parameters, gradients = draw([(4, 3)])
    expected = torch_steps(theirs, parameters, gradients)
    optimiser = ours()
    for step in gradients:
        optimiser.step(parameters, step)
    np.testing.assert_allclose(parameters[0], expected[0], rtol=1e-12, atol=1e-14)


@every_optimiser
@pytest.mark.parametrize("piece_size", [base.PIECE_SIZE, 5])  # whole, and in pieces
def test_several_networks_with_their_own_rates_move_as_each_alone(
    name: str, piece_size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "PIECE_SIZE", piece_size)
    ours, theirs = PAIRS[name]
    rates = np.array([0.01, 0.1, 0.5])
    parameters, gradients = draw([(3, 4, 3), (3, 3)])
    expected = [
        torch_steps(
            lambda w, lr=lr: theirs(w, lr), [p[k] for p in parameters], [[g[k] for g in step] for step in gradients]
        )
        for k, lr in enumerate(rates)
    ]
    optimiser = ours(rates)
    for step in gradients:
        optimiser.step(parameters, step)
    for k in range(3):
        for got, wanted in zip(parameters, expected[k], strict=True):
            np.testing.assert_allclose(got[k], wanted, rtol=1e-12, atol=1e-14)


@every_optimiser
def test_large_arrays_move_as_small_ones(name: str) -> None:
    n = 2 * base.PIECE_SIZE + 7
    (large,), gradients = draw([(n,)], n_steps=3)
    expected = large.copy()
    ours = PAIRS[name][0]
    optimiser = ours(0.05)
    for step in gradients:
        optimiser.step([large], step)
    for start in range(0, n, 1000):
        small, optimiser = expected[start : start + 1000], ours(0.05)
        for (gradient,) in gradients:
            optimiser.step([small], [gradient[start : start + 1000]])
    np.testing.assert_allclose(large, expected, rtol=1e-14)


@every_optimiser
@pytest.mark.parametrize("lr", [0.05, np.float64(0.05), np.array([0.05, 0.1, 0.2])])
def test_float32_stays_float32(name: str, lr: float) -> None:
    parameters, gradients = draw([(3, 4, 3)])
    single = [parameter.astype(np.float32) for parameter in parameters]
    ours = PAIRS[name][0]
    optimiser, exact = ours(lr), ours(lr)
    for step in gradients:
        optimiser.step(single, [gradient.astype(np.float32) for gradient in step])
        exact.step(parameters, step)
    assert single[0].dtype == np.float32
    np.testing.assert_allclose(single[0], parameters[0], rtol=0, atol=1e-5)


@every_optimiser
def test_gradients_are_not_changed(name: str) -> None:
    parameters, gradients = draw([(4, 3)], n_steps=1)
    kept = gradients[0][0].copy()
    PAIRS[name][0](0.1).step(parameters, gradients[0])
    np.testing.assert_array_equal(gradients[0][0], kept)


def test_the_rate_may_change_between_steps() -> None:
    w, optimiser = np.zeros(1), nn.SGD(1.0)
    optimiser.step([w], [np.ones(1)])
    optimiser.lr = 0.5
    optimiser.step([w], [np.ones(1)])
    assert w.item() == -1.5


def test_memories_belong_to_their_arrays() -> None:
    optimiser = nn.Momentum(0.1)
    optimiser.step([np.zeros(2)], [np.ones(2)])
    with pytest.raises(
        ValueError, match=r"Momentum.step: parameters must be the arrays of the steps before.* new optimiser"
    ):
        optimiser.step([np.zeros(2)], [np.ones(2)])
    sgd = nn.SGD(0.1)  # remembers nothing: goes from network to network
    sgd.step([np.zeros(2)], [np.ones(2)])
    sgd.step([np.zeros((3, 2))], [np.ones((3, 2))])


def test_an_array_that_would_be_copied_is_not_left_unmoved(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "PIECE_SIZE", 2)
    with pytest.raises(ValueError, match="copy"):
        nn.SGD(0.1).step([np.zeros((3, 2)).T], [np.ones((2, 3))])


@pytest.mark.parametrize("lr", [0, -0.1, float("nan"), float("inf"), [0.1, 0], [[0.1]]])
def test_rates_must_be_positive(lr) -> None:
    with pytest.raises(ValueError, match="SGD: lr must be a positive number, or one for each network; got"):
        nn.SGD(lr)


def test_rates_must_be_one_for_each_network() -> None:
    with pytest.raises(ValueError, match=r"one rate for each network; got 2 rates .* n_networks=2"):
        nn.SGD([0.1, 0.2]).step([np.zeros((3, 4))], [np.zeros((3, 4))])


@pytest.mark.parametrize(
    "make",
    [
        lambda: nn.Momentum(0.1, momentum=1),
        lambda: nn.Nesterov(0.1, momentum=-0.1),
        lambda: nn.RMSProp(alpha=1),
        lambda: nn.Adadelta(rho=2),
        lambda: nn.Adam(beta1=1),
        lambda: nn.Adam(beta2=float("nan")),
        lambda: nn.Adam(eps=0),
        lambda: nn.AdaGrad(eps=-1),
    ],
)
def test_other_settings_have_their_ranges(make) -> None:
    with pytest.raises(ValueError, match="must be"):
        make()
