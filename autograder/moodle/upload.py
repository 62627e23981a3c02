"""Make the two files that go back to Moodle for a chapter, from the scores and the feedback of a course."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from autograder.collect.collecting import worksheet_path
from autograder.collect.handed_in import identify
from autograder.course_folder import Course
from autograder.files import write_bytes
from autograder.moodle.returning import Mark, fill_worksheet, pack_feedback
from autograder.moodle.worksheet import read_worksheet
from helpers.language import Language


@dataclass(frozen=True)
class Upload:
    """The files for Moodle.

    Attributes
    ----------
    worksheet, feedback : Path
        To be uploaded in this order.
    n_marks : int
        Rows in the worksheet.
    waiting : tuple of str
        Students who are left out because questions of theirs wait for a mark by hand.
    lang : {"fr", "en"}
        The language in which the instructor uses Moodle.
    """

    worksheet: Path
    feedback: Path
    n_marks: int
    waiting: tuple[str, ...]
    lang: Language


def write_upload(
    course: Course, chapter: str, marks: Mapping[str, Mark], waiting: Sequence[str], pages: Mapping[str, Path]
) -> Upload | None:
    """Write a chapter's files under report/moodle/; None where `collect` was given no worksheet.

    Parameters
    ----------
    course : Course
        The course folder.
    chapter : str
        Its name.
    marks : mapping
        Student → mark, of those whose marks are complete.
    waiting : sequence of str
        Students whose marks are not: they get neither a grade nor feedback yet.
    pages : mapping
        Student → the page of feedback.
    """
    path = worksheet_path(course, chapter)
    if not path.is_file():
        return None
    worksheet = read_worksheet(path)
    numbers = {identify(participant).name: participant.number for participant in worksheet.participants}
    known = {student: mark for student, mark in marks.items() if student in numbers}
    filled = fill_worksheet(worksheet, {numbers[student]: mark for student, mark in known.items()})
    found = {numbers[student]: pages[student].read_bytes() for student in known if pages[student].is_file()}
    folder = course.root / "report" / "moodle"
    table, archive = folder / f"{chapter}-worksheet.csv", folder / f"{chapter}-feedback.zip"
    write_bytes(table, filled)
    write_bytes(archive, pack_feedback(worksheet, found, f"feedback-{chapter}.html"))
    return Upload(
        table, archive, len(known), tuple(student for student in waiting if student in numbers), worksheet.lang
    )
