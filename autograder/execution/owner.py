"""The owner's side of a zygote: this process's own, started when needed, asked one thing at a time, replaced."""

import atexit
import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from secrets import token_hex
from typing import Any, Literal

from autograder.execution.environment import font_cache, make_environment
from autograder.execution.view import STUDENT
from autograder.scratch import get_scratch

Mode = Literal["fork", "bwrap", "none"]
_MAX_MESSAGE = 1 << 16
_ANSWER_SECONDS = 300.0  # its first answer comes after all its imports


class KernelError(RuntimeError):
    """A kernel could not be started, or its zygote died and took it along: never the submission's fault."""


class Zygote:
    """The owner's side of a zygote.

    Parameters
    ----------
    modules : sequence of str
        What it imports; by default all that any chapter may want.
    is_cold : bool
        Whether it imports nothing, because its kernels could not use it.
    shared : Path, optional
        What `share` of another zygote returned: this one is a fork of it, if it is still there.
    """

    def __init__(self, modules: Sequence[str] = (), *, is_cold: bool = False, shared: Path | None = None) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._socket = (shared and _connect(shared)) or self._start(["--cold"] if is_cold else modules)
        self._socket.settimeout(_ANSWER_SECONDS)
        self._lock = threading.Lock()

    def _start(self, arguments: Sequence[str]) -> socket.socket:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = make_environment(STUDENT) | font_cache()
        environment["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
        with theirs:
            self._process = subprocess.Popen(
                # -P: what lies in the folder where the grader was started is no module of ours.
                [sys.executable, "-P", "-m", "autograder.execution.zygote", *arguments],
                stdin=theirs,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the owner, who ends its kernels
            )
        return ours

    def share(self) -> Path:
        """Let this user's other processes have forks of it, which need not import anything; return where they ask."""
        path = get_scratch() / f"z{token_hex(4)}"
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listener:
            listener.bind(str(path))
            listener.listen()
            socket.send_fds(self._socket, [json.dumps({"share": True}).encode()], [listener.fileno()])
        return path

    def ask(self, question: dict[str, Any], handles: Sequence[int] = ()) -> tuple[dict[str, Any], list[int]]:
        """Return the zygote's answer, and the handles that come with it.

        Raises
        ------
        KernelError
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
            status = f"; it ended with status {self._process.returncode}" if self._process else ""
            raise KernelError(f"the zygote is gone{status}")
        return json.loads(data), given

    @property
    def process(self) -> int | None:
        """The number of its process, if this one started it."""
        return self._process and self._process.pid

    def is_alive(self) -> bool:
        """Say whether it can be asked."""
        try:
            poll = select.poll()
            poll.register(self._socket, select.POLLIN)
            return not poll.poll(0) or self._socket.recv(1, socket.MSG_PEEK) != b""
        except (OSError, ValueError):  # ValueError: it was closed here
            return False

    def close(self) -> None:
        """End it, and its kernels with it; not when its imports are done, but now."""
        self._socket.close()
        if self._process is not None:
            self._process.kill()  # kernels end with their parent
            self._process.wait()


def _connect(path: Path) -> socket.socket | None:
    found = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    try:
        found.connect(str(path))
    except OSError:  # it is gone: who needs it imports for itself
        found.close()
        return None
    return found


_zygotes: dict[tuple[int, bool], Zygote] = {}
_modules: tuple[str, ...] = ()
_shared: Path | None = None


def choose_modules(modules: Sequence[str], shared: Path | None = None) -> None:
    """Say what the zygotes that this process starts from now on import, and which other has imported it already."""
    global _modules, _shared
    _modules, _shared = tuple(modules), shared


def get_zygote(mode: Mode) -> Zygote:
    """Return this process's zygote for a mode: there is one, and another when it has died."""
    key = os.getpid(), mode == "bwrap"
    found = _zygotes.get(key)
    if found is None or not found.is_alive():
        if found is not None:
            found.close()
        else:
            atexit.register(_close, key)
        is_cold = mode == "bwrap"
        _zygotes[key] = Zygote(_modules, is_cold=is_cold, shared=None if is_cold else _shared)
    return _zygotes[key]


def _close(key: tuple[int, bool]) -> None:
    if key[0] == os.getpid() and key in _zygotes:
        _zygotes.pop(key).close()
