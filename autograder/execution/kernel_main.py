"""What runs in a kernel's own process: its limits, fresh random numbers, ipykernel on sockets that the grader opened.

It needs the standard library and ipykernel only: a cold kernel in a sandbox gets this one file of the grader's.
"""

import contextlib
import json
import os
import random
import resource
import signal
import socket
import sys
import tempfile
import types
from collections.abc import Iterator
from typing import Any

# The channels of a kernel, in the order of their numbers, which begin with 1.
CHANNELS = ("shell", "iopub", "stdin", "control", "hb")
# What a flood of prints may send at a time: its reader keeps less, and would take a longer message for an attack.
_MAX_CHARS = 100_000


def run_kernel(request: dict[str, Any], listeners: list[int], parent: int) -> None:
    """Become a kernel, and serve until the end.

    Parameters
    ----------
    request : dict
        "address" and "key" of the connection, "environment", "folder" to run in, "limits" of the process; "is_trial"
        when all is wanted but the kernel.
    listeners : list of int
        Listening sockets, one a channel: nobody but the grader ever makes a file in the folder that both use.
    parent : int
        A socket on which the starter waits for a handle on this process, and on the processes that it can see.
    """
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    tempfile.tempdir = None
    for number, handler in {signal.SIGINT: signal.default_int_handler, signal.SIGCHLD: signal.SIG_DFL}.items():
        signal.signal(number, handler)
    for name, value in request["limits"].items():
        lower_limit(getattr(resource, name), value)
    with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
        file.write("1000")  # where memory is short, Linux ends kernels before anything else
    _reseed()
    handles = [os.pidfd_open(os.getpid()), os.open("/proc", os.O_RDONLY | os.O_DIRECTORY)]
    with socket.socket(fileno=parent) as answer:
        socket.send_fds(answer, [b"{}"], handles)
    for handle in handles:
        os.close(handle)
    if not request["is_trial"]:
        _serve(request, dict(zip(CHANNELS, listeners, strict=True)))


def lower_limit(which: int, value: int) -> None:
    """Set a limit of this process, soft and hard, unless it is lower already."""
    _, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _reseed() -> None:
    """Let no two kernels of one zygote draw the same numbers."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()
    if "torch" in sys.modules:
        sys.modules["torch"].seed()


def _serve(request: dict[str, Any], listeners: dict[str, int]) -> None:
    import zmq
    from ipykernel import iostream, ipkernel
    from ipykernel.heartbeat import Heartbeat
    from ipykernel.kernelapp import IPKernelApp
    from traitlets.config import Config

    numbers = {number: listeners[name] for number, name in enumerate(CHANNELS, start=1)}

    class ShortStream(iostream.OutStream):
        _n_waiting = 0

        def write(self, string: str) -> int:
            room = max(0, _MAX_CHARS - self._n_waiting)
            kept = string[:room] if isinstance(string, str) else string
            super().write(kept)
            self._n_waiting += len(kept)
            return len(string)

        def _flush_buffers(self) -> Iterator[tuple[Any, str]]:
            self._n_waiting = 0
            return super()._flush_buffers()

    class GivenHeartbeat(Heartbeat):
        def _try_bind_socket(self) -> Any:
            self.socket.setsockopt(zmq.USE_FD, numbers[self.port])
            return super()._try_bind_socket()

    class GivenSocketsApp(IPKernelApp):
        def init_connection_file(self) -> None:
            self.transport, self.ip = "ipc", request["address"]
            self.session.key = request["key"].encode()
            for number, name in enumerate(CHANNELS, start=1):
                setattr(self, f"{name}_port", number)

        def parse_command_line(self, *_: Any) -> None:
            pass

        def write_connection_file(self, **_: Any) -> None:
            pass

        def load_config_file(self, *_: Any, **__: Any) -> None:
            pass

        def _try_bind_socket(self, s: Any, port: int) -> int:
            s.setsockopt(zmq.USE_FD, numbers[port])
            return super()._try_bind_socket(s, port)

        def init_kernel(self) -> None:
            # It would list the files of all modules for its debugger. To look at a module is to copy the memory that
            # it shares with the zygote: 20 to 40 ms where there are three thousand of them.
            ipkernel.sys = types.SimpleNamespace(modules={})
            try:
                super().init_kernel()
            finally:
                ipkernel.sys = sys

        def init_heartbeat(self) -> None:
            self.heartbeat = GivenHeartbeat(zmq.Context(), (self.transport, self.ip, self.hb_port))
            self.heartbeat.start()

    iostream.ShortStream = ShortStream  # the class is looked up by its name
    # A history would be one more file to make, for nobody to read.
    config = Config({"HistoryManager": {"enabled": False}})
    app = GivenSocketsApp.instance(config=config, outstream_class="ipykernel.iostream.ShortStream")
    app.initialize([])
    app.start()


if __name__ == "__main__":
    asked = json.loads(sys.argv[1])
    sys.argv[1:] = []
    with contextlib.suppress(IndexError):
        del sys.path[0]  # this file's own folder
    run_kernel(asked, asked["listeners"], asked["parent"])
