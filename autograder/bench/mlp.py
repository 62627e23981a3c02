"""The bench `mlp`: one pass of a 784-300-10 network over 60,000 images, beside torch, scikit-learn and the products."""

import copy
import os
import platform
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from autograder.bench.result import Bench
from autograder.bench.timing import describe_seconds, time_in_turns
from autograder.cores import count_cores
from helpers import datasets
from helpers import numpy_nn as nn

if TYPE_CHECKING:
    import torch

N_SAMPLES, BATCH_SIZE, LR, MU = 60_000, 50, 0.2, 0.1
SIZES = (784, 300, 10)
N_ROUNDS = 7
N_PRESENTATIONS = 5_000
SHARE_OF_INK = 0.19  # of MNIST's pixels are not 0
LR_SKLEARN = 0.01  # its linear output and its sigmoid of steepness 1 diverge at ours; time does not depend on it


@dataclass(frozen=True)
class Images:
    """Inputs (n, 784) in [0, 1] and one-hot targets (n, 10), float32, and whether MNIST's or made up."""

    X: np.ndarray
    T: np.ndarray
    source: str


def measure(*, n_samples: int = N_SAMPLES, n_rounds: int = N_ROUNDS) -> Bench:
    """Time one pass of each competitor, in turns, on the same arrays and from the same weights."""
    images = make_images(n_samples)
    network = make_bench_network()
    competitors = {
        "ours": run_ours(network, images),
        "torch": build_torch(network, images)[1],
        "scikit-learn": run_sklearn(images),
        "products alone": run_products(network, images),
    }
    seconds = time_in_turns(competitors, n_rounds=n_rounds)
    medians = {name: float(np.median(values)) for name, values in seconds.items()}
    ours = medians["ours"]
    return Bench(
        title=f"One pass of {'-'.join(map(str, SIZES))} over {n_samples:,} samples, batch {BATCH_SIZE}, float32",
        columns=("", "median s", "lowest – highest", "beside ours"),
        rows=tuple(
            (name, *describe_seconds(values), f"{medians[name] / ours:.2f}") for name, values in seconds.items()
        ),
        keys={
            "ratio_vs_torch": medians["torch"] / ours,
            "ratio_vs_sklearn": medians["scikit-learn"] / ours,
            "ratio_vs_floor": ours / medians["products alone"],
            "seconds": ours,
            "microseconds_per_presentation": time_single_presentations(network, images),
        },
        notes=(
            f"{images.source}; {n_rounds} rounds in turns after one untimed; {describe_machine()}.",
            "scikit-learn's regressor has hidden σ(z) but a linear output, and adds its L2 penalty (here 0); its "
            "squared error is 1/(2n) Σ‖y - t‖², as ours. Momentum is off.",
            "Products alone: the five matrix products of each step, on the same minibatches, and nothing else.",
            "microseconds_per_presentation: our network at batch 1, one presentation with its update.",
        ),
    )


def make_images(n_samples: int) -> Images:
    """Return MNIST's training images where they can be had, else random ones of the same shape and sparsity."""
    data = datasets.digits(quiet=True)
    if len(data.x_train) >= n_samples:
        X = data.x_train[:n_samples].reshape(n_samples, -1).astype(np.float32) / 255
        return Images(X, np.eye(10, dtype=np.float32)[data.y_train[:n_samples]], data.name)
    rng = np.random.default_rng(0)
    X = rng.random((n_samples, SIZES[0]), dtype=np.float32)
    X[rng.random(X.shape, dtype=np.float32) > SHARE_OF_INK] = 0
    T = np.eye(SIZES[-1], dtype=np.float32)[rng.integers(0, SIZES[-1], n_samples)]
    return Images(X, T, "random images with MNIST's share of ink")


def make_bench_network() -> nn.Network:
    """Return the network from which all start."""
    return nn.make_network(
        SIZES,
        hidden=nn.Sigmoid(mu=MU),
        output=nn.Sigmoid(mu=MU),
        initialise=nn.standard_normal,
        rng=np.random.default_rng(0),
        dtype=np.float32,
    )


