"""Where minibatches come from: an array in memory or a sampler, and the noise that the generator receives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

Sampler = Callable[[int, np.random.Generator], Any]


@dataclass(frozen=True)
class NormalNoise:
    """Noise N(0, 1) in `dim` dimensions: called with (n, rng), gives (n, dim)."""

    dim: int

    def __call__(self, n: int, rng: np.random.Generator) -> np.ndarray:
        return rng.standard_normal((n, self.dim))


@dataclass(frozen=True)
class UniformNoise:
    """Noise U[−1, 1) in `dim` dimensions: called with (n, rng), gives (n, dim)."""

    dim: int

    def __call__(self, n: int, rng: np.random.Generator) -> np.ndarray:
        return rng.uniform(-1, 1, (n, self.dim))


def to_tensor(values: Any, *, dtype: torch.dtype, device: torch.device | str) -> torch.Tensor:
    """Return values as a tensor; an array that must not be written to is copied without a warning."""
    if isinstance(values, torch.Tensor):
        return values.detach().to(dtype=dtype, device=device)
    return torch.tensor(np.asarray(values), dtype=dtype, device=device)


class Source:
    """Draws minibatches (x, y), y None where there are no labels, from an array or a sampler.

    Minibatches of an array are drawn with replacement, independently of each other: there is no position in a pass
    to be kept in a checkpoint.
    """

    def __init__(self, data: Any, labels: Any, *, dtype: torch.dtype, device: torch.device) -> None:
        self.dtype = dtype
        self.device = device
        if callable(data):
            if labels is not None:
                raise TypeError(
                    "Training: labels must be None where data is a sampler; got both. "
                    "Let the sampler return a pair (x, y)."
                )
            self._sampler = data
        else:
            self._x, self._y = self._check(data, labels)
            self._sampler = self._sample_array

    def draw(self, n: int, rng: np.random.Generator) -> tuple[torch.Tensor, torch.Tensor | None]:
        """Return n samples, (n, …), and their class numbers, (n,), or None."""
        drawn = self._sampler(n, rng)
        x, y = drawn if isinstance(drawn, tuple) else (drawn, None)
        x = to_tensor(x, dtype=self.dtype, device=self.device)
        if len(x) != n or x.ndim < 2:
            raise ValueError(f"Training: the sampler must return {n} samples, shape ({n}, …); got {tuple(x.shape)}.")
        return x, None if y is None else to_tensor(y, dtype=torch.int64, device=self.device)

    def _sample_array(self, n: int, rng: np.random.Generator) -> Any:
        index = torch.from_numpy(rng.integers(len(self._x), size=n)).to(self.device)
        return self._x[index] if self._y is None else (self._x[index], self._y[index])

    def _check(self, data: Any, labels: Any) -> tuple[torch.Tensor, torch.Tensor | None]:
        kind = data.dtype if isinstance(data, torch.Tensor) else np.asarray(data).dtype
        if "float" not in str(kind):
            raise TypeError(
                f"Training: data must be an array of floats; got {kind}. "
                "Scale images first, to [-1, 1] for a generator that ends in tanh."
            )
        x = to_tensor(data, dtype=self.dtype, device=self.device)
        if x.ndim < 2 or len(x) == 0:
            raise ValueError(
                f"Training: data must have the shape (n, …), one sample a row; got {tuple(x.shape)}. "
                "For numbers, data[:, None]."
            )
        if labels is None:
            return x, None
        y = to_tensor(labels, dtype=torch.int64, device=self.device)
        if y.shape != x.shape[:1]:
            raise ValueError(f"Training: labels must have the shape ({len(x)},), as data; got {tuple(y.shape)}.")
        return x, y
