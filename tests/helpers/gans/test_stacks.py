"""Stacks of networks: each is trained as if it were alone."""

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np
import pytest
import torch
from torch import nn

from helpers import gans
from tests.helpers.gans.players import draw_gaussian

K, N = 3, 16


class Tape:
    """A sampler that keeps what it drew, and plays the part of one network again."""

    def __init__(self, sampler: Callable[[int, np.random.Generator], np.ndarray]) -> None:
        self.sampler = sampler
        self.drawn: list[np.ndarray] = []

    def __call__(self, n: int, rng: np.random.Generator) -> np.ndarray:
        self.drawn.append(self.sampler(n, rng))
        return self.drawn[-1]

    def play(self, index: int) -> Callable[[int, np.random.Generator], np.ndarray]:
        parts: Iterator[np.ndarray] = iter([x[index * N : (index + 1) * N] for x in self.drawn if len(x) == K * N])
        # A training tries its sampler with one sample first.
        return lambda n, rng: np.zeros((1, 2)) if n == 1 else next(parts)


class FixedShares(np.random.Generator):
    """Draws the same numbers for each network of a stack as for one alone, so that penalties can be compared."""

    def random(self, size: tuple[int, ...]) -> np.ndarray:
        return np.broadcast_to(np.linspace(0, 1, N), size)


def make_stack(*, batch_norm: bool = False) -> tuple[nn.Module, nn.Module]:
    rng = np.random.default_rng(0)
    make = partial(gans.make_mlp, rng=rng, n_networks=K, batch_norm=batch_norm)
    return make(3, [8, 8], 2).double(), make(2, [8, 8], 1, activation="leaky_relu").double()


@pytest.mark.parametrize(
    "optimiser", [partial(gans.ADAM, lr=1e-2), partial(torch.optim.SGD, lr=0.1), torch.optim.RMSprop]
)
@pytest.mark.parametrize("losses", [gans.non_saturating(), gans.wasserstein(penalty=2.0), gans.wasserstein(clip=0.1)], ids=lambda losses: losses.name)  # fmt: skip
def test_each_network_of_a_stack_is_trained_as_if_alone(losses: gans.Losses, optimiser) -> None:
    batch_norm = losses.penalty is None
    networks = make_stack(batch_norm=batch_norm)
    alone = [[gans.select(network, i) for network in networks] for i in range(K)]
    data, noise = Tape(draw_gaussian), Tape(gans.NormalNoise(3))
    options = {"losses": losses, "batch_size": N, "optimiser_d": optimiser, "optimiser_g": optimiser, "n_updates_d": 2}
    options["rng"] = FixedShares(np.random.PCG64(0))
    history = gans.train(gans.Training(*networks, data, noise=noise, **options), 5)
    assert history.loss_d.shape == history.loss_g.shape == (5, K)
    for i, singles in enumerate(alone):
        own = gans.train(gans.Training(*singles, data.play(i), noise=noise.play(i), **options), 5)
        np.testing.assert_allclose(history.loss_d[:, i], own.loss_d, rtol=1e-8)
        np.testing.assert_allclose(history.loss_g[:, i], own.loss_g, rtol=1e-8)
        for network, single in zip(networks, singles, strict=True):
            for name, value in gans.select(network, i).state_dict().items():
                torch.testing.assert_close(single.state_dict()[name], value, rtol=1e-7, atol=1e-9)
    assert len({round(float(loss), 6) for loss in history.loss_g[-1]}) == K


def test_a_stack_computes_what_its_networks_compute() -> None:
    rng = np.random.default_rng(1)
    stack, _ = make_stack(batch_norm=True)
    x = rng.normal(size=(K, 6, 3))
    with torch.no_grad():
        stack(torch.tensor(x))  # moves the running statistics
    own, shared = gans.apply(stack, x), gans.apply(stack, x[0])
    assert own.shape == shared.shape == (K, 6, 2)
    for i in range(K):
        single = gans.select(stack, i)
        np.testing.assert_allclose(gans.apply(single, x[i]), own[i], rtol=1e-10)
        np.testing.assert_allclose(gans.apply(single, x[0]), shared[i], rtol=1e-10)
        assert single.n_networks is None
        assert single.training and all(layer.training for layer in single.layers)
        assert {type(layer) for layer in single.layers} == {nn.Linear, nn.BatchNorm1d, nn.ReLU}


def test_a_selected_network_is_a_copy() -> None:
    stack, _ = make_stack()
    single = gans.select(stack, 1)
    with torch.no_grad():
        single.layers[0].weight.zero_()
    assert stack.layers[0].weight[1].abs().min() > 0
    with pytest.raises(ValueError, match="0 to 2; got 3"):
        gans.select(stack, 3)
    with pytest.raises(ValueError, match="must be a stack"):
        gans.select(single, 0)


def test_a_conditional_stack_takes_the_classes_of_each_network() -> None:
    rng = np.random.default_rng(2)
    generator, discriminator = (
        gans.make_mlp(n_in, [6], n_out, rng=rng, n_networks=K, n_classes=4) for n_in, n_out in ((3, 2), (2, 1))
    )
    x = rng.normal(size=(40, 2))
    training = gans.Training(generator, discriminator, x, labels=np.arange(40) % 4, noise=gans.NormalNoise(3), rng=rng)
    assert training.step()[0].shape == (K,)
    z, y = rng.normal(size=(K, 5, 3)), rng.integers(4, size=(K, 5))
    np.testing.assert_allclose(
        gans.apply(generator, z, y)[2], gans.apply(gans.select(generator, 2), z[2], y[2]), rtol=1e-5
    )


def test_what_is_measured_of_a_stack_is_measured_of_each_network() -> None:
    rng = np.random.default_rng(3)
    networks = make_stack()
    training = gans.Training(*networks, draw_gaussian, noise=gans.NormalNoise(3), rng=rng)
    callbacks = [gans.GradientNorms(every_steps=2), gans.UpdateRatios(every_steps=2), gans.Samples(np.zeros((5, 3)), every_steps=2)]  # fmt: skip
    records = gans.train(training, 4, callbacks=callbacks).records
    shapes = {name: record.values.shape for name, record in records.items()}
    per_layer = {f"{what}_{player}": (2, 3, K) for what in ("gradient_norms", "update_ratios") for player in "dg"}
    assert shapes == {"samples": (3, K, 5, 2), **per_layer}
    gradient = networks[1].layers[2].weight.grad[1]
    assert records["gradient_norms_d"].values[-1, 1, 1] == pytest.approx(gradient.norm().item())
