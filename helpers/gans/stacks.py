"""Stacks of networks: layers with a leading axis, so that k networks train as one, each as if it were alone.

What makes it exact: no number of one network meets a number of another, the losses come one for each network and are
summed before the backward pass, and the optimisers work elementwise.
"""

import copy

import numpy as np
import torch
from torch import nn


class StackedLinear(nn.Module):
    """k linear layers side by side: x (k, n, n_in), or (n, n_in) shared by all, to (k, n, n_out).

    Attributes
    ----------
    weight : (k, n_in, n_out) parameter
    bias : (k, n_out) parameter
    """

    def __init__(self, n_in: int, n_out: int, *, n_networks: int, rng: np.random.Generator) -> None:
        super().__init__()
        bound = n_in**-0.5
        self.weight = _draw(rng, bound, (n_networks, n_in, n_out))
        self.bias = _draw(rng, bound, (n_networks, n_out))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = x.expand(len(self.weight), *x.shape[-2:])
        return torch.baddbmm(self.bias[:, None], x, self.weight)

    def select(self, index: int) -> nn.Linear:
        """Return layer `index` on its own, with copies of its weights."""
        n_in, n_out = self.weight.shape[1:]
        single = nn.utils.skip_init(nn.Linear, n_in, n_out, dtype=self.weight.dtype, device=self.weight.device)
        with torch.no_grad():
            single.weight.copy_(self.weight[index].T)
            single.bias.copy_(self.bias[index])
        return single

    def extra_repr(self) -> str:
        k, n_in, n_out = self.weight.shape
        return f"n_networks={k}, n_in={n_in}, n_out={n_out}"


class StackedBatchNorm(nn.Module):
    """k batch normalisations side by side, for x (k, n, d): the statistics are each network's own."""

    def __init__(self, n_features: int, *, n_networks: int) -> None:
        super().__init__()
        self.n_features = n_features
        # To torch the features of all networks are those of one layer.
        self.norm = nn.BatchNorm1d(n_networks * n_features)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        k, n, d = x.shape
        return self.norm(x.transpose(0, 1).reshape(n, k * d)).reshape(n, k, d).transpose(0, 1)

    def select(self, index: int) -> nn.BatchNorm1d:
        """Return layer `index` on its own, with copies of its weights and running statistics."""
        own = slice(index * self.n_features, (index + 1) * self.n_features)
        single = nn.BatchNorm1d(self.n_features).to(self.norm.weight)
        state = self.norm.state_dict()
        single.load_state_dict({name: value[own] if value.ndim else value for name, value in state.items()})
        return single.train(self.training)


def count_networks(network: object) -> int | None:
    """Return k for a stack of k networks, None for a single network. A stack says so by an attribute `n_networks`."""
    return getattr(network, "n_networks", None)


def select(stack: nn.Module, index: int) -> nn.Module:
    """Return one network of a stack as a single network, with copies of its weights.

    Parameters
    ----------
    stack : module
        Any module with an attribute `n_networks` whose weights are in `StackedLinear` and `StackedBatchNorm`, or
        in layers of your own that have a method `select(index)`.
    index : int
        Which one, from 0.

    Raises
    ------
    ValueError
        If the network is not a stack, or has no network of that index.
    """
    n_networks = count_networks(stack)
    if n_networks is None:
        raise ValueError("select: stack must be a stack of networks; got a single one. Use it as it is.")
    if not 0 <= index < n_networks:
        raise ValueError(f"select: index must lie in 0 to {n_networks - 1}; got {index}.")
    single = copy.deepcopy(stack)
    for module in list(single.modules()):
        for name, child in module.named_children():
            if hasattr(child, "select"):
                setattr(module, name, child.select(index))
    single.n_networks = None
    return single


def _draw(rng: np.random.Generator, bound: float, shape: tuple[int, ...]) -> nn.Parameter:
    return nn.Parameter(torch.tensor(rng.uniform(-bound, bound, size=shape), dtype=torch.float32))
