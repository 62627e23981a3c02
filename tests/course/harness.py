"""Judge one answer to one exercise in a process of its own, in a fraction of a second: for mutants and variants."""

import multiprocessing
import re
import warnings
from dataclasses import dataclass
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

import jupytext

from autograder.build import Chapter, read_chapter

ROOT = Path(__file__).parents[2]
CHAPTERS = sorted(path.stem for path in (ROOT / "solutions").glob("*.py"))
TIME_LIMIT_SECONDS = 20

# The server imports what chapters import once; each answer is then judged in a fork of it.
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["numpy", "scipy.special", "helpers.course", "helpers.plotting", __name__])


@dataclass(frozen=True)
class Attempt:
    """An answer to an exercise, written to lose (a mutant) or to pass (a variant).

    Attributes
    ----------
    kind : str
        "mutant" or "variant".
    exercise, name : str
        What it answers, and what it is called.
    code : str
        It replaces the whole solution cell.
    message : str
        For a mutant: a regular expression that the failure it causes must match, in English.
    """

    kind: str
    exercise: str
    name: str
    code: str
    message: str


@cache
def load_chapter(name: str) -> Chapter:
    """Read a chapter of the course."""
    return read_chapter(ROOT / "solutions" / f"{name}.py")


@cache
def load_attempts(chapter: str) -> tuple[Attempt, ...]:
    """Read a chapter's mutants and variants.

    Raises
    ------
    ValueError
        If a cell is neither a mutant with its message nor a variant, or if its name is not exercise/name.
    """
    path = ROOT / "tests" / "course" / "mutants" / f"{chapter}.py"
    attempts = []
    for number, cell in enumerate(jupytext.read(path, fmt="py:percent").cells, start=1):
        keys = {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}
        kind = "mutant" if set(keys) == {"mutant", "message"} else "variant"
        if kind == "variant" and set(keys) != {"variant"}:
            raise ValueError(f'{path}, cell {number}: write mutant="…" message="…", or variant="…"; got {keys}.')
        if not re.fullmatch(r"[a-z0-9_]+/[a-z0-9_]+", keys[kind]):
            raise ValueError(f"{path}, cell {number}: a name reads exercise/name; got {keys[kind]!r}.")
        exercise, name = keys[kind].split("/")
        attempts.append(Attempt(kind, exercise, name, cell.source, keys.get("message", "")))
    return tuple(attempts)


def judge(chapter: str, exercise: str, answer: str) -> dict[str, str]:
    """Run an exercise's tests on an answer.

    Returns
    -------
    dict
        For each test cell, the text of its failure, empty where it passes.
    """
    source = load_chapter(chapter)
    setup = [cell.text for cell in source.setup]
    tests = {cell.cell_id: cell.full for cell in source.tests_of(exercise)}
    receiver, sender = FORKS.Pipe(duplex=False)
    child = FORKS.Process(target=_judge_here, args=(sender, setup, answer, tests), daemon=True)
    child.start()
    sender.close()
    try:
        if not receiver.poll(TIME_LIMIT_SECONDS):
            raise TimeoutError(f"{chapter}/{exercise}: no verdict after {TIME_LIMIT_SECONDS} s.")
        return receiver.recv()
    finally:
        child.kill()
        child.join()
        child.close()


def _judge_here(sender: Connection, setup: list[str], answer: str, tests: dict[str, str]) -> None:
    warnings.simplefilter("ignore")
    names: dict[str, object] = {"__name__": "__main__"}
    for code in setup:
        exec(compile(code, "<setup>", "exec"), names)
    broken = _run(answer, "<answer>", names)
    sender.send({name: broken or _run(code, f"<{name}>", names) for name, code in tests.items()})


def _run(code: str, where: str, names: dict[str, object]) -> str:
    """Run a cell; return the text of its error, empty when there is none."""
    try:
        exec(compile(code, where, "exec"), names)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""
