"""Enter a course's rule for late work into nbgrader's gradebook: due dates, extensions, penalties."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from autograder.course_folder import Course, choose_names
from autograder.gradebook import one_commit, open_gradebook, wait_for_others
from autograder.late import Late

if TYPE_CHECKING:
    from nbgrader.api import Gradebook, SubmittedAssignment


@dataclass(frozen=True)
class LateWork:
    """What was late: (student, chapter) → points taken away; and names in the rule that nobody has."""

    penalties: dict[tuple[str, str], float]
    unknown: tuple[str, ...]


def apply_late_rule(course: Course, names: Sequence[str] = ()) -> LateWork:
    """Do for all submissions of some chapters what nbgrader's AssignLatePenalties does for one.

    Marks by hand count: what was not there to be taken away may be there now. A course without a rule is left alone.

    Raises
    ------
    GradebookError
        If nothing can be written into the gradebook.
    """
    if course.late.points_per_day is None:
        return LateWork({}, ())
    with open_gradebook(course.db_url) as gradebook:
        return wait_for_others(lambda: _apply(gradebook, course, choose_names(names, course.chapter_names)))


def describe_penalties(late: LateWork, *, at_most: int = 12) -> str:
    """Return in a line who loses how many points."""
    words = [f"{student} −{points:g}" for (student, _), points in sorted(late.penalties.items())]
    return ", ".join(words[:at_most]) + f", … and {len(words) - at_most} more" * (len(words) > at_most)


def _apply(gradebook: "Gradebook", course: Course, chapters: Sequence[str]) -> LateWork:
    late, penalties = course.late, {}
    with one_commit(gradebook):
        for chapter in chapters:
            for one in enter_dates(gradebook, late, chapter):
                for notebook in one.notebooks:
                    points = late.compute_penalty(notebook.score, one.total_seconds_late)
                    notebook.late_submission_penalty = points
                    if points:
                        penalties[one.student_id, chapter] = points
        students = {student.id for student in gradebook.students}
    return LateWork(penalties, _find_unknown(late, students, set(course.chapter_names)))


def enter_dates(gradebook: "Gradebook", late: Late, chapter: str, *, student: str = "") -> "list[SubmittedAssignment]":
    """Tell nbgrader when a chapter is due, and for whom later; return its submissions, or the one of `student`.

    nbgrader counts the seconds itself. Without a rule its own dates stay. Nothing is committed.
    """
    assignment = gradebook.find_assignment(chapter)
    found = [one for one in assignment.submissions if student in ("", one.student_id)]
    if late.points_per_day is not None:
        due = late.due_date(chapter)
        assignment.duedate = due and due.replace(tzinfo=None)
        for one in found:
            one.extension = late.extra_time(one.student_id, chapter) if due else None
    return found


def _find_unknown(late: Late, students: set[str], chapters: set[str]) -> tuple[str, ...]:
    """Return what the rule names and the course does not have: a slip there would cost somebody points."""
    wrong = [f"due, {name}" for name in late.due if name not in chapters]
    for key in late.extra_days:
        student, _, chapter = key.partition("/")
        if student not in students or (chapter and chapter not in chapters):
            wrong.append(f"extra_days, {key}")
    return tuple(wrong)
