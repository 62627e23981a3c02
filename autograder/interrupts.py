"""Stop when asked to: the first Ctrl-C waits until nothing is half done, the second one does not."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

EXIT_CODE = 130
_SHOW_CURSOR = "\x1b[?25h"


@contextmanager
def catch_interrupts() -> Iterator[Callable[[], bool]]:
    """Take over SIGINT and SIGTERM for the block.

    Yields
    ------
    callable
        Says whether one has come. A second one ends the process at once.
    """
    if threading.current_thread() is not threading.main_thread():  # only there can signals be handled
        yield lambda: False
        return
    came: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        came.append(number)
        if len(came) > 1:
            if sys.stderr.isatty():  # a progress bar may have hidden it
                os.write(sys.stderr.fileno(), _SHOW_CURSOR.encode())
            os._exit(EXIT_CODE)

    before = {number: signal.signal(number, note) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield lambda: bool(came)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
