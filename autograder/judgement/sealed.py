"""Judge a submission sealed: its cells run in a kernel, its tests in the examiner, and a socket lies between them."""

import select
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.build import Cell, Chapter
from autograder.execution.kernel import Kernel
from autograder.execution.owner import KernelError
from autograder.judgement.bundle import GREETING, agent_source, serve_source
from autograder.judgement.channel import SYNC, Channel, ChannelClosedError, converse
from autograder.judgement.clock import DEFAULT_LIMITS, Clock, Ended, TestLimits
from autograder.judgement.examiner import Examiner
from autograder.judgement.session import ExaminerSession
from autograder.judgement.vocabulary import LIMITS
from autograder.scratch import get_scratch
from autograder.stages import CellRun, Outcome, Sanitised, Verdict

_POLL_SECONDS, _IDLE_SECONDS, _LOAD_SECONDS = 0.1, 0.5, 30.0


@dataclass(frozen=True)
class SealedRun:
    """What came of a submission.

    Attributes
    ----------
    runs : tuple of CellRun
        Of the cells that are no tests, in order.
    verdicts : tuple of Verdict
        Of the tests, in order.
    offender : str
        The id of the cell that ended the kernel; empty when it lived to the end.
    """

    runs: tuple[CellRun, ...]
    verdicts: tuple[Verdict, ...]
    offender: str = ""


def judge_sealed(
    kernel: Kernel,
    sanitised: Sanitised,
    chapter: Chapter,
    *,
    limits: TestLimits = DEFAULT_LIMITS,
    folder: Path | None = None,
    skip: frozenset[str] = frozenset(),
    known: Mapping[str, Verdict] | None = None,
) -> SealedRun:
    """Run a notebook's cells and judge its tests.

    Parameters
    ----------
    kernel : Kernel
        Fresh, and ready. It is used up: its owner ends it.
    sanitised : Sanitised
        The notebook. Of its test cells only the ids are used: the tests come from the chapter.
    chapter : Chapter
        The source.
    limits : TestLimits
        Seconds for a call and for a test.
    folder : Path, optional
        Where the kernel can reach a socket; a new temporary folder by default. Its path must be short (Unix allows
        some 100 bytes).
    skip : set of str
        Ids of cells that are neither run nor judged: what ended the kernel before, when a notebook is run again.
    known : mapping of str to Verdict
        Verdicts on tests that were judged before, and stand.

    Returns
    -------
    SealedRun
        With a verdict on every test of the chapter that is in the notebook.

    Raises
    ------
    KernelError
        If the kernel is gone before any cell runs.
    """
    with tempfile.TemporaryDirectory(dir=get_scratch()) as made:
        judge = _Judge(kernel, sanitised, chapter, limits, folder or Path(made))
        return judge.run(skip, known or {})


