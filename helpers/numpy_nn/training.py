"""Training: passes over the samples in minibatches, with callbacks, progress, and an end that can be early."""

import time
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from helpers.numpy_nn.batches import Generators, Samples, draw_order, split_order
from helpers.numpy_nn.callbacks import Callback
from helpers.numpy_nn.history import History, Run
from helpers.numpy_nn.losses import Loss
from helpers.numpy_nn.network import Network
from helpers.numpy_nn.optimiser import Optimiser


def train(
    network: Network,
    X: ArrayLike,
    T: ArrayLike,
    *,
    loss: Loss,
    optimiser: Optimiser,
    n_epochs: int,
    batch_size: int,
    rng: Generators,
    callbacks: Sequence[Callback] = (),
    progress: bool = False,
) -> History:
    """Train a network, or k networks at once, in place. Again, with the same optimiser, goes on.

    k networks learn as each would alone: with its own order of samples, its own loss, its own rate where the
    optimiser has one for each. A network that diverges is left to it, and shows inf or NaN in the history.

    Parameters
    ----------
    network : Network
        Its weights are changed.
    X, T : array (n, n_in) and (n, n_out), or with a leading axis k
        Samples and targets, shared by all networks or each its own; converted to the network's dtype.
    loss : Loss
        Such as `SquaredError()`.
    optimiser : Optimiser
        Such as `SGD(lr=0.2)`.
    n_epochs, batch_size : int
        Passes over all samples, and samples for one update; the last minibatch of a pass may be short.
    rng : numpy.random.Generator, or a sequence of k
        Draws the orders. From a sequence, network j draws what it would draw alone with `rng[j]`.
    callbacks : sequence of Callback
        Called in this order.
    progress : bool
        Show a bar.

    Returns
    -------
    History
        What is there so far, when interrupted by the keyboard.
    """
    X, T = _check_data(network, X, T)
    _check_numbers(network, n_epochs, batch_size, rng)
    n = X.shape[-2]
    samples, targets = Samples(X, network.dtype), Samples(T, network.dtype)
    run = Run(network, n_batches=-(-n // batch_size))
    bar = _make_bar(n_epochs * run.n_batches) if progress else None
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(n_epochs):
                order = draw_order(rng, n, network.n_networks)
                _train_epoch(run, samples, targets, order, batch_size, loss, optimiser, callbacks, bar)
                if run.stopped:
                    break
    except KeyboardInterrupt:
        run.stopped = "interrupted"
    finally:
        if bar is not None:
            bar.close()
    return run.close()


def _train_epoch(run, samples, targets, order, batch_size, loss, optimiser, callbacks, bar) -> None:
    """Make one pass; a pass that a callback ends is not a full one, and leaves no loss."""
    network, n = run.network, order.shape[-1]
    total = np.zeros(order.shape[:-1])
    seconds_elsewhere = 0.0
    started = time.perf_counter()
    for indices in split_order(order, batch_size):
        if callbacks:
            seconds_elsewhere += _call(callbacks, "before_step", run)
        X, T = samples.take(indices), targets.take(indices)
        E, dE_dY = loss(network.forward(X), T)
        network.fill_gradients(dE_dY)
        optimiser.step(network.parameters, network.gradients)
        total += E * indices.shape[-1]
        run.step += 1
        if bar is not None:
            bar.update()
        if callbacks:
            seconds_elsewhere += _call(callbacks, "after_step", run)
            if run.stopped:
                return
    run.seconds.append(time.perf_counter() - started - seconds_elsewhere)
    run.losses.append(total / n)
    for callback in callbacks:
        callback.after_epoch(run)


def _call(callbacks: Sequence[Callback], method: str, run: Run) -> float:
    started = time.perf_counter()
    for callback in callbacks:
        getattr(callback, method)(run)
    return time.perf_counter() - started


def _make_bar(n_steps: int):
    from tqdm.auto import tqdm

    return tqdm(total=n_steps, unit="step", leave=False)


def _check_data(network: Network, X: ArrayLike, T: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    X, T = np.asarray(X), np.asarray(T)
    k = network.n_networks
    for name, values, d in (("X", X, network.sizes[0]), ("T", T, network.sizes[-1])):
        shared = values.ndim == 2
        own = k is not None and values.ndim == 3 and values.shape[0] == k
        if values.dtype.kind not in "fiub" or not (shared or own) or values.shape[-1] != d or not values.size:
            wanted = f"(n, {d})" + (f" or ({k}, n, {d})" if k else "")
            advice = f" Make it a column: {name}[:, None]." if values.ndim == 1 and d == 1 else ""
            raise ValueError(
                f"train: {name} must be real numbers of shape {wanted}; got {values.dtype}, {values.shape}.{advice}"
            )
    if X.shape[-2] != T.shape[-2]:
        raise ValueError(f"train: X and T must have as many rows; got {X.shape} and {T.shape}.")
    return X, T


def _check_numbers(network: Network, n_epochs: int, batch_size: int, rng: Generators) -> None:
    if n_epochs < 0 or batch_size < 1:
        raise ValueError(f"train: n_epochs must be ≥ 0 and batch_size ≥ 1; got {n_epochs} and {batch_size}.")
    one_each = isinstance(rng, Sequence) and len(rng) == network.n_networks
    if not one_each and not isinstance(rng, np.random.Generator):
        raise ValueError(
            "train: rng must be a numpy.random.Generator, or a sequence of one for each of several networks; got "
            f"{type(rng).__name__}. Make one with np.random.default_rng(seed)."
        )
