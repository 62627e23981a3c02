"""The zygote: a process that has imported what chapters import, and forks a kernel for each submission.

It holds nothing but these imports and one socket to its owner; when that closes, it ends its kernels and itself.
"""

import contextlib
import gc
import importlib
import io
import json
import os
import pkgutil
import select
import signal
import socket
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from autograder.execution import kernel_main, linux, namespaces
from autograder.execution.bubblewrap import run_bubblewrap
from autograder.execution.precedence import step_back
from autograder.execution.view import View, make_view
from autograder.execution.watchdog import is_over, measure_process

# What a kernel imports as it begins, at its first cell and its first error: each would have to do that again.
_OF_KERNELS = (
    "numpy",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "ipykernel.debugger",
    "IPython.core.debugger",
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.core.pylabtools",
    "IPython.extensions.storemagic",
    "pygments.formatters.terminal256",
    "stack_data",
    "tornado.locks",
    "tornado.platform.asyncio",
)
_OF_FIGURES = (
    "matplotlib.pyplot",
    "matplotlib.backends.backend_agg",
    "PIL.BmpImagePlugin",
    "PIL.GifImagePlugin",
    "PIL.JpegImagePlugin",
    "PIL.PpmImagePlugin",
)
# What a first optimiser imports, in some seconds.
_OF_OPTIMISERS = "torch._dynamo"
# For who does not know what will be run.
_ALL = ("torch.optim", "ot", "scipy.stats", "matplotlib", "sklearn.datasets", "skimage", "ipywidgets")
_POLL_SECONDS, _HANDSHAKE_SECONDS = 0.05, 30.0
_MAX_MESSAGE = 1 << 16


class Zygote:
    """Answers its owner, buries its children, and ends those that take more memory than they may.

    Parameters
    ----------
    owner : socket
        Each message asks for one thing: a kernel, or how a kernel ended.
    """

    def __init__(self, owner: socket.socket) -> None:
        self._owner = owner
        self._listener: socket.socket | None = None  # where others ask for a fork of this one
        self._view = make_view()
        self._alive: dict[int, tuple[int, dict[str, Any]]] = {}  # process: (its /proc, what was asked for)
        self._reasons: dict[int, str] = {}
        self._owner_bytes = 0  # what the owner took when the last kernel started

    def serve(self) -> None:
        """Serve until the owner is gone."""
        while True:
            timeout = _POLL_SECONDS if self._alive else None
            asking = [self._owner, *([self._listener] if self._listener else [])]
            ready, _, _ = select.select(asking, [], [], timeout)
            if self._listener in ready:
                self._divide()
            if self._owner in ready:
                data, handles, *_ = socket.recv_fds(self._owner, _MAX_MESSAGE, len(kernel_main.CHANNELS))
                if not data:
                    break
                self._answer(json.loads(data), handles)
            self._bury()
            self._watch()
        for process in self._alive:
            os.kill(process, signal.SIGKILL)

    def _divide(self) -> None:
        """Fork a zygote for who has connected."""
        assert self._listener is not None
        owner, _ = self._listener.accept()
        with owner:
            if os.fork() == 0:
                _keep_only({owner.fileno()})
                linux.adopt_orphans()
                step_back()
                Zygote(owner).serve()
                os._exit(0)

    def _answer(self, asked: dict[str, Any], handles: list[int]) -> None:
        if "share" in asked:
            self._listener = socket.socket(fileno=handles[0])
            return
        reply: dict[str, Any] = {}
        given: list[int] = []
        if "why" in asked:
            self._bury()
            reply["why"] = self._reasons.get(asked["why"], "")
        else:
            try:
                process, given = self._start(asked, handles)
                reply["process"] = process
            except Exception as error:
                reply["error"] = f"{type(error).__name__}: {error}"
            for handle in handles:
                os.close(handle)
        with contextlib.suppress(OSError):  # the owner may be gone: the next turn finds out
            socket.send_fds(self._owner, [json.dumps(reply).encode()], given)
        for handle in given:
            os.close(handle)

    def _start(self, asked: dict[str, Any], listeners: list[int]) -> tuple[int, list[int]]:
        """Fork a kernel; return its process, and handles to end it and to interrupt it."""
        if len(os.listdir("/proc/self/task")) > 1:
            raise RuntimeError("zygote: only one thread may run in it; a library has started another.")
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        process = os.fork()
        if process == 0:
            become_kernel(asked, self._view, listeners, theirs.detach())
        theirs.close()
        ours.settimeout(_HANDSHAKE_SECONDS)
        with ours:
            try:
                if asked["mode"] == "fork":
                    process = _follow(process, ours)
                data, handles, *_ = socket.recv_fds(ours, _MAX_MESSAGE, 2)
                if len(handles) != 2:
                    reason = json.loads(data)["error"] if data else "it ended before it began."
                    raise RuntimeError(reason)
            except BaseException:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                raise
        self._owner_bytes = measure_process(asked["owner"])
        kernel, processes = handles
        self._alive[process] = (processes, asked)
        return process, [os.pidfd_open(process), kernel]

    def _bury(self) -> None:
        with contextlib.suppress(ChildProcessError):
            while (found := os.waitpid(-1, os.WNOHANG)) != (0, 0):
                process, _ = found
                if process in self._alive:
                    os.close(self._alive.pop(process)[0])

    def _watch(self) -> None:
        for process, (processes, asked) in self._alive.items():
            grown = measure_process(asked["owner"]) - self._owner_bytes
            # What a kernel sends lies in its reader's memory until it is read.
            is_flood = grown > asked["flood_bytes"]
            if asked["mode"] != "none" and (is_flood or is_over(processes, asked["memory_bytes"])):
                self._reasons[process] = "memory"
                os.kill(process, signal.SIGKILL)


