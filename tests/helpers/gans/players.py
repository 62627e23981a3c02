"""Small players and data that the tests of this folder share."""

from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from helpers import gans

CENTRE = np.array([2.0, -1.0])


def draw_gaussian(n: int, rng: np.random.Generator) -> np.ndarray:
    return CENTRE + 0.5 * rng.standard_normal((n, 2))


def make_training(seed: int = 0, *, plain: bool = False, **options: Any) -> gans.Training:
    """Return a small training; unless plain, with batch-norm and dropout in both networks."""
    rng = np.random.default_rng(seed)
    rough = {} if plain else {"batch_norm": True, "dropout": 0.2}
    common = {"rng": rng, "n_networks": options.pop("n_networks", None), **rough}
    generator = gans.make_mlp(3, [8, 8], 2, **common)
    discriminator = gans.make_mlp(2, [8, 8], 1, activation="leaky_relu", **common)
    options = {"data": draw_gaussian, "noise": gans.NormalNoise(3), "batch_size": 16, "rng": rng} | options
    for player in ("optimiser_d", "optimiser_g"):
        options.setdefault(player, partial(gans.ADAM, lr=1e-2))
    return gans.Training(generator, discriminator, options.pop("data"), **options)


def copy_state(network: nn.Module) -> dict[str, torch.Tensor]:
    return {name: value.clone() for name, value in network.state_dict().items()}


def assert_same_bits(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a.keys() == b.keys()
    assert [name for name in a if not torch.equal(a[name], b[name])] == []
