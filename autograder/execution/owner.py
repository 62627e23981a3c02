"""The owner's side of a zygote: this process's own, started when needed, asked one thing at a time, replaced."""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from typing import Any, Literal

from autograder.execution.environment import find_font_folder, make_environment
from autograder.execution.view import STUDENT

Mode = Literal["fork", "bwrap", "none"]
_MAX_MESSAGE = 1 << 16
_ANSWER_SECONDS, _END_SECONDS = 300.0, 10.0  # its first answer comes after all its imports


class KernelStartError(RuntimeError):
    """A kernel could not be started: the grader's or the machine's fault, never the submission's."""


class Zygote:
    """The owner's side of a zygote.

    Parameters
    ----------
    modules : sequence of str
        What it imports; by default all that any chapter may want.
    is_cold : bool
        Whether it imports nothing, because its kernels could not use it.
    """

    def __init__(self, modules: Sequence[str] = (), *, is_cold: bool = False) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = make_environment(STUDENT) | {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}
        if not is_cold:
            environment["MPLCONFIGDIR"] = str(find_font_folder())
        # -P: what lies in the folder where the grader was started is no module of ours.
        command = [sys.executable, "-P", "-m", "autograder.execution.zygote", *(["--cold"] if is_cold else modules)]
        with theirs:
            self._process = subprocess.Popen(
                command,
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the owner, who ends its kernels
            )
        ours.settimeout(_ANSWER_SECONDS)
        self._socket = ours
        self._lock = threading.Lock()

    def ask(self, question: dict[str, Any], handles: Sequence[int] = ()) -> tuple[dict[str, Any], list[int]]:
        """Return the zygote's answer, and the handles that come with it.

        Raises
        ------
        KernelStartError
            If the zygote is gone.
        """
        with self._lock:
            try:
                socket.send_fds(self._socket, [json.dumps(question).encode()], handles)
                data, given, *_ = socket.recv_fds(self._socket, _MAX_MESSAGE, 2)
            except OSError:
                data, given = b"", []
        if not data:
            self.close()
            raise KernelStartError(f"the zygote is gone; it ended with status {self._process.returncode}")
        return json.loads(data), given

    @property
    def process(self) -> int:
        """The number of its process."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Say whether it can be asked."""
        return self._process.poll() is None

    def close(self) -> None:
        """End it, and its kernels with it."""
        self._socket.close()
        try:
            self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


_zygotes: dict[tuple[int, bool], Zygote] = {}
_modules: tuple[str, ...] = ()


def choose_modules(modules: Sequence[str]) -> None:
    """Say what the zygotes that this process starts from now on import."""
    global _modules
    _modules = tuple(modules)


def get_zygote(mode: Mode) -> Zygote:
    """Return this process's zygote for a mode: there is one, and another when it has died."""
    key = os.getpid(), mode == "bwrap"
    found = _zygotes.get(key)
    if found is None or not found.is_alive():
        if found is not None:
            found.close()
        else:
            atexit.register(_close, key)
        _zygotes[key] = Zygote(_modules, is_cold=mode == "bwrap")
    return _zygotes[key]


def _close(key: tuple[int, bool]) -> None:
    if key[0] == os.getpid() and key in _zygotes:
        _zygotes.pop(key).close()
