"""Start a kernel for one submission: private folders, an ipc socket, a sure end, no sandbox."""

import logging
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client import BlockingKernelClient, KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from autograder.execution.environment import make_environment
from autograder.execution.kernel import Controls, Kernel
from autograder.execution.limits import Limits
from autograder.stages import CellRun, Execution, Sanitised

_quiet = logging.getLogger("atelier.kernel")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False  # what a student's code does to its kernel is in the marks, not on the screen


@contextmanager
def start_kernel(limits: Limits) -> Iterator[tuple[Kernel, Path]]:
    """Start a kernel, and end it whatever it does.

    Yields
    ------
    (Kernel, Path)
        The kernel, ready; and a folder that both it and the grader may use, with a short path. The notebook itself
        runs in an empty folder.
    """
    with tempfile.TemporaryDirectory(prefix="atelier-", ignore_cleanup_errors=True) as made:
        folder = Path(made)
        manager = _make_manager(folder)
        # What a kernel writes past its streams is not for our terminal.
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        manager.start_kernel(env=make_environment(folder), cwd=str(folder / "work"), **nowhere)
        client: BlockingKernelClient = manager.blocking_client()
        client.log = _quiet
        client.start_channels(hb=False)
        try:
            client.wait_for_ready(timeout=limits.startup_seconds)
            controls = Controls(manager.interrupt_kernel, lambda: _end(manager), manager.is_alive)
            yield Kernel(client, controls, limits), folder
        finally:
            client.stop_channels()
            _end(manager)
            manager.context.destroy(linger=0)


def execute(sanitised: Sanitised, limits: Limits | None = None) -> Execution:
    """Run every code cell in one kernel, tests included, in order, and say how each ended.

    A cell that takes too long is interrupted; a kernel that does not obey is killed. After a kernel's death the
    remaining cells are "not_reached".

    Parameters
    ----------
    sanitised : Sanitised
        The notebook. Graded cells with grading metadata that are no solution are tests.
    limits : Limits, optional
        Seconds and characters.

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
        with start_kernel(limits) as (kernel, _):
            for cell in cells:
                is_test = _is_test(cell)
                alive = kernel.is_alive
                run = kernel.run_cell(cell["id"], cell["source"], is_test=is_test) if alive else None
                runs.append(run or CellRun(cell["id"], "not_reached"))
    return Execution(sanitised.student, sanitised.chapter, tuple(runs), time.monotonic() - started)


def _make_manager(folder: Path) -> KernelManager:
    # Without folders to search, the kernel is this Python's own, whatever is installed on the machine.
    manager = KernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[], log=_quiet),
        connection_file=str(folder / "kernel.json"),
        shutdown_wait_time=1.0,
        log=_quiet,
    )
    if os.name == "posix":  # no port that another user could reach
        manager.transport, manager.ip = "ipc", str(folder / "ipc")
    return manager


def _end(manager: KernelManager) -> None:
    # An endless loop would not hear a polite request, and a polite end takes time.
    manager.shutdown_kernel(now=True)


def _is_test(cell: dict[str, object]) -> bool:
    grading = cell["metadata"].get("nbgrader", {})
    return bool(grading.get("grade") and not grading.get("solution"))
