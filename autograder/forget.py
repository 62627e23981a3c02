"""The command `forget`: take a student out of a course folder, with all that it holds of theirs."""

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import filelock

from autograder.course_folder import Course
from autograder.files import write_bytes, write_file
from autograder.grade import LOCK
from autograder.gradebook import open_gradebook, wait_for_others
from autograder.settings import SETTINGS
from helpers.errors import AtelierError

# Where a student's name is a folder's, and where it is a file's.
_FOLDERS = ("submitted", "autograded", "feedback")


def forget_student(course: Course, student: str) -> list[str]:
    """Remove a student: files, marks, comments, rows of worksheets. What `report` wrote goes too: make it again.

    Parameters
    ----------
    course : Course
        The course folder.
    student : str
        The name of the student's folder, as the reports write it.

    Returns
    -------
    list of str
        What was removed, relative to the course folder.

    Raises
    ------
    AtelierError
        If the course knows no such student, or is being graded.
    """
    try:
        with filelock.FileLock(course.root / LOCK, timeout=0):
            removed = list(_remove(course, student))
    except filelock.Timeout:
        message = f"forget: 'atelier grade' is at work in {course.root}."
        raise AtelierError(message, "Wait until it has ended.") from None
    if not removed:
        message = f"forget: STUDENT must be one of the course's; it knows nobody called {student!r}."
        raise AtelierError(
            message, f"Their names are those of the folders in {course.root / 'submitted'}.", exit_code=2
        )
    return removed


def _remove(course: Course, student: str) -> list[str]:
    # Names come from the disk: one that leads elsewhere matches none of them.
    paths = [path for name in _FOLDERS for path in (course.root / name).glob("*") if path.name == student]
    paths += [path for path in (course.root / "results").glob("*/*.json") if path.stem == student]
    removed = [path.relative_to(course.root).as_posix() for path in paths]
    removed += wait_for_others(lambda: _remove_from_gradebook(course, student))
    for path in paths:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()
    removed += _remove_from_worksheets(course, student) + _remove_from_settings(course, student)
    if removed and (course.root / "report").is_dir():
        shutil.rmtree(course.root / "report")
        removed.append("report")
    return removed


def _remove_from_gradebook(course: Course, student: str) -> list[str]:
    from nbgrader.api import MissingEntry
    from sqlalchemy import text

    with open_gradebook(course.db_url) as gradebook:
        try:
            gradebook.remove_student(student)
        except MissingEntry:
            return []
        if gradebook.engine.dialect.name == "sqlite":
            # Deleted rows stay readable in the file until their place is needed.
            with gradebook.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM"))
    return ["gradebook.db: marks, comments, name and e-mail"]


def _remove_from_worksheets(course: Course, student: str) -> list[str]:
    from autograder.collect.handed_in import identify
    from autograder.moodle.worksheet import read_worksheet

    removed = []
    for path in sorted((course.root / "moodle").glob("*.csv")):
        sheet = read_worksheet(path)
        kept = [row for row, one in zip(sheet.rows, sheet.participants, strict=True) if identify(one).name != student]
        if len(kept) < len(sheet.rows):
            out = io.StringIO()
            csv.writer(out, lineterminator="\n").writerows([sheet.headers, *kept])
            write_bytes(path, out.getvalue().encode("utf-8-sig"))
            removed.append(f"moodle/{path.name}: a row")
    return removed


def _remove_from_settings(course: Course, student: str) -> list[str]:
    """Remove a student's extra days."""
    path: Path = course.root / SETTINGS
    settings: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    days = settings.get("late", {}).get("extra_days", {})
    theirs = [key for key in days if key.partition("/")[0] == student]
    if not theirs:
        return []
    for key in theirs:
        del days[key]
    write_file(path, json.dumps(settings, indent=1) + "\n")
    return [f"{SETTINGS}: extra days"]