class _Judge:
    def __init__(
        self, kernel: Kernel, sanitised: Sanitised, chapter: Chapter, limits: TestLimits, folder: Path
    ) -> None:
        self.kernel, self.sanitised, self.chapter = kernel, sanitised, chapter
        self.examiner = Examiner(chapter, sanitised.lang, limits)
        self.transport = SocketTransport(kernel, folder)
        self.solutions = {cell.name: cell for cell in chapter.solutions}
        self.runs: dict[str, CellRun] = {}

    def run(self, skip: frozenset[str], known: Mapping[str, Verdict]) -> SealedRun:
        tests = {cell.cell_id: cell for cell in self.chapter.tests}
        verdicts, last, offender = [], "", ""
        greeted = self.kernel.wait(self.kernel.start(GREETING), _LOAD_SECONDS)
        if greeted and greeted.get("status") != "ok":  # it comes from no zygote, or from a cold one
            self.kernel.wait(self.kernel.start(agent_source()), _LOAD_SECONDS)
        for cell in self.sanitised.notebook["cells"]:
            cell_id = cell["id"]
            if cell["cell_type"] != "code" or (cell_id in skip and cell_id not in tests):
                continue
            was_alive = self.kernel.is_alive
            if not was_alive and not last:
                raise KernelError("a kernel ended before any cell ran in it")
            if not was_alive and not offender:  # it ended after the last look at it
                offender = last
            if cell_id in known:
                verdicts.append(known[cell_id])
            elif cell_id in tests:
                can_run = was_alive and cell_id not in skip
                verdicts.append(self.judge(tests[cell_id]) if can_run else _not_reached(tests[cell_id]))
            elif was_alive:
                self.runs[cell_id] = self.kernel.run_cell(cell_id, cell["source"])
            else:
                self.runs[cell_id] = CellRun(cell_id, "not_reached")
            if was_alive:
                last = cell_id
                offender = "" if self.kernel.is_alive else cell_id
        return SealedRun(tuple(self.runs.values()), tuple(verdicts), offender)

    def judge(self, test: Cell) -> Verdict:
        solution = self.solutions[test.name]
        source = next((c["source"] for c in self.sanitised.notebook["cells"] if c["id"] == solution.cell_id), "")
        run = self.runs.get(solution.cell_id)
        problem = (
            "" if run is None or run.status == "ok" else f"{run.error or run.status}: {run.message}".removesuffix(": ")
        )
        verdict = self.examiner.judge(
            test,
            self.transport,
            answer_problem=problem,
            is_untouched=source.strip() == solution.stub.strip(),
        )
        is_missing = any(flag.kind == "missing" and flag.cell_id == solution.cell_id for flag in self.sanitised.flags)
        if is_missing and verdict.outcome is Outcome.ERROR:
            return Verdict(test.cell_id, test.name, test.points, 0.0, Outcome.MISSING)
        return verdict


class SocketTransport:
    """The transport to an answer in a kernel.

    Parameters
    ----------
    kernel : Kernel
        With the agent loaded.
    folder : Path
        For the sockets, one a test: what a test left on its connection does not reach the next.
    """

    student_is_here = False

    def __init__(self, kernel: Kernel, folder: Path) -> None:
        self._kernel, self._folder = kernel, folder
        self._n_opened = 0

    @contextmanager
    def open(self, make_session: Callable[..., ExaminerSession], clock: Clock) -> Iterator[ExaminerSession]:
        """Have the kernel connect; afterwards, wait until it has ended the call, or end it."""
        self._n_opened += 1
        path = self._folder / str(self._n_opened)
        with socket.socket(socket.AF_UNIX) as listener:
            try:
                listener.bind(str(path))
                path.chmod(0o666)  # in a sandbox the kernel may have another user; the folder around keeps others out
                listener.listen(1)
            except OSError:  # without a sandbox, the folder is the kernel's too: code may have filled or removed it
                raise Ended("tampered") from None
            request = self._kernel.start(serve_source(str(path)))
            channel, patience = None, _IDLE_SECONDS
            try:
                channel = Channel(self._accept(listener, clock, request), LIMITS.max_frame, clock.check)
                yield self._connect(make_session, channel)
            except Ended as ended:
                if ended.why == "timeout":  # the student's code still runs
                    patience = 0.0
                raise
            finally:
                clock.rest()  # what follows is the kernel's time
                if channel is not None:
                    channel.close()
                path.unlink(missing_ok=True)
                self._kernel.wait(request, patience)

    def _accept(self, listener: socket.socket, clock: Clock, request: str) -> socket.socket:
        while not select.select([listener], [], [], min(_POLL_SECONDS, clock.check()))[0]:
            if not self._kernel.is_alive or self._kernel.is_done(request):  # the agent is gone
                raise Ended(self._kernel.why_ended())
        return listener.accept()[0]

    def _connect(self, make_session: Callable[..., ExaminerSession], channel: Channel) -> ExaminerSession:
        def exchange(frame: bytes) -> Any:
            try:
                return converse(channel, session, frame)
            except ChannelClosedError:
                raise Ended(self._kernel.why_ended()) from None

        def post(frame: bytes) -> None:
            try:
                channel.send(SYNC, frame)
            except ChannelClosedError:
                raise Ended(self._kernel.why_ended()) from None

        session = make_session(exchange, post)
        return session


def _not_reached(test: Cell) -> Verdict:
    return Verdict(test.cell_id, test.name, test.points, 0.0, Outcome.NOT_REACHED)
