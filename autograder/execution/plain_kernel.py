"""Start a kernel where there is no fork to warm it up: macOS and Windows. No sandbox."""

import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jupyter_client import KernelManager
from jupyter_client.kernelspec import KernelSpecManager

from autograder.execution.environment import make_environment, make_folders
from autograder.scratch import get_scratch

quiet = logging.getLogger("atelier.kernel")
quiet.addHandler(logging.NullHandler())
quiet.propagate = False  # what a student's code does to its kernel is in the marks, not on the screen


@contextmanager
def start_cold() -> Iterator[tuple[KernelManager, Path]]:
    """Start a kernel, and end it whatever it does.

    Yields
    ------
    (KernelManager, Path)
        Its manager, and a folder that both it and the grader may use.
    """
    with tempfile.TemporaryDirectory(prefix="atelier-", dir=get_scratch(), ignore_cleanup_errors=True) as made:
        folder = Path(made)
        make_folders(folder)
        manager = _make_manager(folder)
        # What a kernel writes past its streams is not for our terminal.
        nowhere = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        manager.start_kernel(env=make_environment(folder), cwd=str(folder / "work"), **nowhere)
        try:
            yield manager, folder
        finally:
            # An endless loop would not hear a polite request, and a polite end takes time.
            manager.shutdown_kernel(now=True)
            manager.context.destroy(linger=0)


def _make_manager(folder: Path) -> KernelManager:
    # Without folders to search, the kernel is this Python's own, whatever is installed on the machine.
    manager = KernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[], log=quiet),
        connection_file=str(folder / "kernel.json"),
        shutdown_wait_time=1.0,
        log=quiet,
    )
    if os.name == "posix":  # no port that another user could reach
        manager.transport, manager.ip = "ipc", str(folder / "ipc")
    return manager
