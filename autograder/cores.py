"""How many things may run at a time on this machine."""

import os


def count_cores() -> int:
    """Return the number of cores that this process may use, which on a shared machine is not all of them."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
