"""Report on a graded class: scores as CSV, feedback for each student, a page that links it all."""

import csv
import io
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from autograder.course_folder import TEMPLATES, Course
from autograder.feedback import write_feedback
from autograder.files import write_file
from autograder.flags import Flag, describe_flags
from autograder.gradebook import open_gradebook
from autograder.results import load_results
from autograder.spreadsheets import defuse
from autograder.stages import Outcome, Record
from helpers.errors import AtelierError
from helpers.language import Language
from helpers.terminal import progress_bar

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

Marks = dict[str, dict[str, Any]]
MARKED = "marked"

COLUMNS = ("student", "chapter", "exercise", "earned", "points", "outcome", "reason", "flags")
_WORDS = {
    "fr": {
        "title": "Notes de la classe", "csv": "toutes les notes, exercice par exercice", "scheme": "Barème",
        "student": "Étudiant", "points": "Points", "to_mark": "À corriger", "reasons": "Points perdus",
        "flags": "À vérifier", "nothing": "Rien n'a encore été corrigé.",
        "summary": "Un nom mène au carnet corrigé de l'étudiant.",
    },
    "en": {
        "title": "Scores of the class", "csv": "all scores, exercise by exercise", "scheme": "Marking scheme",
        "student": "Student", "points": "Points", "to_mark": "To mark", "reasons": "Points lost",
        "flags": "To check", "nothing": "Nothing has been graded yet.",
        "summary": "A name leads to the student's graded notebook.",
    },
}  # fmt: skip


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


def write_report(course: Course) -> Path:
    """Write report/scores.csv, report/index.html and the feedback of every student; return the page.

    Raises
    ------
    AtelierError
        If nothing has been graded, or the gradebook does not know what results/ holds, or, when all the rest
        is written, if some feedback could not be made.
    """
    graded = _read_graded(course)
    scores = [list(_score(record, marks)) for record, marks in graded]
    flat = [score for submission in scores for score in submission]
    write_file(course.root / "report" / "scores.csv", render_csv(flat, course.lang), encoding="utf-8-sig")
    quiet = logging.getLogger("atelier.feedback")
    quiet.setLevel(logging.ERROR)
    failed: list[str] = []
    with progress_bar("feedback") as show:
        for number, (record, marks) in enumerate(graded, start=1):
            try:
                write_feedback(course, record, marks, log=quiet)
            except Exception as error:  # the next student's feedback does not depend on this one's
                failed.append(f"{record.student}/{record.chapter} ({type(error).__name__}: {error})")
            show(number, len(graded))
    page = course.root / "report" / "index.html"
    write_file(page, _render_page(course, scores))
    if failed:
        message = f"report: feedback must be made for everyone; it failed for {', '.join(failed)}."
        raise AtelierError(message, f"All the rest is written, see {page}.")
    return page


def read_scores(course: Course) -> list[list[Score]]:
    """Return the scores of each graded submission, by exercise."""
    return [list(_score(record, marks)) for record, marks in _read_graded(course)]


def _read_graded(course: Course) -> list[tuple[Record, Marks]]:
    records = [record for name in course.chapter_names for record in load_results(course, name)]
    if not records:
        message = f"report: {course.root} must have been graded; it holds no results."
        raise AtelierError(message, f"Run: atelier grade {course.root}")
    with open_gradebook(course.db_url) as gradebook:
        return [(record, _read_marks(gradebook, record)) for record in records]


def _read_marks(gradebook: "Gradebook", record: Record) -> Marks:
    """Return what the gradebook says of each graded cell, and the comments."""
    from nbgrader.api import MissingEntry

    try:
        found = gradebook.find_submission_notebook(record.chapter[3:], record.chapter, record.student)
    except MissingEntry:
        message = f"report: the gradebook must know {record.student}'s {record.chapter}; it does not."
        raise AtelierError(message, "Run 'atelier grade' again: it enters what is missing.") from None
    grades = {grade.name: (grade.score, grade.manual_score, grade.needs_manual_grade) for grade in found.grades}
    comments = {comment.name: comment.comment for comment in found.comments}
    return {"grades": dict(sorted(grades.items())), "comments": dict(sorted(comments.items()))}


def _score(record: Record, marks: Marks) -> Iterator[Score]:
    grades = marks["grades"]
    for exercise in dict.fromkeys(verdict.exercise for verdict in record.verdicts):
        verdicts = [verdict for verdict in record.verdicts if verdict.exercise == exercise]
        lost = [verdict.outcome for verdict in verdicts if verdict.outcome != Outcome.PASSED]
        waiting = [verdict for verdict in verdicts if verdict.earned is None and grades[verdict.cell_id][1] is None]
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


def _flags_of(record: Record, exercise: str) -> tuple[Flag, ...]:
    """Return the flags that concern an exercise: its own, and those of no exercise."""
    others = {verdict.exercise for verdict in record.verdicts} - {exercise}
    return tuple(flag for flag in record.flags if flag.cell_id.split("-test-")[0] not in others)


def reason(outcome: str, lang: Language) -> str:
    """Return an outcome in words; a mark given by hand is one too."""
    if outcome == MARKED:
        return "noté à la main" if lang == "fr" else "marked by hand"
    return Outcome(outcome).reason(lang)


def render_csv(scores: Iterable[Score], lang: Language) -> str:
    """Return the scores as CSV, one line an exercise; no cell of text can be taken for a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for score in scores:
        words = (
            score.student,
            score.chapter,
            score.exercise,
            score.outcome,
            reason(score.outcome, lang),
            "; ".join(describe_flags(score.flags, lang)),
        )
        student, chapter, exercise, outcome, why, flags = map(defuse, words)
        writer.writerow((student, chapter, exercise, f"{score.earned:g}", f"{score.points:g}", outcome, why, flags))
    return out.getvalue()


def _render_page(course: Course, scores: Sequence[Sequence[Score]]) -> str:
    chapters = []
    for name in course.chapter_names:
        rows = [_row(course, submission) for submission in scores if submission[0].chapter == name]
        if rows:
            chapters.append({"name": name, "rows": rows, "scheme": f"../marking_schemes/{name}.html"})
    source = (TEMPLATES / "report.html.j2").read_text(encoding="utf-8")
    template = jinja2.Environment(autoescape=True, trim_blocks=True).from_string(source)
    return template.render(lang=course.lang, t=_WORDS[course.lang], chapters=chapters) + "\n"


def _row(course: Course, scores: Sequence[Score]) -> dict[str, object]:
    lost = [score for score in scores if score.outcome not in (Outcome.PASSED, Outcome.TO_MARK, MARKED)]
    first = scores[0]
    page = Path("feedback", first.student, first.chapter, f"{first.chapter[3:]}.html")
    return {
        "student": first.student,
        "earned": sum(score.earned for score in scores),
        "points": sum(score.points for score in scores),
        "to_mark": sum(score.to_mark for score in scores),
        "reasons": summarise(lost, course.lang),
        "flags": "; ".join(describe_flags((flag for score in scores for flag in score.flags), course.lang)),
        "feedback": f"../{page.as_posix()}" if (course.root / page).is_file() else "",
    }


def summarise(lost: Sequence[Score], lang: Language) -> str:
    """Return the reasons for lost points, each with its exercises: "a check failed (neuron, step)"."""
    by_reason: dict[str, list[str]] = {}
    for score in lost:
        by_reason.setdefault(reason(score.outcome, lang), []).append(score.exercise)
    return "; ".join(f"{why} ({', '.join(exercises)})" for why, exercises in by_reason.items())
