"""Stop when asked to: the first Ctrl-C waits until nothing is half done, the second one does not."""

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

EXIT_CODE = 130
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def catch_interrupts() -> Iterator[Callable[[], bool]]:
    """Take over SIGINT and SIGTERM for the block.

    Yields
    ------
    callable
        Says whether one has come. A second one ends the process at once.

    Notes
    -----
    Python's handlers run in the main thread, between two steps of it: a main thread that waits in a database sees
    both signals when the database has answered. So a thread counts them, by the bytes that Python writes on arrival.
    """
    if threading.current_thread() is not threading.main_thread():  # only there can signals be handled
        yield lambda: False
        return
    has_come = threading.Event()
    ours, pythons = socket.socketpair()
    pythons.setblocking(False)
    with ours, pythons:
        counter = threading.Thread(target=_count, args=(ours, has_come), daemon=True)
        counter.start()
        wakeup_before = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
        before = {number: signal.signal(number, _leave_to_thread) for number in _SIGNALS}
        try:
            yield has_come.is_set
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
            signal.set_wakeup_fd(wakeup_before)
            pythons.close()
            counter.join()


def _leave_to_thread(number: int, frame: FrameType | None) -> None:
    """Do nothing: the thread has been told already. Without a handler, Python would tell it nothing."""


def _count(arrivals: socket.socket, has_come: threading.Event) -> None:
    """Note the first signal, and end the process at the second; return when nobody can tell of more."""
    while arrived := arrivals.recv(1):
        if arrived[0] not in _SIGNALS:
            continue
        if has_come.is_set():
            if sys.stderr.isatty():  # a progress bar may have hidden it
                os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
            os._exit(EXIT_CODE)
        has_come.set()
