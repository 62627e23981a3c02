"""Start a kernel for one submission, in a sandbox or not, and run a notebook in it."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from queue import Empty
from typing import Any, TypeVar

import zmq
from jupyter_client import BlockingKernelClient

from autograder.execution.kernel import Controls, Kernel
from autograder.execution.launching import launch
from autograder.execution.limits import Limits
from autograder.execution.owner import KernelError, Mode, Zygote, choose_modules, get_zygote
from autograder.execution.plain_kernel import quiet, start_cold
from autograder.stages import CellRun, Execution, Sanitised

T = TypeVar("T")
HAS_ZYGOTE = sys.platform == "linux"
# The most that lies between a kernel and its reader: what a submission shows must not fill the grader's memory.
_MAX_MESSAGE_BYTES, _MAX_MESSAGES = 10_000_000, 20
_LOOK_AGAIN_SECONDS = 0.1


@contextmanager
def start_kernel(limits: Limits, sandbox: Mode = "none") -> Iterator[tuple[Kernel, Path]]:
    """Start a kernel, and end it whatever it does.

    Parameters
    ----------
    limits : Limits
        Seconds, bytes and characters.
    sandbox : {"fork", "bwrap", "none"}
        What `choose_sandbox` found.

    Yields
    ------
    (Kernel, Path)
        The kernel, ready; and a folder with a short path, where both find a socket that the grader makes. The notebook
        itself runs in an empty folder.

    Raises
    ------
    KernelError
        If it cannot be started; at the end, if its zygote died meanwhile: how the kernel ended says nothing then.
    """
    with ExitStack() as stack:
        if HAS_ZYGOTE:
            process = stack.enter_context(launch(limits, sandbox))
            controls = Controls(process.interrupt, process.kill, process.is_alive, process.why_ended)
            is_orphan = lambda: process.is_orphan  # noqa: E731
            connection, folder = process.connection, process.exchange
        else:
            manager, folder = stack.enter_context(start_cold())
            end = lambda: manager.shutdown_kernel(now=True)  # noqa: E731
            controls = Controls(manager.interrupt_kernel, end, manager.is_alive, str)
            is_orphan = bool
            connection = manager.get_connection_info()
        client = stack.enter_context(_connect(connection))
        _wait_until_ready(client, controls, limits.startup_seconds)
        yield Kernel(client, controls, limits), folder
        controls.kill()
        if is_orphan():
            raise KernelError("the zygote died, and its kernels with it")


def run_in_kernel(
    step: Callable[[Kernel, Path], T], limits: Limits, sandbox: Mode, has_crashed: Callable[[T], bool]
) -> T:
    """Do something with a fresh kernel, and once more, with another, if the first was lost.

    A kernel that ended by itself may have been ended by somebody else: by a system without memory, for one.

    Parameters
    ----------
    step : callable
        Takes a kernel and the folder that it shares with the grader.
    limits, sandbox
        As in `start_kernel`.
    has_crashed : callable
        Says of what `step` returned whether the kernel ended meanwhile, and not for a limit.

    Raises
    ------
    KernelError
        If there is no kernel the second time either.
    """
    with suppress(KernelError):
        with start_kernel(limits, sandbox) as (kernel, folder):
            result = step(kernel, folder)
        if not has_crashed(result):
            return result
    with start_kernel(limits, sandbox) as (kernel, folder):
        return step(kernel, folder)


def warm_up(sandbox: Mode, modules: Sequence[str] = (), shared: Path | None = None) -> None:
    """Get this process's zygote, without waiting for it.

    It imports some modules, by default all of the course's, or is a fork of another (`Zygote.share`) that has.
    """
    if HAS_ZYGOTE:
        choose_modules(modules, shared)
        get_zygote(sandbox)


def start_shared(sandbox: Mode, modules: Sequence[str] = ()) -> Zygote | None:
    """Start a zygote for several processes, without waiting for it; None where kernels do not come from one."""
    return Zygote(modules) if HAS_ZYGOTE and sandbox != "bwrap" else None


@contextmanager
def _connect(connection: dict[str, object]) -> Iterator[BlockingKernelClient]:
    context = zmq.Context()
    context.setsockopt(zmq.MAXMSGSIZE, _MAX_MESSAGE_BYTES)
    context.setsockopt(zmq.RCVHWM, _MAX_MESSAGES)
    context.setsockopt(zmq.LINGER, 0)
    client = BlockingKernelClient(context=context, log=quiet)
    client.load_connection_info(connection)
    client.start_channels(stdin=False, hb=False)
    try:
        yield client
    finally:
        client.stop_channels()
        context.destroy(linger=0)


def _wait_until_ready(client: BlockingKernelClient, controls: Controls, seconds: float) -> None:
    """Wait until the kernel answers, and what it shows arrives."""
    deadline = time.monotonic() + seconds
    client.kernel_info()
    has_replied = False
    while time.monotonic() < deadline and controls.is_alive():
        if not has_replied:
            has_replied = _comes(client.get_shell_msg)
        elif _comes(client.get_iopub_msg):
            return
        else:  # the first word may have come before anybody listened
            client.kernel_info()
    state = "did not answer" if controls.is_alive() else "ended"
    raise KernelError(f"a kernel {state} within its first {seconds:g} s, before any code ran in it")


def _comes(get: Callable[..., object]) -> bool:
    try:
        get(timeout=_LOOK_AGAIN_SECONDS)
    except Empty:
        return False
    return True


def execute(sanitised: Sanitised, limits: Limits | None = None, sandbox: Mode = "none") -> Execution:
    """Run every code cell in one kernel, tests included, in order, and say how each ended.

    A cell that takes too long is interrupted; a kernel that does not obey is killed. After a kernel's death the
    remaining cells are "not_reached"; where it ended by itself, everything is run once more first.

    Parameters
    ----------
    sanitised : Sanitised
        The notebook. Graded cells with grading metadata that are no solution are tests.
    limits : Limits, optional
        Seconds, bytes and characters.
    sandbox : {"fork", "bwrap", "none"}
        Where.

    Returns
    -------
    Execution
        Empty for an unreadable submission.
    """
    limits = limits or Limits()
    started = time.monotonic()
    runs: tuple[CellRun, ...] = ()
    if not sanitised.unreadable:
        cells = [cell for cell in sanitised.notebook["cells"] if cell["cell_type"] == "code" and cell["source"].strip()]
        runs = run_in_kernel(
            lambda kernel, _: tuple(_run(kernel, cell) for cell in cells),
            limits,
            sandbox,
            _has_crashed,
        )
    return Execution(sanitised.student, sanitised.chapter, runs, time.monotonic() - started, sandbox)


def _has_crashed(runs: Sequence[CellRun]) -> bool:
    """Say whether the kernel ended, in a cell or between two, and not for a limit."""
    reached = [run.status for run in runs if run.status != "not_reached"]
    if len(reached) == len(runs):
        return "crashed" in reached[-1:]
    return not reached or reached[-1] not in ("timeout", "memory")


def _run(kernel: Kernel, cell: dict[str, Any]) -> CellRun:
    if not kernel.is_alive:
        return CellRun(cell["id"], "not_reached")
    return kernel.run_cell(cell["id"], cell["source"], is_test=_is_test(cell))


def _is_test(cell: dict[str, object]) -> bool:
    grading = cell["metadata"].get("nbgrader", {})
    return bool(grading.get("grade") and not grading.get("solution"))
