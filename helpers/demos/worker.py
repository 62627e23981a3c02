"""A thread that obeys an object's commands, works on in between, and ends with the object."""

import atexit
import queue
import threading
import weakref
from collections.abc import Callable
from typing import Any, Protocol

import numpy as np

SECONDS_TO_END = 2

# A function, and what it is called with after the owner. Never a bound method: a command must not keep alive an owner
# that nobody else holds any more. None ends the thread.
Command = tuple[Callable[..., None], tuple[Any, ...]]
Commands = queue.SimpleQueue[Command | None]

# Threads that are at work, with their commands.
_threads: weakref.WeakKeyDictionary[threading.Thread, Commands] = weakref.WeakKeyDictionary()


class Owner(Protocol):
    """Whose commands are obeyed."""

    def obey(self, function: Callable[..., None], arguments: tuple[Any, ...]) -> float | None:
        """Call the function; return after how many seconds without a command the idle one is due, None for never."""


def start_worker(owner: Owner, idle: Command) -> tuple[Commands, Callable[[], None]]:
    """Start a thread, a daemon, that lets `owner` obey what is put into a queue.

    Parameters
    ----------
    owner : Owner
        The thread ends with the last reference to it.
    idle : Command
        What to do when no command came in the time that the owner gave.

    Returns
    -------
    commands : queue
        Where commands go.
    end : callable
        Lets the thread end after what it is doing; may be called again.
    """
    commands: Commands = queue.SimpleQueue()
    thread = threading.Thread(target=_work, args=(weakref.ref(owner), commands, idle), daemon=True)
    _threads[thread] = commands
    end = weakref.finalize(owner, commands.put, None)
    thread.start()
    return commands, end


def _work(ref: "weakref.ref[Owner]", commands: Commands, idle: Command) -> None:
    wait_seconds = None
    # A computation that diverges shows it in its picture; NumPy's warnings would be printed.
    with np.errstate(all="ignore"):
        while True:
            try:
                command = commands.get(timeout=wait_seconds)
            except queue.Empty:
                command = idle
            owner = ref()
            if command is None or owner is None:
                return
            wait_seconds = owner.obey(*command)
            # Nothing here may keep the owner alive while the thread waits.
            del owner, command


@atexit.register
def _end_threads() -> None:
    """End the threads before Python takes itself apart: stopped in the middle of a step, torch aborts the process."""
    for commands in _threads.values():
        commands.put(None)
    for thread in list(_threads):
        thread.join(timeout=SECONDS_TO_END)
