"""Run a notebook in a kernel of its own, started for it: private folders, limits, a sure end, no sandbox."""

import asyncio
import logging
import os
import re
import tempfile
import time
from pathlib import Path
from typing import Any

import nbformat
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpecManager
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from autograder.execution.environment import make_environment
from autograder.execution.limits import Limits
from autograder.stages import CellRun, Execution, Sanitised

MAX_OUTPUTS = 100
SHOWN = ("display_data", "execute_result", "update_display_data", "error")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_TIMEOUT = "AtelierTimeout"
_quiet = logging.getLogger("atelier.kernel")
_quiet.addHandler(logging.NullHandler())
_quiet.propagate = False  # what a student's code does to its kernel is in the marks, not on the screen


def execute(sanitised: Sanitised, limits: Limits | None = None) -> Execution:
    """Run every code cell, in order, and say how each ended.

    A cell that takes too long is interrupted; a kernel that does not obey is killed. After a kernel's death the
    remaining cells are "not_reached".

    Parameters
    ----------
    sanitised : Sanitised
        The notebook. Cells with grading metadata that are no solution are tests or setup.
    limits : Limits, optional
        Seconds and characters.

    Returns
    -------
    Execution
        Empty for an unreadable submission.
    """
    started = time.monotonic()
    runs: tuple[CellRun, ...] = ()
    if not sanitised.unreadable:
        notebook = nbformat.from_dict(sanitised.notebook)
        runs = tuple(asyncio.run(_run(notebook, limits or Limits())))
    return Execution(sanitised.student, sanitised.chapter, runs, time.monotonic() - started)


async def _run(notebook: NotebookNode, limits: Limits) -> list[CellRun]:
    code = ((index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    cells = [(index, cell) for index, cell in code if cell.source.strip()]
    with tempfile.TemporaryDirectory(prefix="atelier-", ignore_cleanup_errors=True) as folder:
        client = _make_client(notebook, Path(folder), limits)
        environment = make_environment(Path(folder))
        runs: list[CellRun] = []
        async with client.async_setup_kernel(env=environment, cwd=str(Path(folder, "work"))):
            alive = True
            for index, cell in cells:
                if alive:
                    run = await client.run_cell(cell, index)
                    alive = run.status != "crashed" and (run.status != "timeout" or await client.is_ready())
                else:
                    run = CellRun(cell.id, "not_reached")
                runs.append(run)
            if not alive:  # an endless loop would not hear a polite request
                await client.km.shutdown_kernel(now=True)
        return runs


def _make_client(notebook: NotebookNode, folder: Path, limits: Limits) -> "_Client":
    # Without folders to search, the kernel is this Python's own, whatever is installed on the machine.
    manager = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[], log=_quiet),
        connection_file=str(folder / "kernel.json"),
        shutdown_wait_time=1.0,
        log=_quiet,
    )
    if os.name == "posix":  # no port that another user could reach
        manager.transport, manager.ip = "ipc", str(folder / "ipc")
    client = _Client(
        notebook,
        km=manager,
        allow_errors=True,
        interrupt_on_timeout=True,
        error_on_timeout={"ename": _TIMEOUT, "evalue": "", "traceback": []},
        iopub_timeout=max(1, round(limits.grace_seconds)),
        startup_timeout=round(limits.startup_seconds),
        coalesce_streams=True,
        store_widget_state=False,
        log=_quiet,
    )
    client.owns_km = True  # it is ours to stop
    client.limits = limits
    client.timeout_func = lambda cell: limits.test_seconds if _is_test(cell) else limits.cell_seconds
    client.on_cell_executed = client.keep_reply
    return client


def _is_test(cell: NotebookNode) -> bool:
    grading = cell.metadata.get("nbgrader", {})
    return bool(grading.get("grade") and not grading.get("solution"))


class _Client(NotebookClient):
    """nbclient, with the kernel's replies kept and the outputs limited."""

    limits: Limits
    reply: dict[str, Any]
    n_chars = 0

    async def run_cell(self, cell: NotebookNode, index: int) -> CellRun:
        """Run one cell; never raises for what the cell does."""
        started = time.monotonic()
        self.reply, self.n_chars = {}, 0
        status = "error"
        try:
            # What tests say does not enter the history, where the next cell could read it.
            await self.async_execute_cell(cell, index, store_history=not _is_test(cell))
        except DeadKernelError:
            status = "crashed"
        if self.reply.get("status") == "ok":
            status = "ok"
        elif self.reply.get("ename") == _TIMEOUT:
            status = "timeout"
        return CellRun(
            cell.id,
            status,
            time.monotonic() - started,
            error=_clean(self.reply.get("ename")),
            message=_clean(self.reply.get("evalue")),
            traceback=tuple(_clean(line) for line in self.reply.get("traceback") or ()),
            outputs=tuple(cell.outputs),
        )

    def keep_reply(self, cell: NotebookNode, cell_index: int, execute_reply: dict[str, Any]) -> None:
        """Remember what the kernel said about the cell."""
        self.reply = execute_reply["content"]

    async def is_ready(self) -> bool:
        """Say whether the kernel obeyed an interrupt: it answers on the channel that runs cells."""
        deadline = time.monotonic() + self.limits.grace_seconds
        message_id = self.kc.kernel_info()
        while (left := deadline - time.monotonic()) > 0:
            try:
                reply = await self.kc.get_shell_msg(timeout=left)
            except Exception:  # queue.Empty, or a channel that died with its kernel
                return False
            if reply["parent_header"].get("msg_id") == message_id:
                return True
        return False

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> NotebookNode | None:
        """Keep outputs up to the limit; a cell that prints for ever must not fill the grader's memory."""
        content = msg["content"]
        if msg["msg_type"] == "stream":
            room = max(0, self.limits.output_chars - self.n_chars)
            self.n_chars += len(content["text"])
            content["text"] = content["text"][:room]
            if not room:
                return None
        elif msg["msg_type"] in SHOWN and len(cell.outputs) >= MAX_OUTPUTS:
            return None
        return super().process_message(msg, cell, cell_index)


def _clean(value: Any) -> str:
    """Return a student's words as text that every encoder takes, without colours."""
    text = value if isinstance(value, str) else ""
    return _ANSI.sub("", text.encode("utf-8", "replace").decode())