def _follow(process: int, handshake: socket.socket) -> int:
    """Let the first process of the new namespace begin as this one's own child, and return it.

    The process between, which only one could start from, has ended by then.
    """
    data = json.loads(handshake.recv(_MAX_MESSAGE) or b"{}")
    os.waitpid(process, 0)
    if "process" not in data:
        raise RuntimeError(data.get("error", "the sandbox ended before it began."))
    handshake.send(b"go")
    return data["process"]


def become_kernel(asked: dict[str, Any], view: View, listeners: list[int], parent: int) -> None:
    """Become a kernel, in the sandbox that was asked for; never returns."""
    status = 1
    try:
        os.setsid()
        _keep_only({*listeners, parent})
        if asked["mode"] == "bwrap":
            run_bubblewrap(asked, view, listeners, parent)
        if asked["mode"] == "fork":
            _lock_up(asked, view, parent)
        else:
            namespaces.end_with_parent()
        kernel_main.run_kernel(asked, listeners, parent)
        status = 0
    except BaseException as error:
        reason = f"{type(error).__name__}: {error}"
        with contextlib.suppress(OSError):
            socket.socket(fileno=parent).send(json.dumps({"error": reason}).encode())
    finally:
        os._exit(status)


def _keep_only(handles: set[int]) -> None:
    """Close what the zygote holds, its socket above all."""
    first = 3
    for handle in sorted(handles):
        os.closerange(first, handle)
        first = handle + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))


def _lock_up(asked: dict[str, Any], view: View, parent: int) -> None:
    """Enter the sandbox; only the kernel's own process returns."""
    namespaces.enter_namespaces()
    first = os.fork()
    if first:
        socket.socket(fileno=parent).send(json.dumps({"process": first}).encode())
        os._exit(0)
    os.read(parent, 2)
    namespaces.start_loopback()
    namespaces.build_root(view, os.path.dirname(asked["address"]), asked["disk_bytes"])
    namespaces.become_student()
    namespaces.end_with_parent()
    kernel = os.fork()
    if kernel:
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        namespaces.reap(kernel)
    for name in ("home", "work", "jupyter", "matplotlib"):
        os.mkdir(f"/student/{name}")


def import_modules(names: Sequence[str]) -> None:
    """Import modules, with what they import later, and do once what is slow the first time."""
    names = names or (*_ALL, *_list_helpers())
    _try_to_import(_OF_KERNELS)
    _try_to_import(names)
    if "matplotlib" in sys.modules:
        _try_to_import(_OF_FIGURES)
    if "torch.optim" in names:
        _try_to_import([_OF_OPTIMISERS])
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(1)
    with contextlib.suppress(Exception):
        _show_error()
        if "matplotlib" in sys.modules:
            _draw_figure()


def _try_to_import(names: Iterable[str]) -> None:
    for name in names:
        with contextlib.suppress(Exception):  # a chapter that needs it will say so
            importlib.import_module(name)


def _list_helpers() -> list[str]:
    import helpers

    return [f"helpers.{found.name}" for found in pkgutil.iter_modules(helpers.__path__) if found.name != "cli"]


def _show_error() -> None:
    from IPython.core.ultratb import AutoFormattedTB

    try:
        raise ValueError
    except ValueError:
        AutoFormattedTB(mode="Context").text(*sys.exc_info())


def _draw_figure() -> None:
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().set_title("title")
    figure.savefig(io.BytesIO(), format="png")


def main() -> None:
    """Import what the arguments name, by default all that chapters may want; serve the owner, on standard input."""
    owner = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    linux.adopt_orphans()
    if "--cold" not in sys.argv:
        import_modules(sys.argv[1:])
    gc.collect()
    gc.freeze()  # the collector would write into, and so copy, each page of what the kernels share
    Zygote(owner).serve()


if __name__ == "__main__":
    main()
