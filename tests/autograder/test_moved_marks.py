"""When a test or an answer changes, the marks that moved are named, with the reason."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.course_folder import Course, init_course
from autograder.grade import grade_course
from autograder.moved_marks import describe_moved, find_moved, remember_records
from autograder.stages import CellRun, Outcome
from helpers.cli import app
from tests.autograder.tiny_course import (
    NAME,
    RIGHT,
    SOURCE,
    grade_without_kernels,
    hand_in,
    make_course,
    make_notebook,
    write_source,
)

OTHER = RIGHT | {"halve": "def halve(x):\n    return x * 0.5"}


def grade(course: Course, failing: dict[str, tuple[str, ...]], **options: object) -> None:
    """Grade without running anything: these students fail these tests."""
    runs = {
        student: {cell: CellRun(cell, "error", error="Failure", traceback=("✗ no",)) for cell in cells}
        for student, cells in failing.items()
    }
    with pytest.MonkeyPatch.context() as patch:
        grade_without_kernels(patch, lambda student: runs.get(student, {}))
        grade_course(course, sandbox="none", **options)


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Three students; Bob fails a test."""
    folder = tmp_path_factory.mktemp("moved")
    course = make_course(folder)
    (chapter,) = course.read_chapters()
    for student in ("ada", "bob", "cat"):
        hand_in(course, student, make_notebook(chapter))
    grade(course, {"bob": ("invert-test-1",)})
    return course


def copy(course: Course, folder: Path) -> Course:
    return replace(course, root=Path(shutil.copytree(course.root, folder / "course")))


def test_a_changed_test_an_another_answer_and_chance(graded: Course, tmp_path: Path) -> None:
    course = copy(graded, tmp_path)
    before = remember_records(course, [NAME])
    assert find_moved(before, before) == []
    # Cat hands in again; what she printed before fails now, and so do others without any change.
    (chapter,) = course.read_chapters()
    hand_in(course, "cat", make_notebook(chapter, OTHER))
    grade(course, {"cat": ("halve-test-1", "double-test-1"), "ada": ("invert-test-1",)}, regrade=True)
    moved = find_moved(before, remember_records(course, [NAME]))
    assert [(one.student, one.after.cell_id, one.before.earned, one.after.earned, one.why) for one in moved] == [
        ("ada", "invert-test-1", 6, 0, "chance"),
        ("bob", "invert-test-1", 0, 6, "chance"),
        ("cat", "double-test-1", 3, 0, "another grader, library or limit"),
        ("cat", "halve-test-1", 4, 0, "another answer"),
    ]
    lines = describe_moved(moved)
    assert lines[0] == "Marks of the machine that moved with the answer: 1"
    assert lines[1] == "Marks of the machine that moved, although the answer is the same: 3"
    assert lines[2].split() == ["ada", "invert-test-1", "6/6", "→", "0/6", "passed", "→", "failed", "chance"]
    assert describe_moved(moved, at_most=1)[-1] == "  … and 2 more"


def test_a_changed_source_is_the_reason(graded: Course, tmp_path: Path) -> None:
    course = copy(graded, tmp_path)
    before = remember_records(course, [NAME])
    write_source(tmp_path / "sources", SOURCE.replace("1 / 8", "x").replace("halve(2.0), 1.0", "halve(4.0), 2.0"))
    course = init_course(course.root, solutions=tmp_path / "sources")
    grade(course, {"ada": ("halve-test-1",), "bob": ("invert-test-1",)})
    (moved,) = find_moved(before, remember_records(course, [NAME]))
    assert (moved.student, moved.why) == ("ada", "another version of the chapter")
    assert (moved.before.outcome, moved.after.outcome) == (Outcome.PASSED, Outcome.FAILED)


def test_the_command_prints_them(graded: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = copy(graded, tmp_path)
    failing = {"ada": {"invert-test-1": CellRun("invert-test-1", "error", error="Failure", traceback=("✗ no",))}}
    grade_without_kernels(monkeypatch, lambda student: failing.get(student, {}))
    done = CliRunner().invoke(app, ["grade", str(course.root), "--sandbox", "none", "--regrade"])
    assert done.exit_code == 0, done.output
    assert "Marks of the machine that moved, although the answer is the same: 2" in done.output
    third = CliRunner().invoke(app, ["grade", str(course.root), "--sandbox", "none", "--regrade"])
    assert "No mark of the machine moved." in third.output
    again = CliRunner().invoke(app, ["grade", str(course.root), "--sandbox", "none"])
    assert "moved" not in again.output
