"""Write a graded submission down, the only stage that does: nbgrader's gradebook, and the notebook in autograded/."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from autograder.build import Chapter
from autograder.files import write_file, write_notebook
from autograder.gradebook import one_commit, wait_for_others
from autograder.stages import Outcome, Record, Verdict
from helpers.command import spell
from helpers.errors import AtelierError

if TYPE_CHECKING:
    from nbgrader.api import Grade, Gradebook, SubmittedNotebook


def write_record(
    gradebook: "Gradebook",
    root: Path,
    record: Record,
    chapter: Chapter,
    *,
    is_stopping: Callable[[], bool] = lambda: False,
) -> bool:
    """Enter a record into the gradebook and write the graded notebook; do nothing when both are there already.

    The marks of the machine are this record's, whatever stood there before. Marks and comments of a human stay; a
    human is asked to look again when the answer they were given for has changed. Whatever interrupts this, the next
    time comes to the same end.

    Parameters
    ----------
    gradebook : Gradebook
        Open. Nobody else writes through it.
    root : Path
        The course folder.
    record : Record
        The submission's marks.
    chapter : Chapter
        Its source.
    is_stopping : callable
        Says whether to stop waiting for another program's writing.

    Returns
    -------
    bool
        Whether there was anything to write.

    Raises
    ------
    AtelierError
        If the gradebook does not know the chapter's cells.
    GradebookError
        If nothing can be written into it.
    KeyboardInterrupt
        If it was told to stop waiting.
    """
    return wait_for_others(lambda: _write_once(gradebook, root, record, chapter), is_stopping)


def _write_once(gradebook: "Gradebook", root: Path, record: Record, chapter: Chapter) -> bool:
    folder = root / "autograded" / record.student / record.chapter
    path = folder / f"{chapter.notebook_name}.ipynb"
    before = _read_notebook(path)
    if _about(before) == _about(record.notebook) and _is_recorded(gradebook, record):
        return False
    changed = _changed_answers(before, record.notebook)
    # Without autoflush SQLAlchemy does not warn about rows that nbgrader adds to the session in the end.
    with one_commit(gradebook), gradebook.db.no_autoflush:
        gradebook.update_or_create_student(record.student)
        gradebook.update_or_create_submission(record.chapter, record.student, timestamp=record.timestamp or None)
        found = gradebook.find_submission_notebook(chapter.notebook_name, record.chapter, record.student)
        _enter(found, record, chapter, changed)
    if record.timestamp:
        write_file(folder / "timestamp.txt", record.timestamp)
    else:
        (folder / "timestamp.txt").unlink(missing_ok=True)
    write_notebook(path, record.notebook)  # last: while the old one is there, all of this is done again
    return True


def _enter(found: "SubmittedNotebook", record: Record, chapter: Chapter, changed: set[str]) -> None:
    verdicts = {verdict.cell_id: verdict for verdict in record.verdicts}
    grades = {grade.name: grade for grade in found.grades}
    if grades.keys() != verdicts.keys():
        difference = ", ".join(sorted(grades.keys() ^ verdicts.keys()))
        message = f"grade: the gradebook must know the cells of {record.chapter}; it differs in {difference}."
        raise AtelierError(message, f"Bring the course folder up to date: {spell('init COURSE')}")
    for name, grade in grades.items():
        _set_grade(grade, verdicts[name], verdicts[name].exercise in changed)
    unanswered = {verdict.exercise for verdict in record.verdicts if verdict.outcome == Outcome.UNANSWERED}
    words = "Pas de réponse." if record.lang == "fr" else "No response."
    for comment in found.comments:
        comment.auto_comment = words if comment.name in unanswered else None
    # A person has to look at what the grader could not do; other people's flags are left alone.
    found.flagged = bool(found.flagged or record.problem)


def _set_grade(grade: "Grade", verdict: Verdict, answer_changed: bool) -> None:
    same = not answer_changed and grade.auto_score == verdict.earned
    grade.auto_score = verdict.earned
    if grade.manual_score is None:
        grade.needs_manual_grade = verdict.earned is None
    elif not same:
        grade.needs_manual_grade = True


def _is_recorded(gradebook: "Gradebook", record: Record) -> bool:
    """Say whether the gradebook holds the machine's marks of a record."""
    from nbgrader.api import MissingEntry

    try:
        found = gradebook.find_submission_notebook(record.chapter[3:], record.chapter, record.student)
    except MissingEntry:
        return False
    return {grade.name: grade.auto_score for grade in found.grades} == {
        verdict.cell_id: verdict.earned for verdict in record.verdicts
    }


def _read_notebook(path: Path) -> dict[str, Any]:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _about(notebook: dict[str, Any]) -> dict[str, Any]:
    return notebook.get("metadata", {}).get("atelier", {})


def _changed_answers(before: dict[str, Any], after: dict[str, Any]) -> set[str]:
    """Return the exercises and questions whose answer is not what it was; all of them when nothing was there."""
    old, new = _answers(before), _answers(after)
    return {name for name in new if old.get(name) != new[name]}


def _answers(notebook: dict[str, Any]) -> dict[str, str]:
    cells = (cell for cell in notebook.get("cells", []) if cell["metadata"].get("nbgrader", {}).get("solution"))
    return {cell["id"]: "".join(cell["source"]) for cell in cells}
