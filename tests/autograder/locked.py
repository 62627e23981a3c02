"""Run code in a kernel as a submission would, and find what is left of it on the machine."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from autograder.execution.kernel import Kernel
from autograder.execution.limits import Limits
from autograder.execution.owner import Mode
from autograder.execution.sandbox import find_problem
from autograder.execution.start import start_kernel
from autograder.stages import CellRun

SANDBOXES: tuple[Mode, ...] = ("fork", "bwrap")
SMALL = Limits(cell_seconds=20.0, grace_seconds=3.0, memory_bytes=1_200_000_000, disk_bytes=50_000_000, n_processes=60)


def require(mode: Mode) -> None:
    """Skip a test of a sandbox that this machine does not allow, and say what is missing."""
    problem = find_problem(mode)
    if problem:
        needs = "the Debian package bubblewrap, and an ordinary user" if mode == "bwrap" else "user namespaces"
        pytest.skip(f"sandbox {mode} needs {needs}: {problem}")


@contextmanager
def kernel(mode: Mode, limits: Limits = SMALL) -> Iterator[Kernel]:
    """Start a kernel in a sandbox, which must be there."""
    if mode != "none":
        require(mode)
    with start_kernel(limits, mode) as (started, _):
        yield started


def run(started: Kernel, code: str) -> CellRun:
    """Run a cell."""
    return started.run_cell("cell", code)


def evaluate(started: Kernel, code: str, expression: str) -> Any:
    """Run a cell, then return the value of an expression: plain data."""
    found = run(started, f"{code}\nimport json\nprint('value:', json.dumps({expression}))")
    assert found.status == "ok", (found.status, found.error, found.message, found.traceback)
    text = "".join(output.get("text", "") for output in found.outputs)
    return json.loads(text.rpartition("value:")[2])


def find_processes(word: str) -> list[int]:
    """Return the processes of this machine with a word in their command line."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and int(folder.name) != os.getpid():
            try:
                line = (folder / "cmdline").read_bytes()
            except OSError:
                continue
            if word.encode() in line:
                found.append(int(folder.name))
    return found
