"""Ctrl-C and SIGTERM: the first is noted, the second ends the process, whatever its main thread waits for."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from autograder.interrupts import EXIT_CODE, catch_interrupts
from tests.autograder.processes import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="sends itself Unix signals")

# SQLite waits in C, where Python runs no handlers of signals.
DEAF = """
import sqlite3, sys
from autograder.interrupts import catch_interrupts
with catch_interrupts() as is_stopping:
    print("ready", flush=True)
    try:
        sqlite3.connect(sys.argv[1], timeout=float(sys.argv[2])).execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError:
        print(is_stopping(), flush=True)
"""


@contextmanager
def start_deaf(path: Path, seconds: float) -> Iterator[subprocess.Popen]:
    """Start a process that waits for a locked database as long as that."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        command = [sys.executable, "-c", DEAF, path, str(seconds)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout.readline() == "ready\n"
            time.sleep(0.5)  # until it is in the database; too early, and a test of these would pass for nothing
            try:
                yield process
            finally:
                process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_first_is_noted(number: signal.Signals) -> None:
    with catch_interrupts() as is_stopping:
        assert not is_stopping()
        os.kill(os.getpid(), number)
        assert wait_until(is_stopping, 10)


def test_afterwards_signals_mean_what_they_meant() -> None:
    handlers = [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)]
    for _ in range(3):
        with catch_interrupts():
            assert signal.getsignal(signal.SIGINT) is not handlers[0]
    assert [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)] == handlers
    assert signal.set_wakeup_fd(-1) == -1
    with pytest.raises(KeyboardInterrupt):
        os.kill(os.getpid(), signal.SIGINT)
        signal.pause()


def test_one_is_noted_while_the_main_thread_waits_in_c(tmp_path: Path) -> None:
    with start_deaf(tmp_path / "db", 1) as process:
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=60)[0] == "True\n"


def test_two_end_a_process_whose_main_thread_waits_in_c(tmp_path: Path) -> None:
    with start_deaf(tmp_path / "db", 300) as process:
        process.send_signal(signal.SIGINT)
        process.send_signal(signal.SIGTERM)  # another one: two of a kind that come at once are one
        assert process.wait(60) == EXIT_CODE
