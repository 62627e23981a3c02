"""Report on a graded class: scores as CSV, feedback for each student, a page that links it all, files for Moodle."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.course_folder import Course
from autograder.feedback import feedback_path, write_feedback
from autograder.files import write_file
from autograder.flags import describe_flags
from autograder.marks import (
    LATE,
    Marks,
    Score,
    make_penalty,
    make_scores,
    read_graded,
    read_names,
    reason,
    write_points,
)
from autograder.moodle.returning import Mark
from autograder.moodle.upload import Upload, write_upload
from autograder.penalties import LateWork, apply_late_rule
from autograder.report_page import render_page
from autograder.spreadsheets import defuse
from autograder.stages import Record
from helpers.errors import AtelierError
from helpers.language import Language
from helpers.terminal import progress_bar

COLUMNS = ("student", "name", "chapter", "exercise", "earned", "points", "outcome", "reason", "flags")


@dataclass(frozen=True)
class Report:
    """What a report wrote: its page, for each chapter with a worksheet the files for Moodle; who was late.

    `late` is empty in a course without a rule for late work.
    """

    page: Path
    uploads: tuple[Upload, ...]
    late: LateWork


@dataclass(frozen=True)
class _Graded:
    """A submission with its marks and its scores by exercise."""

    record: Record
    marks: Marks
    scores: list[Score]

    @property
    def lines(self) -> list[Score]:
        """The scores by exercise, and what late work costs: they add up to the mark."""
        return self.scores + make_penalty(self.record, self.marks)

    @property
    def mark(self) -> Mark:
        lang = self.record.lang
        parts = [
            f"{score.exercise} {write_points(score.earned, lang)}/{write_points(score.points, lang)}"
            for score in self.scores
        ]
        parts += [f"{reason(LATE, lang)} {write_points(one.earned, lang)}" for one in self.lines[len(self.scores) :]]
        points = sum(score.points for score in self.scores)
        # With extra credit there may be more than there are points, which Moodle does not take.
        earned = min(max(0.0, sum(score.earned for score in self.lines)), points)
        return Mark(earned, points, ", ".join(parts))

    @property
    def to_mark(self) -> float:
        return sum(score.to_mark for score in self.scores)


def write_report(course: Course, *, partial: bool = False) -> Report:
    """Write report/scores.csv, report/index.html, the feedback of every student, and the files for Moodle.

    Parameters
    ----------
    course : Course
        The course folder.
    partial : bool
        Give Moodle also the marks of those whose open questions are not all marked.

    Raises
    ------
    AtelierError
        If nothing has been graded, or the gradebook does not know what results/ holds, or, when all the rest
        is written, if some feedback could not be made.
    """
    late = apply_late_rule(course)
    graded = [_Graded(record, marks, list(make_scores(record, marks))) for record, marks in read_graded(course)]
    flat, names = [score for one in graded for score in one.lines], read_names(course)
    write_file(course.root / "report" / "scores.csv", render_csv(flat, course.lang, names), encoding="utf-8-sig")
    failed: list[str] = []
    with progress_bar("feedback") as show:
        for number, one in enumerate(graded, start=1):
            try:
                write_feedback(course, one.record, one.scores, one.marks)
            except Exception as error:  # the next student's feedback does not depend on this one's
                failed.append(f"{one.record.student}/{one.record.chapter} ({type(error).__name__}: {error})")
            show(number, len(graded))
    page = course.root / "report" / "index.html"
    write_file(page, render_page(course, [one.lines for one in graded], names))
    uploads = [_write_upload(course, name, graded, partial) for name in course.chapter_names]
    if failed:
        message = f"report: feedback must be made for everyone; it failed for {', '.join(failed)}."
        raise AtelierError(message, f"All the rest is written, see {page}.")
    return Report(page, tuple(upload for upload in uploads if upload is not None), late)


def _write_upload(course: Course, chapter: str, graded: Sequence[_Graded], partial: bool) -> Upload | None:
    found = [one for one in graded if one.record.chapter == chapter]
    waiting = [one.record.student for one in found if one.to_mark and not partial]
    complete = [one for one in found if one.record.student not in waiting]
    marks = {one.record.student: one.mark for one in complete}
    pages = {one.record.student: feedback_path(course, one.record) for one in complete}
    return write_upload(course, chapter, marks, waiting, pages)


def render_csv(scores: Iterable[Score], lang: Language, names: Mapping[str, str]) -> str:
    """Return the scores as CSV, one line an exercise; no cell of text can be taken for a formula.

    `names` says what students are called, where that is known.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for score in scores:
        words = (
            score.student,
            names.get(score.student, ""),
            score.chapter,
            score.exercise,
            score.outcome,
            reason(score.outcome, lang),
            "; ".join(describe_flags(score.flags, lang)),
        )
        *who, outcome, why, flags = map(defuse, words)
        writer.writerow((*who, f"{score.earned:g}", f"{score.points:g}", outcome, why, flags))
    return out.getvalue()
