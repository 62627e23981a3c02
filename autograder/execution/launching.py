"""Start a kernel by this process's own zygote, and hold what ends it."""

import contextlib
import os
import select
import signal
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any, Self

from autograder.execution.environment import make_environment, make_folders
from autograder.execution.kernel_main import CHANNELS
from autograder.execution.limits import Limits
from autograder.execution.owner import KernelError, Mode, Zygote, get_zygote
from autograder.execution.view import STUDENT
from autograder.scratch import get_scratch

_END_SECONDS = 10.0
_N_OPEN_FILES = 1024
# How much this process may grow while a kernel runs: what the kernel sends piles up here, while nobody reads it.
FLOOD_BYTES = 2_000_000_000


@dataclass
class KernelProcess:
    """A started kernel: what reaches it, interrupts it, ends it.

    Attributes
    ----------
    address, key : str
        Of its connection: the beginning of its sockets' paths, and the key that signs messages.
    exchange : Path
        A folder that both sides see at this path; in a sandbox the kernel cannot write there.
    is_orphan : bool
        Whether its zygote was found gone, with which kernels end.
    """

    address: str
    key: str
    exchange: Path
    is_orphan: bool = field(default=False, init=False)
    _zygote: Zygote
    _number: int
    _process: int
    _kernel: int
    _is_closed: bool = field(default=False, init=False)

    @property
    def connection(self) -> dict[str, Any]:
        """The connection as jupyter_client has it."""
        ports = {f"{name}_port": number for number, name in enumerate(CHANNELS, start=1)}
        how = {"signature_scheme": "hmac-sha256", "transport": "ipc", "ip": self.address}
        return {**ports, **how, "key": self.key}

    def is_alive(self) -> bool:
        """Say whether its process is there."""
        return not self._is_closed and not _has_ended(self._process, 0.0)

    def send_signal(self, number: int) -> None:
        """Send the kernel a signal."""
        if not self._is_closed:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._kernel, number)

    def interrupt(self) -> None:
        """Send the kernel an interrupt."""
        self.send_signal(signal.SIGINT)

    def kill(self) -> None:
        """End it, with all that it started if it is in a sandbox, and wait until it has ended."""
        if not self._is_closed:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._process, signal.SIGKILL)
            for handle in (self._process, self._kernel):
                _has_ended(handle, _END_SECONDS)
            self.why_ended()  # the zygote buries what has ended before it answers

    def why_ended(self) -> str:
        """Return why it was ended: "memory", or nothing."""
        try:
            return self._zygote.ask({"why": self._number})[0]["why"]
        except KernelError:
            self.is_orphan = True
            return ""

    def close(self) -> None:
        """End it, and let go of it."""
        self.kill()
        if not self._is_closed:
            self._is_closed = True
            os.close(self._process)
            os.close(self._kernel)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _has_ended(handle: int, seconds: float) -> bool:
    poll = select.poll()
    poll.register(handle, select.POLLIN)
    return bool(poll.poll(1000 * seconds))


def try_sandbox(mode: Mode) -> None:
    """Do all that starting a kernel takes, but start none.

    Raises
    ------
    KernelError
        If it does not work.
    """
    with contextlib.closing(Zygote(is_cold=True)) as zygote, launch(Limits(), mode, zygote, is_trial=True):
        pass


@contextmanager
def launch(
    limits: Limits, mode: Mode, zygote: Zygote | None = None, *, is_trial: bool = False
) -> Iterator[KernelProcess]:
    """Start a kernel, and end it whatever it does.

    Parameters
    ----------
    limits : Limits
        Bytes and processes.
    mode : {"fork", "bwrap", "none"}
        The sandbox.
    zygote : Zygote, optional
        Who starts it; by default this process's.
    is_trial : bool
        Whether to do everything but run it.

    Raises
    ------
    KernelError
        If it cannot be started.
    """
    with ExitStack() as stack:
        made = tempfile.TemporaryDirectory(prefix="atelier-", dir=get_scratch(), ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(made))  # closed to other users of the machine
        exchange = folder / "x"
        exchange.mkdir(mode=0o755)
        place = STUDENT
        if mode == "none":
            place = folder
            make_folders(folder)
        address = str(exchange / "k")
        listeners = [stack.enter_context(_listen(f"{address}-{number}")) for number in range(1, len(CHANNELS) + 1)]
        request = {
            "mode": mode,
            "owner": os.getpid(),
            "is_trial": is_trial,
            "address": address,
            "key": token_hex(),
            "environment": make_environment(place),
            "folder": str(place / "work"),
            **_describe_limits(limits, mode),
        }
        zygote = zygote or get_zygote(mode)
        reply, handles = zygote.ask(request, [one.fileno() for one in listeners])
        if "error" in reply:
            raise KernelError(reply["error"])
        yield stack.enter_context(KernelProcess(address, request["key"], exchange, zygote, reply["process"], *handles))


def _listen(path: str) -> socket.socket:
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    os.chmod(path, 0o666)  # whoever gets to the folder; where root grades, students' code has another user
    listener.listen()
    return listener


def _describe_limits(limits: Limits, mode: Mode) -> dict[str, Any]:
    memory, disk = int(limits.memory_bytes), int(limits.disk_bytes)
    of_process = {"RLIMIT_CORE": 0, "RLIMIT_DATA": memory, "RLIMIT_NOFILE": _N_OPEN_FILES}
    if mode != "none":  # elsewhere processes are counted for the user's whole session
        of_process |= {"RLIMIT_NPROC": int(limits.n_processes), "RLIMIT_FSIZE": disk}
    return {"limits": of_process, "memory_bytes": memory, "disk_bytes": disk, "flood_bytes": FLOOD_BYTES}
