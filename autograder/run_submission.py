"""Execute and judge a submission: its tests sealed, in a process of their own, or in the student's kernel."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from time import monotonic
from types import MappingProxyType
from typing import Literal

from autograder.build import Chapter
from autograder.execution.limits import Limits
from autograder.execution.owner import Mode
from autograder.execution.start import execute, run_in_kernel
from autograder.hidden_lines import blank, find_hidden_lines
from autograder.judgement import in_kernel
from autograder.judgement.answers import judge_answer, zero
from autograder.judgement.clock import TestLimits
from autograder.judgement.sealed import SealedRun, judge_sealed
from autograder.stages import CellRun, Execution, Outcome, Sanitised, Verdict

Tests = Literal["sealed", "in-kernel"]
# Why a test of an answer whose cell ended the kernel gets nothing.
_ENDS = {"timeout": Outcome.TIMEOUT, "crashed": Outcome.CRASHED, "memory": Outcome.MEMORY}


def run_submission(
    sanitised: Sanitised, chapter: Chapter, limits: Limits, *, tests: Tests = "sealed", sandbox: Mode = "none"
) -> tuple[Execution, tuple[Verdict, ...]]:
    """Run a notebook's cells and judge every graded cell, in the chapter's order.

    Parameters
    ----------
    sanitised : Sanitised
        The notebook.
    chapter : Chapter
        The source: of the tests, of what they are worth.
    limits : Limits
        Seconds and characters.
    tests : {"sealed", "in-kernel"}
        Where the tests run. Sealed ones cannot be read, changed or skipped by an answer.
    sandbox : {"fork", "bwrap", "none"}
        Where the notebook runs.
    """
    if tests == "in-kernel":
        execution = execute(sanitised, limits, sandbox)
        return execution, in_kernel.judge(sanitised, execution, chapter)
    started = monotonic()
    run = SealedRun((), ()) if sanitised.unreadable else _run_sealed(sanitised, chapter, limits, sandbox)
    judged = {verdict.cell_id: verdict for verdict in run.verdicts}
    verdicts = []
    for cell in chapter.in_language(sanitised.lang):
        if cell.kind == "answer":
            verdicts.append(judge_answer(cell, sanitised))
        elif cell.kind == "test" and sanitised.unreadable:
            verdicts.append(zero(cell, Outcome.UNREADABLE, sanitised.unreadable))
        elif cell.kind == "test":
            verdicts.append(judged.get(cell.cell_id) or zero(cell, Outcome.NOT_REACHED))
    hidden = find_hidden_lines(chapter)
    clean = tuple(replace(verdict, message=blank(verdict.message, hidden)) for verdict in verdicts)
    return Execution(sanitised.student, chapter.name, run.runs, monotonic() - started, sandbox), clean


def _run_sealed(sanitised: Sanitised, chapter: Chapter, limits: Limits, sandbox: Mode) -> SealedRun:
    """Run a notebook; when a cell ends the kernel, run the others without it, and judge what was left."""
    clock = TestLimits(call_seconds=limits.call_seconds, test_seconds=limits.test_seconds)

    def judge(skip: frozenset[str] = frozenset(), known: Mapping[str, Verdict] = MappingProxyType({})) -> SealedRun:
        return run_in_kernel(
            lambda kernel, folder: judge_sealed(
                kernel, sanitised, chapter, limits=clock, folder=folder, skip=skip, known=known
            ),
            limits,
            sandbox,
            _has_crashed,
        )

    first = judge()
    if not first.offender:
        return first
    known = {verdict.cell_id: verdict for verdict in first.verdicts if verdict.outcome != Outcome.NOT_REACHED}
    known |= _blame(first, chapter)
    second = judge(frozenset({first.offender}), known)
    return SealedRun(_in_order(first.runs, second.runs), second.verdicts, first.offender)


def _has_crashed(run: SealedRun) -> bool:
    """Say whether the kernel ended, and not for a limit."""
    if not run.offender:
        return False
    ends = {found.cell_id: found.status for found in run.runs}
    ends |= {verdict.cell_id: verdict.outcome.value for verdict in run.verdicts}
    return ends[run.offender] not in (Outcome.TIMEOUT.value, Outcome.MEMORY.value)


def _blame(run: SealedRun, chapter: Chapter) -> dict[str, Verdict]:
    """Return the verdicts on the tests of an answer whose own cell ended the kernel."""
    ends = {found.cell_id: found for found in run.runs if found.cell_id == run.offender}
    return {
        test.cell_id: zero(test, _ENDS.get(ends[test.name].status, Outcome.CRASHED))
        for test in chapter.tests
        if test.name in ends
    }


def _in_order(first: Iterable[CellRun], second: Iterable[CellRun]) -> tuple[CellRun, ...]:
    """Return the runs of the second time, and of the first time what was not run again."""
    again = {run.cell_id: run for run in second}
    return tuple(again.get(run.cell_id, run) for run in first)
