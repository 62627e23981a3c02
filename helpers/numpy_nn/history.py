"""What a training tells: its state while it runs, and its history at the end."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from helpers.numpy_nn.network import Network

Stopped = Literal["", "interrupted", "early"]


@dataclass(frozen=True)
class Record:
    """What a callback measured.

    Attributes
    ----------
    steps : array (m,)
        Numbers of updates done before each measurement.
    values : array (m, …)
        What was measured then.
    """

    steps: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class History:
    """The history of a training.

    Attributes
    ----------
    loss : array (n_epochs,) or (n_epochs, k)
        Mean loss over the samples of each full pass, as they went by. A network that diverged has inf or NaN.
    seconds : array (n_epochs,)
        Seconds of each full pass, callbacks not counted.
    n_steps : int
        Updates done, those of an unfinished pass too.
    stopped : str
        "" after all passes, "interrupted" by the keyboard, or "early" by a callback.
    records : dict of str to Record
        What callbacks measured.
    """

    loss: np.ndarray
    seconds: np.ndarray
    n_steps: int
    stopped: Stopped
    records: dict[str, Record]


@dataclass
class Run:
    """A training on its way, as callbacks see it.

    Attributes
    ----------
    network : Network
        The network in training.
    n_batches : int
        Updates in a pass.
    step : int
        Updates done.
    losses, seconds : list
        Of the full passes so far.
    records : dict of str to list
        Pairs (step, value) by name.
    stopped : str
        Why the training ends after this step; a callback writes "early".
    """

    network: Network
    n_batches: int
    step: int = 0
    losses: list[np.ndarray] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    records: dict[str, list[tuple[int, Any]]] = field(default_factory=dict)
    stopped: Stopped = ""

    def record(self, name: str, value: Any) -> None:
        """Keep a value that was measured now."""
        self.records.setdefault(name, []).append((self.step, value))

    def close(self) -> History:
        """Return the history."""
        leading = () if self.network.n_networks is None else (self.network.n_networks,)
        return History(
            loss=np.array(self.losses).reshape(len(self.losses), *leading),
            seconds=np.array(self.seconds),
            n_steps=self.step,
            stopped=self.stopped,
            records={
                name: Record(np.array([step for step, _ in pairs]), np.array([value for _, value in pairs]))
                for name, pairs in self.records.items()
            },
        )
