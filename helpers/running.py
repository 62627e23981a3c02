"""Run the code cells of a notebook in a fresh kernel, one after the other, and say what became of each."""

import asyncio
import logging
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from helpers.command import spell
from helpers.errors import AtelierError
from helpers.language import text
from helpers.surroundings import kernel_environment

State = Literal["ok", "error", "timeout", "dead", "not reached"]
START_TIMEOUT_SECONDS = 120
# How long an interrupted kernel may take until it answers again.
RECOVERY_SECONDS = 3
_STOPPED = "AtelierTimeout"


@dataclass(frozen=True)
class CellRun:
    """What became of a cell.

    Attributes
    ----------
    cell_id : str
        The cell's id in the notebook.
    state : str
        "ok", "error", "timeout" (it was interrupted), "dead" (the kernel died in it) or "not reached".
    seconds : float
        From the request to the answer.
    error_name, error_text : str
        The exception, without its traceback; empty unless the state is "error".
    """

    cell_id: str
    state: State
    seconds: float = 0.0
    error_name: str = ""
    error_text: str = ""


def run_cells(
    notebook: NotebookNode,
    *,
    folder: Path,
    timeout_seconds: float,
    variables: dict[str, str] | None = None,
    on_cell: Callable[[int, int], None] = lambda done, total: None,
) -> list[CellRun]:
    """Run all code cells of a notebook; an error in one does not keep the next from running.

    Parameters
    ----------
    notebook : NotebookNode
        Its outputs are replaced by those of this run.
    folder : Path
        Where the kernel works.
    timeout_seconds : float
        For each cell; then it is interrupted, and if the kernel does not come back the rest is not reached.
    variables : dict, optional
        Additional environment variables of the kernel.
    on_cell : callable
        Called with (cells done, cells in all) before each cell and at the end.

    Returns
    -------
    list of CellRun
        One for each code cell, in order.

    Raises
    ------
    AtelierError
        If no kernel can be started.
    """
    client = NotebookClient(
        notebook,
        kernel_name="python3",
        allow_errors=True,
        timeout=timeout_seconds,
        startup_timeout=START_TIMEOUT_SECONDS,
        interrupt_on_timeout=True,
        error_on_timeout={"ename": _STOPPED, "evalue": "", "traceback": []},
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=ERROR"],  # ipykernel's remark on unencrypted local sockets helps nobody
        log=_silent_logger(),
    )
    # The same kind of event loop everywhere: Windows' own default cannot wait for ZeroMQ's sockets.
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:
        return runner.run(_run(client, folder, kernel_environment(**(variables or {})), on_cell))


async def _run(
    client: NotebookClient, folder: Path, environment: dict[str, str], on_cell: Callable[[int, int], None]
) -> list[CellRun]:
    cells = [(index, cell) for index, cell in enumerate(client.nb.cells) if cell.cell_type == "code"]
    runs: list[CellRun] = []
    on_interrupt = signal.getsignal(signal.SIGINT)
    try:
        async with client.async_setup_kernel(env=environment, cwd=str(folder)):
            _restore_interrupt(on_interrupt)
            client.reset_execution_trackers()
            for done, (index, cell) in enumerate(cells):
                on_cell(done, len(cells))
                runs.append(await _run_cell(client, cell, index))
                if runs[-1].state == "dead" or (runs[-1].state == "timeout" and not await _is_free(client)):
                    break
    except (KeyError, RuntimeError, OSError) as error:  # an unknown kernel is a KeyError
        if runs:
            raise
        raise AtelierError(
            text(
                fr=f"Le noyau Python n'a pas démarré ({type(error).__name__} : {error}).",
                en=f"The Python kernel did not start ({type(error).__name__}: {error}).",
            ),
            text(
                fr=f"Lancez « {spell('doctor')} » pour savoir pourquoi.",
                en=f"Run '{spell('doctor')}' to find out why.",
            ),
        ) from error
    on_cell(len(cells), len(cells))
    return runs + [CellRun(cell.id, "not reached") for _, cell in cells[len(runs) :]]


async def _run_cell(client: NotebookClient, cell: NotebookNode, index: int) -> CellRun:
    replies: list[dict] = []
    client.on_cell_executed = lambda **hook: replies.append(hook["execute_reply"])
    started = time.monotonic()
    try:
        await client.async_execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
    except DeadKernelError:
        return CellRun(cell.id, "dead", time.monotonic() - started)
    seconds = time.monotonic() - started
    if replies and replies[0]["content"].get("ename") == _STOPPED:
        return CellRun(cell.id, "timeout", seconds)
    error = next((output for output in cell.outputs if output.output_type == "error"), None)
    if error is None:
        return CellRun(cell.id, "ok", seconds)
    return CellRun(cell.id, "error", seconds, error.ename, error.evalue)


async def _is_free(client: NotebookClient) -> bool:
    """Say whether the kernel, interrupted, answers again; code that swallows the interrupt keeps it busy."""
    try:
        await client.kc.kernel_info(reply=True, timeout=RECOVERY_SECONDS)
    except TimeoutError:
        return False
    return True


def _restore_interrupt(handler: object) -> None:
    """Give Ctrl-C back its meaning: nbclient's own handler would take the kernel away and go on."""
    try:
        asyncio.get_running_loop().remove_signal_handler(signal.SIGINT)
    except (NotImplementedError, RuntimeError):
        return
    signal.signal(signal.SIGINT, handler)


def _silent_logger() -> logging.Logger:
    """Return a logger that keeps nbclient's remarks on timeouts to itself: the caller says it better."""
    logger = logging.getLogger("atelier.running")
    logger.setLevel(logging.CRITICAL + 1)
    return logger
