"""Minibatches: the order in which samples go by, and their contiguous copies."""

from collections.abc import Iterator, Sequence

import numpy as np

Generators = np.random.Generator | Sequence[np.random.Generator]


def draw_order(rng: Generators, n_samples: int, n_networks: int | None) -> np.ndarray:
    """Return an order of the samples, (n,), or one for each network, (k, n)."""
    if not isinstance(rng, np.random.Generator):
        return np.array([one.permutation(n_samples) for one in rng])
    if n_networks is None:
        return rng.permutation(n_samples)
    return rng.permuted(np.tile(np.arange(n_samples), (n_networks, 1)), axis=1)


class Samples:
    """Inputs or targets, from which minibatches are copied into arrays that are used again and again.

    Parameters
    ----------
    values : array (n, d) or (k, n, d)
        Shared by all networks, or each its own.
    dtype : dtype
        Of the minibatches.
    """

    def __init__(self, values: np.ndarray, dtype: np.dtype) -> None:
        values = np.ascontiguousarray(values, dtype=dtype)
        n, d = values.shape[-2:]
        self._rows = values.reshape(-1, d)
        self._first_rows = np.arange(len(values))[:, None] * n if values.ndim == 3 else None
        self._buffers: dict[tuple[int, ...], np.ndarray] = {}

    def take(self, indices: np.ndarray) -> np.ndarray:
        """Return the samples of these indices, (m,) or (k, m), valid until the next call."""
        if self._first_rows is not None:
            indices = indices + self._first_rows
        if indices.shape not in self._buffers:  # two at most: the last minibatch may be short
            self._buffers[indices.shape] = np.empty((*indices.shape, self._rows.shape[-1]), self._rows.dtype)
        # mode="clip" writes into the buffer itself; the indices are right by construction
        return self._rows.take(indices, axis=0, out=self._buffers[indices.shape], mode="clip")


def split_order(order: np.ndarray, batch_size: int) -> Iterator[np.ndarray]:
    """Yield the indices of one minibatch after the other; the last one may be short."""
    for start in range(0, order.shape[-1], batch_size):
        yield order[..., start : start + batch_size]
