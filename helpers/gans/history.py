"""What a training leaves behind: the losses of each step, and what callbacks measured on the way."""

from dataclasses import dataclass, field

import numpy as np


@dataclass(frozen=True)
class Record:
    """Measurements of one quantity: `steps` (n_records,), how many steps had been made, and `values` (n_records, …)."""

    steps: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class History:
    """How a training went.

    Attributes
    ----------
    loss_d, loss_g : (n_steps,) or (n_steps, k) arrays
        Mean loss over the updates of each step, penalties included, of each network of a stack; NaN where a step had
        no such update.
    seconds : (n_steps,) array
        Duration of each step, without callbacks.
    records : dict of str to Record
        What callbacks measured, by name.
    stopped : str
        Why it ended before its time: "" (it did not), "interrupted", or the reason that a callback gave.
    """

    loss_d: np.ndarray
    loss_g: np.ndarray
    seconds: np.ndarray
    records: dict[str, Record]
    stopped: str


@dataclass
class Log:
    """The history while it is being written."""

    shape: tuple[int, ...]
    # One entry a step, so that an interrupt leaves no half of it: (loss_d, loss_g, seconds).
    rows: list[tuple[np.ndarray, np.ndarray, float]] = field(default_factory=list)
    records: dict[str, list[tuple[int, np.ndarray]]] = field(default_factory=dict)

    def add_record(self, name: str, step: int, value: object) -> None:
        """Keep a copy of one measurement.

        Raises
        ------
        ValueError
            If it is not made of numbers, or its shape is not that of the earlier ones of its name.
        """
        array = np.array(value)
        if array.dtype.kind not in "biuf":
            raise ValueError(f"record: {name!r} must be a number or an array of numbers; got {type(value).__name__}.")
        earlier = self.records.setdefault(name, [])
        if earlier and earlier[0][1].shape != array.shape:
            raise ValueError(
                f"record: values of {name!r} must keep one shape, {earlier[0][1].shape}; got {array.shape}. "
                "Give each quantity its own name."
            )
        earlier.append((step, array))

    def freeze(self, stopped: str) -> History:
        """Return all that was kept so far, as arrays of its own."""
        n = len(self.rows)
        loss_d, loss_g = (
            np.array([row[i] for row in self.rows], dtype=float).reshape(n, *self.shape) for i in range(2)
        )
        records = {
            name: Record(np.array([step for step, _ in pairs]), np.stack([value for _, value in pairs]))
            for name, pairs in self.records.items()
        }
        return History(loss_d, loss_g, np.array([row[2] for row in self.rows], dtype=float), records, stopped)

    def load(self, history: History) -> None:
        """Take up where a history ended."""
        self.rows = list(zip(history.loss_d, history.loss_g, history.seconds.tolist(), strict=True))
        self.records = {
            name: list(zip(record.steps.tolist(), record.values, strict=True))
            for name, record in history.records.items()
        }
