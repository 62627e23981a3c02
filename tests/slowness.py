"""How slow the machine is while something runs: what it shares its cores with must not fail a promise in seconds."""

import threading
import time
from typing import Self

REFERENCE_SECONDS = 0.0025  # what the loop takes, after a pause, on two cores at 2.8 GHz that do nothing else
_PAUSE_SECONDS = 0.25


class Slowness:
    """Time a small fixed loop again and again, in a thread, while something else runs.

    Attributes
    ----------
    factor : float
        How many times longer the loop took than on the reference machine, on average; at least 1. A promise in
        seconds is held against its limit times this factor.
    """

    def __init__(self) -> None:
        self._times: list[float] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    @property
    def factor(self) -> float:
        times = self._times or [REFERENCE_SECONDS]
        return max(1.0, sum(times) / len(times) / REFERENCE_SECONDS)

    def start(self) -> None:
        """Begin; it ends with the process, or with the block that it was made for."""
        self._thread.start()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()

    def _sample(self) -> None:
        while not self._is_over.wait(_PAUSE_SECONDS):
            self._times.append(_time_the_loop())


def _time_the_loop() -> float:
    begin = time.perf_counter()
    total = 0
    for number in range(30_000):
        total += number * number
    return time.perf_counter() - begin
