"""Runs pip while the user sees how far it is: one changing line on a terminal, few lines elsewhere."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from time import monotonic

from helpers.way_in.messages import show, tell

HEARTBEAT_SECONDS = 60
FETCHED = re.compile(
    r"(?:Downloading|Using cached|Processing) (\S*?)([^/\s]+\.whl)"
    r"(?: \(([\d.]+) (kB|MB|GB)\))?(?: \(from .*\))?$"
)
MEGABYTES = {"kB": 1e-3, "MB": 1.0, "GB": 1e3}


class Progress:
    """What the user sees of an installation.

    Attributes
    ----------
    lines : list of str
        Everything that the commands have printed so far.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._started = self._beat = monotonic()
        self._terminal = sys.stderr.isatty()
        self._status = ""
        self._megabytes = 0.0

    @property
    def seconds(self) -> float:
        """Seconds since the installation began."""
        return monotonic() - self._started

    def run(self, command: list[str], *, folder: Path, status: str, lock: int, is_pip: bool = False) -> int:
        """Run a command to its end, keeping what it prints; return its exit code.

        The command inherits the lock: should this process be killed, nobody joins in while it goes on alone.
        """
        self._status = status
        inherited = {} if os.name == "nt" else {"pass_fds": (lock,)}
        process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **inherited,
        )
        printed: Queue[bytes | None] = Queue()
        Thread(target=_pass_on, args=(process.stdout, printed), daemon=True).start()
        try:
            while True:
                self._refresh()
                with suppress(Empty):
                    line = printed.get(timeout=0.5)
                    if line is None:
                        return process.wait()
                    self.lines.append(line.decode("utf-8", "replace").rstrip())
                    if is_pip:
                        self.read(self.lines[-1])
        finally:
            self._clear()
            if process.poll() is None:  # interrupted: pip tidies up behind itself
                process.terminate()
                process.wait()

    def keep(self, line: str) -> None:
        """Print a line that stays."""
        self._clear()
        show(line)

    def read(self, line: str) -> None:
        """Tell the user what one line of pip's output means."""
        words, fetched = line.split(), FETCHED.search(line)
        if line.startswith("Collecting "):
            self._status = tell("finding", name=words[1])
        elif line.startswith("Installing collected packages:"):
            self._status = tell("installing", count=len(words) - 3, size=self._megabytes)
            self.keep(self._status)
        elif fetched:
            place, wheel, number, unit = fetched.groups()
            size = float(number) * MEGABYTES[unit] if unit else _megabytes_of(place + wheel)
            self._megabytes += size
            self._status = tell("fetching", name=wheel)
            if wheel.startswith("torch-"):
                self.keep(tell("torch", wheel=wheel.replace("%2B", "+"), size=size))

    def _refresh(self) -> None:
        text = f"[{self.seconds:3.0f} s] {self._status}"
        if self._terminal:
            width = shutil.get_terminal_size().columns - 1
            sys.stderr.write("\r" + text[:width].ljust(width))
            sys.stderr.flush()
        elif monotonic() - self._beat > HEARTBEAT_SECONDS:
            self._beat = monotonic()
            show(text)

    def _clear(self) -> None:
        if self._terminal:
            sys.stderr.write("\r" + " " * (shutil.get_terminal_size().columns - 1) + "\r")
            sys.stderr.flush()


def _pass_on(stream, printed: Queue) -> None:
    """Hand on a stream's lines, then None."""
    with stream:
        for line in stream:
            printed.put(line)
    printed.put(None)


def _megabytes_of(path: str) -> float:
    """Return the size of a wheel that lies on this machine, else 0."""
    try:
        return os.path.getsize(path) / 1e6
    except OSError:
        return 0.0
