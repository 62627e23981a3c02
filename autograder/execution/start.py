"""Start a kernel for one submission, in a sandbox or not, and run a notebook in it."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from queue import Empty

import zmq
from jupyter_client import BlockingKernelClient

from autograder.execution.kernel import Controls, Kernel
from autograder.execution.launching import launch
from autograder.execution.limits import Limits
from autograder.execution.owner import KernelStartError, Mode, Zygote, choose_modules, get_zygote
from autograder.execution.plain_kernel import quiet, start_cold
from autograder.stages import CellRun, Execution, Sanitised

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
    KernelStartError
        If it cannot be started.
    """
    with ExitStack() as stack:
        if HAS_ZYGOTE:
            process = stack.enter_context(launch(limits, sandbox))
            controls = Controls(process.interrupt, process.kill, process.is_alive, process.why_ended)
            connection, folder = process.connection, process.exchange
        else:
            manager, folder = stack.enter_context(start_cold())
            end = lambda: manager.shutdown_kernel(now=True)  # noqa: E731
            controls = Controls(manager.interrupt_kernel, end, manager.is_alive, str)
            connection = manager.get_connection_info()
        client = stack.enter_context(_connect(connection))
        _wait_until_ready(client, controls, limits.startup_seconds)
        yield Kernel(client, controls, limits), folder
        controls.kill()


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
    raise KernelStartError(f"a kernel {state} within its first {seconds:g} s, before any code ran in it")


def _comes(get: Callable[..., object]) -> bool:
    try:
        get(timeout=_LOOK_AGAIN_SECONDS)
    except Empty:
        return False
    return True


def execute(sanitised: Sanitised, limits: Limits | None = None, sandbox: Mode = "none") -> Execution:
    """Run every code cell in one kernel, tests included, in order, and say how each ended.

    A cell that takes too long is interrupted; a kernel that does not obey is killed. After a kernel's death the
    remaining cells are "not_reached".

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
    runs: list[CellRun] = []
    if not sanitised.unreadable:
        cells = [cell for cell in sanitised.notebook["cells"] if cell["cell_type"] == "code" and cell["source"].strip()]
        with start_kernel(limits, sandbox) as (kernel, _):
            for cell in cells:
                is_test = _is_test(cell)
                alive = kernel.is_alive
                run = kernel.run_cell(cell["id"], cell["source"], is_test=is_test) if alive else None
                runs.append(run or CellRun(cell["id"], "not_reached"))
    return Execution(sanitised.student, sanitised.chapter, tuple(runs), time.monotonic() - started, sandbox)


def _is_test(cell: dict[str, object]) -> bool:
    grading = cell["metadata"].get("nbgrader", {})
    return bool(grading.get("grade") and not grading.get("solution"))
