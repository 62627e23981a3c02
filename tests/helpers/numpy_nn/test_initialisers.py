"""Initial weights: their statistics beside those of torch's initialisers, their bounds, and how networks are made."""

import numpy as np
import pytest
import torch
from scipy import stats

from helpers import numpy_nn as nn

N_IN, N_OUT = 400, 250


def torch_draw(initialise) -> np.ndarray:
    """Return torch's weights, which are (n_out, n_in), as ours."""
    return initialise(torch.empty(N_OUT, N_IN), generator=torch.Generator().manual_seed(0)).numpy().T


ORACLES = {
    nn.standard_normal: torch.nn.init.normal_,
    nn.scaled_normal: lambda w, generator: torch.nn.init.normal_(w, std=N_IN**-0.5, generator=generator),
    nn.glorot_uniform: torch.nn.init.xavier_uniform_,
    nn.he_normal: lambda w, generator: torch.nn.init.kaiming_normal_(w, nonlinearity="relu", generator=generator),
}
every_initialiser = pytest.mark.parametrize("initialise", ORACLES, ids=lambda f: f.__name__)


@every_initialiser
def test_weights_have_the_law_of_torchs(initialise) -> None:
    """100,000 weights each: a wrong variance of 5 % fails, a wrong shape of the law too."""
    ours = initialise(np.random.default_rng(0), (N_IN, N_OUT)).ravel()
    theirs = torch_draw(ORACLES[initialise]).ravel()
    assert ours.std() == pytest.approx(theirs.std(), rel=0.02)
    assert stats.ks_2samp(ours, theirs).pvalue > 1e-3


@every_initialiser
def test_a_leading_axis_changes_shapes_only(initialise) -> None:
    single = initialise(np.random.default_rng(0), (N_IN, N_OUT))
    several = initialise(np.random.default_rng(0), (3, N_IN, N_OUT))
    np.testing.assert_array_equal(several[0], single)
    assert several.std() == pytest.approx(single.std(), rel=0.02)


def test_glorots_bound() -> None:
    bound = np.sqrt(6 / (N_IN + N_OUT))
    W = nn.glorot_uniform(np.random.default_rng(0), (N_IN, N_OUT))
    assert 0.999 * bound < np.abs(W).max() <= bound


@pytest.mark.parametrize("n_networks", [None, 1, 3])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_make_network(n_networks: int | None, dtype: type) -> None:
    make = dict(hidden=nn.Tanh(), output=nn.Identity(), dtype=dtype, n_networks=n_networks)
    network = nn.make_network([4, 3, 2], rng=np.random.default_rng(0), **make)
    leading = () if n_networks is None else (n_networks,)
    assert [layer.W.shape for layer in network.layers] == [(*leading, 4, 3), (*leading, 3, 2)]
    assert [layer.b.shape for layer in network.layers] == [(*leading, 3), (*leading, 2)]
    assert not any(layer.b.any() for layer in network.layers)
    assert [layer.activation for layer in network.layers] == [nn.Tanh(), nn.Identity()]
    assert {array.dtype for array in network.parameters} == {np.dtype(dtype)}
    assert network.sizes == [4, 3, 2] and network.n_networks == n_networks and network.dtype == dtype
    again = nn.make_network([4, 3, 2], rng=np.random.default_rng(0), **make)
    np.testing.assert_array_equal(network.layers[1].W, again.layers[1].W)


def test_a_network_needs_a_layer() -> None:
    with pytest.raises(ValueError, match=r"make_network: sizes must have inputs and at least one layer; got \[4\]"):
        nn.make_network([4], hidden=nn.Tanh(), output=nn.Tanh(), rng=np.random.default_rng(0))
