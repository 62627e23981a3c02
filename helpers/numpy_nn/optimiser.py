"""What all optimisers share: rates, memories for each parameter, and a walk through large arrays in pieces."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import ArrayLike

# Numbers that an update goes through at a time: what it calculates in between stays in the processor's cache.
PIECE_SIZE = 32_768


class Optimiser:
    """A rule that moves parameters, given their gradients, in place.

    A subclass says in `_move` how an array of numbers moves; every rule here treats each number alike.

    Parameters
    ----------
    lr : float or array (k,)
        Learning rate η; an array has one rate for each of k networks. It may be changed between steps.
    """

    n_memories = 0  # arrays that the rule keeps for each parameter, of its shape, zero at first

    def __init__(self, lr: ArrayLike) -> None:
        lr = np.array(lr, dtype=np.float64)
        if lr.ndim > 1 or not ((lr > 0) & (lr < np.inf)).all():
            raise ValueError(
                f"{type(self).__name__}: lr must be a positive number, or one for each network; got {lr.tolist()!r}."
            )
        self.lr: float | np.ndarray = lr if lr.ndim else float(lr)
        self.n_steps = 0
        self._owners: list[np.ndarray] = []
        self._memories: list[tuple[np.ndarray, ...]] = []

    def step(self, parameters: list[np.ndarray], gradients: list[np.ndarray]) -> None:
        """Move all parameters by one step.

        Parameters
        ----------
        parameters, gradients : list of arrays
            Of the same shapes, float32 or float64; for rates of shape (k,), all with a leading axis of length k.

        Raises
        ------
        ValueError
            If the optimiser remembers other arrays, or the rates are not one for each network.
        """
        if self.n_memories:
            self._remember(parameters)
        self.n_steps += 1
        for i, (parameter, gradient) in enumerate(zip(parameters, gradients, strict=True)):
            arrays = (parameter, gradient, *(self._memories[i] if self.n_memories else ()))
            lr = self._rate_for(parameter)
            if parameter.size <= PIECE_SIZE:
                self._move(lr, *arrays)
            else:
                for rate, piece in _cut(lr, arrays):
                    self._move(rate, *piece)

    def _move(self, lr: float | np.ndarray, w: np.ndarray, g: np.ndarray, *memories: np.ndarray) -> None:
        """Change w and the memories in place; all are of one shape, to which lr broadcasts."""
        raise NotImplementedError

    def _remember(self, parameters: list[np.ndarray]) -> None:
        if not self._owners:
            self._owners = list(parameters)
            self._memories = [tuple(np.zeros_like(one) for _ in range(self.n_memories)) for one in parameters]
        if len(parameters) != len(self._owners) or any(
            one is not owner for one, owner in zip(parameters, self._owners, strict=True)
        ):
            raise ValueError(
                f"{type(self).__name__}.step: parameters must be the arrays of the steps before; got others. Make a "
                "new optimiser for each network, and change its weights in place."
            )

    def _rate_for(self, parameter: np.ndarray) -> float | np.ndarray:
        """Return the rate, so that it broadcasts to the parameter and does not turn float32 into float64."""
        if np.ndim(self.lr) == 0:
            return float(self.lr)
        if parameter.shape[:1] != self.lr.shape:
            raise ValueError(
                f"{type(self).__name__}.step: lr must have one rate for each network; got {len(self.lr)} rates and a "
                f"parameter of shape {parameter.shape}. Make the network with n_networks={len(self.lr)}."
            )
        return self.lr.astype(parameter.dtype).reshape(-1, *[1] * (parameter.ndim - 1))


def _cut(lr: float | np.ndarray, arrays: tuple[np.ndarray, ...]) -> Iterator[tuple[float, list[np.ndarray]]]:
    """Yield the rate and views of each piece of large arrays, network by network where rates differ."""
    rates = [lr] if isinstance(lr, float) else lr.ravel().tolist()
    # copy=False: of an array that is not contiguous, reshape would change a copy; better an error than no learning
    rows = [array.reshape(len(rates), -1, copy=False) for array in arrays]
    for i, rate in enumerate(rates):
        for start in range(0, rows[0].shape[1], PIECE_SIZE):
            yield rate, [row[i, start : start + PIECE_SIZE] for row in rows]
