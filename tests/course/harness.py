"""Judge one answer to one exercise in a process of its own, in a fraction of a second: for mutants and variants."""

import multiprocessing
from collections.abc import Sequence
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from autograder.attempts import Attempt, read_attempts
from autograder.build import Chapter, read_chapter
from autograder.judgement.in_process import judge_in_process
from autograder.stages import Outcome, Verdict

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(path.stem for path in (ROOT / "solutions").glob("*.py"))
TIME_LIMIT_SECONDS = 60


@cache
def load_chapter(name: str) -> Chapter:
    """Read a chapter of the course."""
    return read_chapter(ROOT / "solutions" / f"{name}.py")


@cache
def load_attempts(chapter: str) -> tuple[Attempt, ...]:
    """Read a chapter's mutants and variants."""
    return read_attempts(ROOT / "tests" / "course" / "mutants" / f"{chapter}.py")


@cache
def forks() -> multiprocessing.context.ForkServerContext:
    """Return what starts a process for each answer: a fork of one that has imported what chapters import.

    Optimisers of torch load torch._dynamo when the first is made.
    """
    modules = {module for name in CHAPTERS for module in load_chapter(name).modules}
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", *sorted(modules), "torch._dynamo", __name__])
    return context


def judge(chapter: str, exercise: str, answer: str) -> dict[str, str]:
    """Run an exercise's tests on an answer, through the examiner: every call goes over the wire.

    Returns
    -------
    dict
        For each test cell, why it failed, empty where it passes.
    """
    (verdicts,) = judge_each(chapter, [(exercise, answer)])
    return verdicts


def judge_each(chapter: str, answers: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Judge answers to exercises of a chapter, one after the other in one process, each among names of its own."""
    receiver, sender = forks().Pipe(duplex=False)
    child = forks().Process(target=_judge_here, args=(sender, load_chapter(chapter), answers), daemon=True)
    child.start()
    sender.close()
    try:
        if not receiver.poll(TIME_LIMIT_SECONDS):
            raise TimeoutError(f"{chapter}, {answers[0][0]}: no verdicts after {TIME_LIMIT_SECONDS} s.")
        return [{verdict.cell_id: explain(verdict) for verdict in verdicts} for verdicts in receiver.recv()]
    finally:
        child.kill()
        child.join()
        child.close()


def explain(verdict: Verdict) -> str:
    """Return why a test failed, empty where it passed."""
    return "" if verdict.outcome == Outcome.PASSED else f"{verdict.outcome}: {verdict.message}"


def _judge_here(sender: Connection, chapter: Chapter, answers: Sequence[tuple[str, str]]) -> None:
    sender.send([judge_in_process(chapter, exercise, answer, "en") for exercise, answer in answers])
