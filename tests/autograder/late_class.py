"""A class of which some were late, graded under a rule for late work, and what each of them loses."""

import json
from pathlib import Path

import pytest

from autograder.course_folder import Course, open_course
from autograder.grade import grade_course
from autograder.penalties import apply_late_rule
from tests.autograder.tiny_course import NAME, grade_without_kernels, hand_in, make_course, make_notebook

DUE = "2026-06-10 23:59 Europe/Paris"  # 21:59 in UTC
RULE = {"points_per_day": 2, "at_most": 5, "due": {NAME: DUE}, "extra_days": {"cat": 2, "dan": 9, f"dan/{NAME}": 1}}
# Student: when it was handed in (UTC), seconds late, and the price with RULE; `zero` has no points to lose.
CLASS = {
    "ada": ("2026-06-10 21:59:00", 0, 0),
    "bob": ("2026-06-10 22:00:00", 60, 2),
    "cat": ("2026-06-12 21:59:00", 0, 0),
    "dan": ("2026-06-12 22:00:00", 86_460, 4),
    "eve": ("2026-06-30 12:00:00", 1_692_060, 5),
    "undated": ("", 0, 0),
    "zero": ("2026-06-12 21:00:00", 169_260, 0),
}


def set_rule(course: Course, **changes: object) -> Course:
    """Write a rule into the course's settings as an instructor does; return the course."""
    path = course.root / "atelier.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["late"] = settings["late"] | changes
    path.write_text(json.dumps(settings), encoding="utf-8")
    return open_course(course.root)


def hand_in_class(course: Course) -> None:
    (chapter,) = course.read_chapters()
    for student, (date, _, _) in CLASS.items():
        path = hand_in(course, student, b"no notebook" if student == "zero" else make_notebook(chapter))
        if date:
            path.with_name("timestamp.txt").write_text(f"{date} UTC\n", encoding="utf-8")


def make_late_class(folder: Path) -> Course:
    """Return the class, graded without running anything."""
    course = set_rule(make_course(folder), **RULE)
    hand_in_class(course)
    with pytest.MonkeyPatch.context() as patch:
        grade_without_kernels(patch)
        grade_course(course, sandbox="none")
    apply_late_rule(course)
    return course
