"""Which marks of the machine a run of `grade` moved, and why."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from autograder.course_folder import Course
from autograder.results import load_results
from autograder.stages import Record, Verdict

Why = Literal["another answer", "another version of the chapter", "another grader, library or limit", "chance"]
Known = dict[tuple[str, str], Record]


@dataclass(frozen=True)
class Moved:
    """A graded cell whose mark is not what it was.

    Attributes
    ----------
    before, after : Verdict
        Of the two runs.
    why : str
        What changed between them; "chance" where nothing did: the answer or its test draws numbers, or is near a limit
        of time.
    """

    student: str
    chapter: str
    before: Verdict
    after: Verdict
    why: Why


def remember_records(course: Course, names: Sequence[str]) -> Known:
    """Return the records of some chapters as they stand in results/."""
    return {(one.student, one.chapter): one for name in names for one in load_results(course, name)}


def find_moved(before: Known, after: Known) -> list[Moved]:
    """Compare the records of submissions that both runs knew, cell by cell."""
    return [
        Moved(student, chapter, was, now, _explain(before[student, chapter], record, now.exercise))
        for (student, chapter), record in sorted(after.items())
        if (student, chapter) in before
        for now in record.verdicts
        for was in before[student, chapter].verdicts
        if was.cell_id == now.cell_id and (was.earned, was.points) != (now.earned, now.points)
    ]


def describe_moved(moved: Sequence[Moved], *, at_most: int = 40) -> list[str]:
    """Return a table in lines of text: those whose answer is the same one by one, the others counted."""
    kept = [one for one in moved if one.why != "another answer"]
    n_new = len(moved) - len(kept)
    lines = [f"Marks of the machine that moved with the answer: {n_new}"] * bool(n_new)
    if kept:
        lines.append(f"Marks of the machine that moved, although the answer is the same: {len(kept)}")
    rows = [
        (one.student, one.after.cell_id, f"{_write(one.before)} → {_write(one.after)}",
         f"{one.before.outcome} → {one.after.outcome}", one.why)
        for one in kept[:at_most]
    ]  # fmt: skip
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines += ["  " + "  ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    return lines + [f"  … and {len(kept) - at_most} more"] * (len(kept) > at_most)


def _write(verdict: Verdict) -> str:
    return f"{'to mark' if verdict.earned is None else f'{verdict.earned:g}'}/{verdict.points:g}"


def _explain(before: Record, after: Record, exercise: str) -> Why:
    if _find_answer(before, exercise) != _find_answer(after, exercise):
        return "another answer"
    if _find_build(before) != _find_build(after):
        return "another version of the chapter"
    return "chance" if before.key == after.key else "another grader, library or limit"


def _find_answer(record: Record, exercise: str) -> str:
    cells = (cell for cell in record.notebook.get("cells", []) if cell.get("id") == exercise)
    return next(("".join(cell["source"]) for cell in cells), "")


def _find_build(record: Record) -> str:
    return record.notebook.get("metadata", {}).get("atelier", {}).get("build", "")
