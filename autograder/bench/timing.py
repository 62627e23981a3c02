"""Timing of competitors in turns, so that what else the machine does falls on all of them alike."""

import time
from collections.abc import Callable, Mapping

import numpy as np

from helpers.terminal import progress_bar

# After a parallel part, threads of OpenMP spin on for a while: the next competitor must not pay for that.
REST_SECONDS = 0.3


def time_in_turns(competitors: Mapping[str, Callable[[], object]], *, n_rounds: int) -> dict[str, np.ndarray]:
    """Call all competitors in turns, each first once untimed, and in every round in another order.

    Parameters
    ----------
    competitors : mapping of str to callable
        What does the work once.
    n_rounds : int
        Timed calls of each.

    Returns
    -------
    dict of str to array (n_rounds,)
        Seconds.
    """
    rng = np.random.default_rng(0)
    names = list(competitors)
    seconds: dict[str, list[float]] = {name: [] for name in names}
    n_calls = (1 + n_rounds) * len(names)
    with progress_bar("bench") as show:
        for i in range(1 + n_rounds):
            for j, name in enumerate(rng.permutation(names)):
                show(i * len(names) + j, n_calls)
                time.sleep(REST_SECONDS)
                started = time.perf_counter()
                competitors[name]()
                if i:
                    seconds[name].append(time.perf_counter() - started)
    return {name: np.array(values) for name, values in seconds.items()}


def describe_seconds(seconds: np.ndarray) -> tuple[str, str]:
    """Return the median, and the range from the lowest to the highest, in seconds."""
    return f"{np.median(seconds):.3f}", f"{seconds.min():.3f} – {seconds.max():.3f}"
