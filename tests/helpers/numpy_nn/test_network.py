"""Networks: forward and backward against torch's autograd; several at once as each alone; kind refusals."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers import numpy_nn as nn

TORCH = {"Tanh": torch.tanh, "Sigmoid": torch.sigmoid, "ReLU": torch.relu, "Identity": lambda z: z}
TANH = nn.Tanh()
HIDDEN = [TANH, nn.Sigmoid(), nn.ReLU()]


def make(sizes: list[int], *, seed: int = 0, hidden: nn.Activation = TANH, **options) -> nn.Network:
    """Make a network whose biases are not zero."""
    rng = np.random.default_rng(seed)
    network = nn.make_network(sizes, hidden=hidden, output=nn.Identity(), rng=rng, **options)
    for layer in network.layers:
        layer.b[...] = rng.standard_normal(layer.b.shape)
    return network


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 5), min_size=2, max_size=5),
    n=st.integers(1, 6),
    hidden=st.sampled_from(HIDDEN),
    seed=st.integers(0, 999),
)
def test_forward_and_backward_are_autograds(sizes: list[int], n: int, hidden: nn.Activation, seed: int) -> None:
    network = make(sizes, seed=seed, hidden=hidden)
    rng = np.random.default_rng(seed + 1)
    X, dE_dY = rng.standard_normal((n, sizes[0])), rng.standard_normal((n, sizes[-1]))
    x = torch.tensor(X, requires_grad=True)
    parameters = [torch.tensor(array, requires_grad=True) for array in network.parameters]
    y = x
    for layer, W, b in zip(network.layers, parameters[::2], parameters[1::2], strict=True):
        y = TORCH[type(layer.activation).__name__](y @ W + b)
    y.backward(torch.tensor(dE_dY))
    np.testing.assert_allclose(network.forward(X), y.detach().numpy(), rtol=0, atol=1e-12)
    np.testing.assert_allclose(network.backward(dE_dY), x.grad.numpy(), rtol=0, atol=1e-11)
    for gradient, oracle in zip(network.gradients, parameters, strict=True):
        np.testing.assert_allclose(gradient, oracle.grad.numpy(), rtol=0, atol=1e-11)


@pytest.mark.parametrize("n", [1, 5])
@pytest.mark.parametrize("own", [False, True])
def test_several_networks_are_each_as_alone(n: int, own: bool) -> None:
    network = make([4, 3, 2], n_networks=6)
    rng = np.random.default_rng(1)
    X = rng.standard_normal((6, n, 4) if own else (n, 4))
    dE_dY = rng.standard_normal((6, n, 2))
    Y, dE_dX = network.forward(X), network.backward(dE_dY)
    assert Y.shape == (6, n, 2) and dE_dX.shape == (6, n, 4)
    for k in range(6):
        alone = network.pick(k)
        np.testing.assert_allclose(alone.forward(X[k] if own else X), Y[k], rtol=1e-13)
        np.testing.assert_allclose(alone.backward(dE_dY[k]), dE_dX[k], rtol=1e-12, atol=1e-14)
        for gradient, gradients in zip(alone.gradients, network.gradients, strict=True):
            np.testing.assert_allclose(gradient, gradients[k], rtol=1e-12, atol=1e-14)


def test_training_fills_the_same_gradients() -> None:
    network, X, dE_dY = make([4, 3, 2]), np.ones((5, 4)), np.ones((5, 2))
    network.forward(X)
    network.backward(dE_dY)
    kept = [gradient.copy() for gradient in network.gradients]
    for gradient in network.gradients:
        gradient[...] = np.nan
    network.fill_gradients(dE_dY)
    for gradient, before in zip(network.gradients, kept, strict=True):
        np.testing.assert_array_equal(gradient, before)


def test_stacked_networks_are_picked_apart() -> None:
    singles = [make([3, 2, 1], seed=seed, dtype=np.float32) for seed in range(4)]
    stacked = nn.stack_networks(singles)
    assert stacked.n_networks == 4 and stacked.dtype == np.float32
    for k, single in enumerate(singles):
        for array, one in zip(stacked.pick(k).parameters, single.parameters, strict=True):
            np.testing.assert_array_equal(array, one)
            assert not np.shares_memory(array, one)


def test_networks_that_differ_are_not_stacked() -> None:
    others = [make([3, 3, 1]), make([3, 2, 1], dtype=np.float32), make([3, 2, 1], hidden=nn.ReLU()), make([3, 2, 2, 1])]
    for other in others:
        with pytest.raises(ValueError, match="same sizes, dtype and activations; got"):
            nn.stack_networks([make([3, 2, 1]), other])
    with pytest.raises(ValueError, match="got none"):
        nn.stack_networks([])


def test_outputs_survive_the_next_forward_pass() -> None:
    network = make([3, 2])  # its last layer is the identity
    first = network.forward(np.ones((2, 3)))
    kept = first.copy()
    network.forward(np.zeros((2, 3)))
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("X", [np.ones((2, 3), int), np.ones((2, 3), bool), np.ones((2, 3)), [[1, 1, 1], [1, 1, 1]]])
def test_inputs_are_brought_to_the_networks_dtype(X) -> None:
    network = make([3, 2], dtype=np.float32)
    Y = network.forward(X)
    assert Y.dtype == network.backward(Y).dtype == np.float32
    assert {gradient.dtype for gradient in network.gradients} == {np.dtype(np.float32)}


def test_weights_are_copied_and_whole_numbers_become_floats() -> None:
    W, b = np.array([[1, -1]]), [0, 0]
    layer = nn.Dense(W, b, nn.Identity())
    layer.W += 0.5
    assert W.tolist() == [[1, -1]] and layer.W.dtype == layer.b.dtype == np.float64


def test_an_activation_of_ones_own_will_do() -> None:
    class Square:
        def __call__(self, Z):
            return Z**2

        def backward(self, dE_dY, Y):
            return dE_dY * 2 * np.sqrt(Y)

    network = nn.Network([nn.Dense([[2.0]], [1.0], Square())])
    assert network.forward([[3.0]]).item() == 49
    assert network.backward(np.ones((1, 1))).item() == 28
    assert network.layers[0].dW.item() == 42 and network.layers[0].db.item() == 14


@pytest.mark.parametrize("shape", [(3,), (2, 4), (2, 2, 3), (5, 2, 3)])
def test_inputs_of_a_wrong_shape_are_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match=r"Network.forward: X must be of shape \(n, 3\); got"):
        make([3, 2]).forward(np.ones(shape))


def test_several_networks_say_what_they_take() -> None:
    with pytest.raises(ValueError, match=r"\(n, 3\) or \(4, n, 3\); got \(5, 2, 3\)"):
        make([3, 2], n_networks=4).forward(np.ones((5, 2, 3)))


def test_layers_must_fit() -> None:
    first, second = nn.Dense(np.ones((2, 3)), np.zeros(3), nn.Tanh()), nn.Dense(np.ones((4, 1)), [0.0], nn.Tanh())
    with pytest.raises(ValueError, match=r"each layer must take .* got weights of shapes \(2, 3\) and \(4, 1\)"):
        nn.Network([first, second])
    single = nn.Dense(np.ones((3, 1), np.float32), [0.0], nn.Tanh())
    with pytest.raises(TypeError, match="must share one dtype; got float64, float32"):
        nn.Network([first, single])
    with pytest.raises(ValueError, match="at least one layer"):
        nn.Network([])


@pytest.mark.parametrize(("W", "b"), [((2, 3), (2,)), ((2, 3), (1, 3)), ((3,), ()), ((4, 2, 3), (3,))])
def test_layers_of_a_wrong_shape_are_refused(W: tuple, b: tuple) -> None:
    with pytest.raises(ValueError, match="Dense: W and b must be"):
        nn.Dense(np.ones(W), np.ones(b), nn.Tanh())


def test_other_dtypes_are_refused() -> None:
    with pytest.raises(TypeError, match="W must be float32 or float64; got complex128"):
        nn.Dense(np.ones((2, 2), complex), np.zeros(2), nn.Tanh())


def test_backward_needs_a_forward_pass() -> None:
    with pytest.raises(RuntimeError, match="a forward pass must come first"):
        make([3, 2]).backward(np.ones((1, 2)))


def test_the_library_needs_numpy_alone() -> None:
    code = "import helpers.numpy_nn, sys; print({'torch', 'scipy', 'sklearn', 'matplotlib', 'tqdm'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert done.stdout == "set()\n", done.stderr


def test_a_single_network_has_nothing_to_pick() -> None:
    with pytest.raises(ValueError, match="must be one of several"):
        make([3, 2]).pick(0)
