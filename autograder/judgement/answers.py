"""Verdicts that need no run: open questions, and everything that is worth nothing for one reason."""

from autograder.build import Cell, Chapter
from autograder.sanitise import is_unanswered
from autograder.stages import Outcome, Sanitised, Verdict
from helpers.language import Language

MAX_CHARS = 2000


def judge_answer(cell: Cell, sanitised: Sanitised) -> Verdict:
    """Judge an open question: nothing without an answer, else a human marks it."""
    if sanitised.unreadable:
        return zero(cell, Outcome.UNREADABLE, sanitised.unreadable)
    if is_missing(cell.cell_id, sanitised):
        return zero(cell, Outcome.MISSING)
    (answer,) = (one for one in sanitised.notebook["cells"] if one["id"] == cell.cell_id)
    if is_unanswered(answer["source"]):
        return zero(cell, Outcome.UNANSWERED)
    return Verdict(cell.cell_id, cell.name, cell.points, None, Outcome.TO_MARK)


def judge_nothing(chapter: Chapter, lang: Language, outcome: Outcome, message: str = "") -> tuple[Verdict, ...]:
    """Return a verdict of 0 points with one reason on every graded cell."""
    cells = (cell for cell in chapter.in_language(lang) if cell.kind in ("test", "answer"))
    return tuple(zero(cell, outcome, message) for cell in cells)


def is_missing(cell_id: str, sanitised: Sanitised) -> bool:
    """Say whether a cell was gone from what was handed in."""
    return any(flag.kind == "missing" and flag.cell_id == cell_id for flag in sanitised.flags)


def zero(cell: Cell, outcome: Outcome, message: str = "") -> Verdict:
    """Return a verdict of 0 points."""
    return Verdict(cell.cell_id, cell.name, cell.points, 0.0, outcome, message[:MAX_CHARS])
