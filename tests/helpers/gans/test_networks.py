"""Multilayer perceptrons: what they compute, where their weights come from, how they are used."""

import numpy as np
import pytest
import torch
from torch import nn

from helpers import gans


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("relu", lambda z: np.maximum(z, 0)),
        ("leaky_relu", lambda z: np.where(z > 0, z, 0.2 * z)),
        ("tanh", np.tanh),
        ("sigmoid", lambda z: 1 / (1 + np.exp(-z))),
    ],
)
def test_a_network_computes_what_its_weights_say(name: str, function) -> None:
    network = gans.make_mlp(3, [5, 4], 2, rng=rng(), activation=name, output=name)
    x = rng().normal(size=(7, 3)).astype(np.float32)
    parameters = [value.detach().numpy() for value in network.parameters()]
    expected = x
    for W, b in zip(parameters[::2], parameters[1::2], strict=True):
        expected = function(expected @ W.T + b)
    np.testing.assert_allclose(gans.apply(network, x), expected, rtol=1e-5, atol=1e-6)


def test_layers_come_in_their_order() -> None:
    network = gans.make_mlp(3, [5, 4], 2, rng=rng(), batch_norm=True, dropout=0.3, output="tanh")
    block = [nn.Linear, nn.BatchNorm1d, nn.ReLU, nn.Dropout]
    assert [type(layer) for layer in network.layers] == [*block, *block, nn.Linear, nn.Tanh]
    assert [layer.p for layer in network.layers if isinstance(layer, nn.Dropout)] == [0.3, 0.3]
    assert [type(layer) for layer in gans.make_mlp(3, [], 1, rng=rng()).layers] == [nn.Linear]


def test_the_networks_of_the_course_have_their_number_of_parameters() -> None:
    generator = gans.make_mlp(128, [128, 256, 512, 1024], 784, rng=rng(), batch_norm=True, output="tanh")
    discriminator = gans.make_mlp(784, [128, 256, 512, 1024], 1, rng=rng(), activation="leaky_relu", dropout=0.3)
    n_parameters = [sum(value.numel() for value in net.parameters()) for net in (generator, discriminator)]
    assert n_parameters == [1_513_872, 791_425]


def test_weights_are_drawn_from_rng_by_torch_s_law() -> None:
    before = torch.get_rng_state()
    first, second = (gans.make_mlp(100, [200], 1, rng=np.random.default_rng(3)) for _ in range(2))
    assert torch.equal(before, torch.get_rng_state())
    for a, b in zip(first.parameters(), second.parameters(), strict=True):
        assert torch.equal(a, b)
    W = first.layers[0].weight.detach().numpy()
    assert 0.0999 < np.abs(W).max() <= 0.1
    assert W.std() == pytest.approx(0.1 / np.sqrt(3), rel=0.02)
    assert 0 < np.abs(first.layers[0].bias.detach().numpy()).max() <= 0.1
    other = gans.make_mlp(100, [200], 1, rng=np.random.default_rng(4))
    assert not torch.equal(first.layers[0].weight, other.layers[0].weight)


def test_classes_are_joined_as_one_hot_codes() -> None:
    network = gans.make_mlp(2, [6], 3, rng=rng(), n_classes=4)
    x, y = rng().normal(size=(5, 2)), np.array([0, 3, 1, 1, 2])
    joined = torch.tensor(np.hstack([x, np.eye(4)[y]]), dtype=torch.float32)
    np.testing.assert_allclose(gans.apply(network, x, y), network.layers(joined).detach().numpy(), rtol=1e-6)


@pytest.mark.parametrize(
    ("n_classes", "y", "says"), [(3, None, "must be given classes y"), (None, [0, 1], "no classes")]
)
def test_classes_that_are_missing_or_too_much_are_told(n_classes, y, says: str) -> None:
    network = gans.make_mlp(2, [6], 3, rng=rng(), n_classes=n_classes)
    with pytest.raises(ValueError, match=says):
        gans.apply(network, np.zeros((2, 2)), y)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"activation": "selu"}, "leaky_relu.*got 'selu'"),
        ({"output": "softmax"}, "got 'softmax'"),
        ({"dropout": 1.0}, r"\[0, 1\).*got 1.0"),
        ({"hidden": [5, 0]}, "at least 1"),
        ({"n_networks": 0}, "at least 1"),
    ],
)
def test_wrong_arguments_are_told(options: dict, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        gans.make_mlp(2, **({"hidden": [5], "rng": rng()} | options), n_out=1)


def test_apply_uses_a_network_as_after_training_and_leaves_it_as_it_was() -> None:
    network = gans.make_mlp(3, [5], 2, rng=rng(), batch_norm=True, dropout=0.5).double()
    network.layers[1].eval()
    modes = [module.training for module in network.modules()]
    state = {name: value.clone() for name, value in network.state_dict().items()}
    before = torch.get_rng_state()
    x = rng().normal(size=(4, 3)).astype(np.float32)
    x.flags.writeable = False
    first, second = gans.apply(network, x), gans.apply(network, torch.from_numpy(x.copy()))
    assert first.dtype == np.float64
    assert np.array_equal(first, second)
    np.testing.assert_allclose(np.vstack([gans.apply(network, row[None]) for row in x]), first, rtol=1e-12)
    assert [module.training for module in network.modules()] == modes
    assert all(torch.equal(value, state[name]) for name, value in network.state_dict().items())
    assert torch.equal(before, torch.get_rng_state())


def test_weights_are_the_arrays_between_layers() -> None:
    network = gans.make_mlp(3, [5, 4], 2, rng=rng(), batch_norm=True)
    assert [tuple(value.shape) for value in gans.weights(network).values()] == [(5, 3), (4, 5), (2, 4)]
    stack = gans.make_mlp(3, [5, 4], 2, rng=rng(), batch_norm=True, n_networks=6)
    assert [tuple(value.shape) for value in gans.weights(stack).values()] == [(6, 3, 5), (6, 5, 4), (6, 4, 2)]