def run_ours(network: nn.Network, images: Images) -> Callable[[], object]:
    """Return what trains a copy of the network for one pass."""
    network, rng = copy.deepcopy(network), np.random.default_rng(1)
    return lambda: nn.train(
        network,
        images.X,
        images.T,
        loss=nn.SquaredError(),
        optimiser=nn.SGD(lr=LR),
        n_epochs=1,
        batch_size=BATCH_SIZE,
        rng=rng,
    )


def build_torch(network: nn.Network, images: Images) -> tuple["torch.nn.Sequential", Callable[[], object]]:
    """Return a torch module of the same weights, and what trains it for one pass with autograd and torch's SGD."""
    import torch

    class Sigmoid(torch.nn.Module):
        def forward(self, z):
            return torch.sigmoid(MU * z)

    layers: list[torch.nn.Module] = []
    for layer in network.layers:
        linear = torch.nn.Linear(*layer.W.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(layer.W.T.copy()))
            linear.bias.copy_(torch.from_numpy(layer.b))
        layers += [linear, Sigmoid()]
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(model.parameters(), lr=LR)
    X, T = torch.from_numpy(images.X), torch.from_numpy(images.T)

    def run() -> None:
        for indices in torch.randperm(len(X)).split(BATCH_SIZE):
            optimiser.zero_grad()
            E = torch.nn.functional.mse_loss(model(X[indices]), T[indices], reduction="sum") / (2 * len(indices))
            E.backward()
            optimiser.step()

    return model, run


def run_sklearn(images: Images) -> Callable[[], object]:
    """Return what trains scikit-learn's regressor for one pass."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPRegressor

    def run() -> None:
        model = MLPRegressor(
            hidden_layer_sizes=SIZES[1:-1],
            activation="logistic",
            solver="sgd",
            alpha=0,
            batch_size=BATCH_SIZE,
            learning_rate_init=LR_SKLEARN,
            momentum=0,
            nesterovs_momentum=False,
            max_iter=1,
            random_state=0,
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)  # one pass is all we want
            model.fit(images.X, images.T)

    return run


def run_products(network: nn.Network, images: Images) -> Callable[[], object]:
    """Return what does the five matrix products of each step, on the same shapes, and nothing else."""
    W1, W2 = (layer.W for layer in network.layers)
    dW1, dW2 = np.empty_like(W1), np.empty_like(W2)
    H, dH = np.empty((2, BATCH_SIZE, SIZES[1]), np.float32)
    Y = np.empty((BATCH_SIZE, SIZES[2]), np.float32)

    def run() -> None:
        for start in range(0, len(images.X) - BATCH_SIZE + 1, BATCH_SIZE):
            X = images.X[start : start + BATCH_SIZE]
            np.matmul(X, W1, out=H)
            np.matmul(H, W2, out=Y)
            np.matmul(H.T, Y, out=dW2)
            np.matmul(Y, W2.T, out=dH)
            np.matmul(X.T, dH, out=dW1)

    return run


def time_single_presentations(network: nn.Network, images: Images) -> float:
    """Return the microseconds of one presentation with its update: batches of one, the median of five runs."""
    n = min(N_PRESENTATIONS, len(images.X))
    history = nn.train(
        copy.deepcopy(network),
        images.X[:n],
        images.T[:n],
        loss=nn.SquaredError(),
        optimiser=nn.SGD(lr=LR),
        n_epochs=5,
        batch_size=1,
        rng=np.random.default_rng(1),
    )
    return float(np.median(history.seconds) / n * 1e6)


def describe_machine() -> str:
    """Say on what it ran."""
    threads = os.environ.get("OMP_NUM_THREADS", "default")
    return f"{count_cores()} cores, Python {platform.python_version()}, NumPy {np.__version__}, threads: {threads}"
