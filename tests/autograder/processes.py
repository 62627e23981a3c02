"""What runs below a process, orphans included: Linux gives them to the nearest ancestor that asks for them."""

import ctypes
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psutil

_PR_SET_CHILD_SUBREAPER = 36


# Below the process of the tests since before: forkservers and zygotes of earlier tests, which end with it.
_older: set[int] = set()


@contextmanager
def adopt_orphans() -> Iterator[None]:
    """Make orphans of this process's descendants its children, so that none gets lost; look no more at older ones."""
    _older.update(process.pid for process in find_living())
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(1), 0, 0, 0)
    try:
        yield
    finally:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, ctypes.c_ulong(0), 0, 0, 0)


def find_living(root: int | None = None) -> list[psutil.Process]:
    """Return the processes below one, by default below this one, that still run."""
    with suppress(psutil.NoSuchProcess):
        below = psutil.Process(root).children(recursive=True)
        return [process for process in below if process.pid not in _older and _is_living(process)]
    return []


def _is_living(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def bury_dead() -> None:
    """Take note of the end of adopted processes, so that they vanish."""
    for process in psutil.Process().children():
        with suppress(psutil.NoSuchProcess, ChildProcessError):
            if process.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(process.pid, os.WNOHANG)


def wait_until(is_so: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so, and say whether it was in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def role_of(process: psutil.Process) -> str:
    """Return what a process below `grade` is: worker, zygote, kernel, or "" for Python's own helpers."""
    with suppress(psutil.Error):
        parents = [" ".join(parent.cmdline()) for parent in process.parents()]
        words = " ".join(process.cmdline())
        if any("autograder.execution.zygote" in parent for parent in parents):
            return "kernel"
        if "autograder.execution.zygote" in words:
            return "zygote"
        if "multiprocessing.forkserver" in words and parents and "multiprocessing.forkserver" in parents[0]:
            return "worker"
    return ""
