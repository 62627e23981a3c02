"""Training: passes over the samples in minibatches, with callbacks, progress, and an end that can be early."""

import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from helpers.numpy_nn.batches import Generators, Samples, draw_order, split_order
from helpers.numpy_nn.callbacks import Callback
from helpers.numpy_nn.history import History, Run
from helpers.numpy_nn.losses import Loss
from helpers.numpy_nn.network import Network
from helpers.numpy_nn.optimiser import Optimiser
from helpers.numpy_nn.optimisers import SGD
from helpers.numpy_nn.single_sample import descend_on_one


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
        Passes over all samples, and samples for one update; the last minibatch of a pass may be short. One network
        with `SGD` and batches of one goes a shorter way, which leaves dW and db as they are.
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
    learn = _make_step(network, Samples(X, network.dtype), Samples(T, network.dtype), loss, optimiser, batch_size)
    run = Run(network, n_batches=-(-n // batch_size))
    bar = _make_bar(n_epochs * run.n_batches) if progress else None
    try:
        with np.errstate(over="ignore", invalid="ignore"):
            for _ in range(n_epochs):
                batches = split_order(draw_order(rng, n, network.n_networks), batch_size)
                _train_epoch(run, batches, learn, callbacks, bar)
                if run.stopped:
                    break
    except KeyboardInterrupt:
        run.stopped = "interrupted"
    finally:
        if bar is not None:
            bar.close()
    return run.close()


def _make_step(
    network: Network, samples: Samples, targets: Samples, loss: Loss, optimiser: Optimiser, batch_size: int
) -> Callable[[np.ndarray], np.ndarray]:
    """Return what learns from the samples of some indices, and gives their error."""
    plain = type(optimiser) is SGD and np.ndim(optimiser.lr) == 0
    one_by_one = plain and batch_size == 1 and network.n_networks is None

    def learn(indices: np.ndarray) -> np.ndarray:
        Y = network.forward(samples.take(indices))
        E, dE_dY = loss(Y, targets.take(indices))
        if one_by_one:
            descend_on_one(network, dE_dY, float(optimiser.lr))
        else:
            network.fill_gradients(dE_dY)
            optimiser.step(network.parameters, network.gradients)
        return E

    return learn


def _train_epoch(
    run: Run,
    batches: Iterable[np.ndarray],
    learn: Callable[[np.ndarray], np.ndarray],
    callbacks: Sequence[Callback],
    bar: Any | None,
) -> None:
    """Make one pass; a pass that a callback ends is not a full one, and leaves no loss."""
    total, n, seconds_elsewhere = np.float64(0), 0, 0.0  # summed in float64 whatever the network's dtype
    started = time.perf_counter()
    for indices in batches:
        if callbacks:
            seconds_elsewhere += _call(callbacks, "before_step", run)
        total = total + learn(indices) * indices.shape[-1]
        n += indices.shape[-1]
        run.step += 1
        if bar is not None:
            bar.update()
        if callbacks:
            seconds_elsewhere += _call(callbacks, "after_step", run)
            if run.stopped:
                return
    run.seconds.append(time.perf_counter() - started - seconds_elsewhere)
    run.losses.append(total / n)
    if bar is not None:
        bar.set_postfix(loss=f"{np.mean(run.losses[-1]):.3g}")
    for callback in callbacks:
        callback.after_epoch(run)


def _call(callbacks: Sequence[Callback], method: str, run: Run) -> float:
    started = time.perf_counter()
    for callback in callbacks:
        getattr(callback, method)(run)
    return time.perf_counter() - started


def _make_bar(n_steps: int) -> Any:
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
