"""Multilayer perceptrons for both players, with their weights drawn from an explicit generator."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

import numpy as np
import torch
from torch import nn

from helpers.gans.data import to_tensor
from helpers.gans.stacks import StackedBatchNorm, StackedLinear, count_networks

ACTIVATIONS: dict[str, Callable[[], nn.Module]] = {
    "relu": nn.ReLU,
    "leaky_relu": partial(nn.LeakyReLU, 0.2),  # the slope of Radford et al. 2016, section 3
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}


class MLP(nn.Module):
    """A multilayer perceptron, or a stack of them; conditional ones also take class numbers.

    Attributes
    ----------
    layers : nn.Sequential
    n_classes : int or None
        Where not None, `forward(x, y)` joins the one-hot code of y to x.
    n_networks : int or None
        Where not None, inputs and outputs have this leading axis.
    """

    def __init__(self, layers: nn.Sequential, *, n_classes: int | None, n_networks: int | None) -> None:
        super().__init__()
        self.layers = layers
        self.n_classes = n_classes
        self.n_networks = n_networks

    def forward(self, x: torch.Tensor, y: torch.Tensor | None = None) -> torch.Tensor:
        if (y is None) != (self.n_classes is None):
            wanted, got = ("no classes", "some") if self.n_classes is None else ("classes y", "none")
            raise ValueError(f"MLP: this network must be given {wanted}; got {got}. Was it made with n_classes=…?")
        if y is not None:
            x = torch.cat([x, nn.functional.one_hot(y, self.n_classes).to(x.dtype)], dim=-1)
        return self.layers(x)


class IgnoreLabels(nn.Module):
    """A network that is given class numbers and does not look at them, as when only the other player is conditional."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network
        self.n_networks = count_networks(network)

    def forward(self, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return self.network(x)


def make_mlp(
    n_in: int,
    hidden: Sequence[int],
    n_out: int,
    *,
    rng: np.random.Generator,
    activation: str = "relu",
    output: str | None = None,
    batch_norm: bool = False,
    dropout: float = 0.0,
    n_classes: int | None = None,
    n_networks: int | None = None,
) -> MLP:
    """Return a multilayer perceptron: for each hidden layer linear, batch-norm, activation, dropout; then linear.

    Weights and biases are uniform in ±1/√n_in, torch's own law. A generator is such a network from noise to data, a
    discriminator one with a single output, the logit: no sigmoid at the end, the losses work on logits.

    Parameters
    ----------
    n_in, n_out : int
        Number of inputs (without the classes) and of outputs.
    hidden : sequence of int
        Widths of the hidden layers; may be empty.
    rng : numpy Generator
        Draws the weights.
    activation : {"relu", "leaky_relu", "tanh", "sigmoid"}
        After each hidden layer. The slope of "leaky_relu" is 0.2.
    output : one of the same, or None
        After the last layer.
    batch_norm : bool
        Normalise before each activation (not before the output).
    dropout : float
        Share of hidden units set to zero in training, in [0, 1).
    n_classes : int, optional
        Makes the network conditional, called as network(x, y) with class numbers y of shape (n,).
    n_networks : int, optional
        Makes a stack of so many independent networks: x (k, n, n_in) to (k, n, n_out).

    Raises
    ------
    ValueError
        If an activation has another name, or a number is out of range.
    """
    for name in (activation, output):
        if name not in (*ACTIVATIONS, None):
            raise ValueError(f"make_mlp: an activation must be one of {', '.join(ACTIVATIONS)}; got {name!r}.")
    if not 0 <= dropout < 1:
        raise ValueError(f"make_mlp: dropout must lie in [0, 1), a share of units; got {dropout}.")
    widths = [n_in + (n_classes or 0), *hidden, n_out]
    if min(widths) < 1 or (n_networks is not None and n_networks < 1):
        raise ValueError(f"make_mlp: widths and n_networks must be at least 1; got {widths}, {n_networks}.")
    layers: list[nn.Module] = []
    for width_in, width_out in pairwise(widths[:-1]):
        layers.append(_make_linear(width_in, width_out, n_networks, rng))
        if batch_norm:
            layers.append(nn.BatchNorm1d(width_out) if n_networks is None
                          else StackedBatchNorm(width_out, n_networks=n_networks))  # fmt: skip
        layers.append(ACTIVATIONS[activation]())
        if dropout:
            layers.append(nn.Dropout(dropout))
    layers.append(_make_linear(widths[-2], n_out, n_networks, rng))
    if output is not None:
        layers.append(ACTIVATIONS[output]())
    return MLP(nn.Sequential(*layers), n_classes=n_classes, n_networks=n_networks)


def _make_linear(n_in: int, n_out: int, n_networks: int | None, rng: np.random.Generator) -> nn.Module:
    stacked = StackedLinear(n_in, n_out, n_networks=n_networks or 1, rng=rng)
    return stacked.select(0) if n_networks is None else stacked


def apply(network: nn.Module, x: np.ndarray | torch.Tensor, y: np.ndarray | None = None) -> np.ndarray:
    """Return what a network answers, as it is used after training: evaluation mode, no gradient.

    Draws no random number, and leaves the network's mode and statistics as they were.

    Parameters
    ----------
    network : module
        Generator, discriminator, or any other that takes (x) or (x, y).
    x : (n, …) array
        Noise or samples; brought to the network's dtype and device.
    y : (n,) array of int, optional
        Class numbers.

    Returns
    -------
    array
        The outputs, on the CPU.
    """
    parameter = next(network.parameters(), torch.empty(0))
    inputs = [to_tensor(x, dtype=parameter.dtype, device=parameter.device)]
    if y is not None:
        inputs.append(to_tensor(y, dtype=torch.int64, device=parameter.device))
    modes = [(module, module.training) for module in network.modules()]
    network.eval()
    try:
        with torch.no_grad():
            return network(*inputs).cpu().numpy()
    finally:
        for module, mode in modes:
            module.training = mode


def weights(network: nn.Module) -> dict[str, nn.Parameter]:
    """Return the weight arrays of a network by name, first layer first: not biases, nor the scales of batch-norm."""
    n_axes = 2 if count_networks(network) is None else 3
    return {name: value for name, value in network.named_parameters() if value.ndim >= n_axes}
