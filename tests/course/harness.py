"""Judge one answer to one exercise in a process of its own, in a fraction of a second: for mutants and variants."""

import multiprocessing
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

# The server imports what chapters import once; each answer is then judged in a fork of it. Optimisers of torch load
# torch._dynamo when the first is made.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    ["numpy", "scipy.optimize", "torch._dynamo", "helpers.course", "helpers.plotting", __name__]
)


@cache
def load_chapter(name: str) -> Chapter:
    """Read a chapter of the course."""
    return read_chapter(ROOT / "solutions" / f"{name}.py")


@cache
def load_attempts(chapter: str) -> tuple[Attempt, ...]:
    """Read a chapter's mutants and variants."""
    return read_attempts(ROOT / "tests" / "course" / "mutants" / f"{chapter}.py")


def judge(chapter: str, exercise: str, answer: str) -> dict[str, str]:
    """Run an exercise's tests on an answer, through the examiner: every call goes over the wire.

    Returns
    -------
    dict
        For each test cell, why it failed, empty where it passes.
    """
    receiver, sender = FORKS.Pipe(duplex=False)
    arguments = (sender, load_chapter(chapter), exercise, answer)
    child = FORKS.Process(target=_judge_here, args=arguments, daemon=True)
    child.start()
    sender.close()
    try:
        if not receiver.poll(TIME_LIMIT_SECONDS):
            raise TimeoutError(f"{chapter}/{exercise}: no verdict after {TIME_LIMIT_SECONDS} s.")
        return {verdict.cell_id: explain(verdict) for verdict in receiver.recv()}
    finally:
        child.kill()
        child.join()
        child.close()


def explain(verdict: Verdict) -> str:
    """Return why a test failed, empty where it passed."""
    return "" if verdict.outcome == Outcome.PASSED else f"{verdict.outcome}: {verdict.message}"


def _judge_here(sender: Connection, chapter: Chapter, exercise: str, answer: str) -> None:
    sender.send(judge_in_process(chapter, exercise, answer, "en"))
