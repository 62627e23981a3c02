"""Marks as they stand in the gradebook, those given by hand included: by cell, and by exercise."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.course_folder import Course
from autograder.flags import Flag
from autograder.gradebook import open_gradebook
from autograder.results import load_results
from autograder.stages import Outcome, Record
from helpers.command import spell
from helpers.errors import AtelierError
from helpers.language import Language

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

Marks = dict[str, Any]
MARKED, LATE = "marked", "late"
# No exercise has a space in its name.
LATE_WORK = "late work"


@dataclass(frozen=True)
class Score:
    """A student's score in one exercise or question, as it stands in the gradebook: marks by hand included."""

    student: str
    chapter: str
    exercise: str
    earned: float
    points: float
    outcome: str
    to_mark: float
    flags: tuple[Flag, ...]


def read_graded(course: Course) -> list[tuple[Record, Marks]]:
    """Return each graded submission with what the gradebook says of it: marks, comments, the penalty for being late.

    Raises
    ------
    AtelierError
        If nothing has been graded, or the gradebook does not know what results/ holds.
    """
    records = [record for name in course.chapter_names for record in load_results(course, name)]
    if not records:
        message = f"report: {course.root} must have been graded; it holds no results."
        raise AtelierError(message, f"Run: {spell('grade', course.root)}")
    with open_gradebook(course.db_url) as gradebook:
        return [(record, _read_marks(gradebook, record)) for record in records]


def read_names(course: Course) -> dict[str, str]:
    """Return what people are called, by student, for those whose names the gradebook knows."""
    with open_gradebook(course.db_url) as gradebook:
        names = {one.id: " ".join(filter(None, (one.first_name, one.last_name))) for one in gradebook.students}
    return {student: name for student, name in names.items() if name}


def read_scores(course: Course) -> list[list[Score]]:
    """Return the scores of each graded submission, by exercise."""
    return [list(make_scores(record, marks)) for record, marks in read_graded(course)]


def _read_marks(gradebook: "Gradebook", record: Record) -> Marks:
    """Return what the gradebook says of each graded cell, and the comments."""
    from nbgrader.api import MissingEntry

    try:
        found = gradebook.find_submission_notebook(record.chapter[3:], record.chapter, record.student)
    except MissingEntry:
        message = f"report: the gradebook must know {record.student}'s {record.chapter}; it does not."
        raise AtelierError(message, f"Run '{spell('grade COURSE')}' again: it enters what is missing.") from None
    grades = {grade.name: (grade.score, grade.manual_score, grade.needs_manual_grade) for grade in found.grades}
    comments = {comment.name: comment.comment for comment in found.comments}
    return {
        "grades": dict(sorted(grades.items())),
        "comments": dict(sorted(comments.items())),
        "penalty": found.late_submission_penalty or 0.0,
    }


def make_scores(record: Record, marks: Marks) -> Iterator[Score]:
    """Yield the scores of a submission, by exercise."""
    grades = marks["grades"]
    for exercise in dict.fromkeys(verdict.exercise for verdict in record.verdicts):
        verdicts = [verdict for verdict in record.verdicts if verdict.exercise == exercise]
        lost = [verdict.outcome for verdict in verdicts if verdict.outcome != Outcome.PASSED]
        # Also a mark by hand for another answer than the present one: the formgrader asks for a second look.
        waiting = [verdict for verdict in verdicts if grades[verdict.cell_id][2]]
        outcome = str((lost or [Outcome.PASSED])[0])
        if any(grades[verdict.cell_id][1] is not None for verdict in verdicts):
            outcome = MARKED
        yield Score(
            record.student,
            record.chapter,
            exercise,
            earned=sum(grades[verdict.cell_id][0] for verdict in verdicts),
            points=sum(verdict.points for verdict in verdicts),
            outcome=outcome,
            to_mark=sum(verdict.points for verdict in waiting),
            flags=_flags_of(record, exercise),
        )


def make_penalty(record: Record, marks: Marks) -> list[Score]:
    """Return what late work costs as a score below zero, so that a student's scores add up to the mark."""
    if not marks["penalty"]:
        return []
    return [Score(record.student, record.chapter, LATE_WORK, -marks["penalty"], 0.0, LATE, 0.0, ())]


def _flags_of(record: Record, exercise: str) -> tuple[Flag, ...]:
    """Return the flags that concern an exercise: its own, and those of no exercise."""
    others = {verdict.exercise for verdict in record.verdicts} - {exercise}
    return tuple(flag for flag in record.flags if flag.cell_id.split("-test-")[0] not in others)


def reason(outcome: str, lang: Language) -> str:
    """Return an outcome in words; a mark given by hand is one too, and a penalty."""
    if outcome == MARKED:
        return "noté à la main" if lang == "fr" else "marked by hand"
    if outcome == LATE:
        return "remis en retard" if lang == "fr" else "handed in late"
    return Outcome(outcome).reason(lang)


def write_points(number: float, lang: Language) -> str:
    """Return a number with at most two decimals, as its language writes it."""
    text = f"{round(number, 2):g}".replace("-", "−")
    return text.replace(".", ",") if lang == "fr" else text
