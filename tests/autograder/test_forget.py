"""Forgetting a student leaves nothing of theirs in the course folder, and all of the others'."""

import json
import shutil
from pathlib import Path

import filelock
import pytest
from typer.testing import CliRunner

from autograder.course_folder import Course, open_course
from autograder.forget import forget_student
from autograder.grade import LOCK, grade_course
from autograder.gradebook import open_gradebook
from autograder.report import write_report
from helpers.cli import app
from helpers.errors import AtelierError
from tests.autograder.collect.test_collect import Person, collect_submissions, entry_name, write_worksheet, write_zip
from tests.autograder.tiny_course import NAME, RIGHT, grade_without_kernels, make_course, make_notebook, submit

GONE, KEPT = "vanessa.unique@uni.fr", "walter@uni.fr"
NAMES = {GONE: "Vanessa Unique", KEPT: "Walter Reste"}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two students, collected, graded, with a comment, reported."""
    folder = tmp_path_factory.mktemp("forget")
    course = make_course(folder)
    (chapter,) = course.read_chapters()
    people = [Person(str(n), NAMES[who], who) for n, who in enumerate(NAMES, start=7)]
    files = {
        entry_name(one.name, one.number, "tiny.ipynb"): submit(
            make_notebook(chapter, RIGHT | {"why": f"Because {one.name} says so."})
        ).content
        for one in people
    }
    worksheet = write_worksheet(folder / "w.csv", people)
    collect_submissions(course.root, write_zip(folder / "c.zip", files), worksheet=worksheet)
    with pytest.MonkeyPatch.context() as patch:
        grade_without_kernels(patch)
        grade_course(course, sandbox="none")
    with open_gradebook(course.db_url) as gradebook:
        gradebook.find_comment("why", "tiny", NAME, GONE).manual_comment = "Dear Vanessa Unique"
        gradebook.db.commit()
    path = course.root / "atelier.json"
    settings = json.loads(path.read_text(encoding="utf-8"))
    settings["late"]["extra_days"] = {GONE: 1, f"{GONE}/{NAME}": 2, KEPT: 3}
    path.write_text(json.dumps(settings), encoding="utf-8")
    write_report(open_course(course.root))
    return open_course(course.root)


def find_traces(root: Path) -> list[str]:
    """Return the files that name the student who is gone, by their names or in their bytes."""
    words = [b"vanessa", b"Vanessa", b"Unique"]
    paths = [path for path in root.rglob("*") if path.is_file()]
    named = [path for path in paths if "vanessa" in str(path.relative_to(root))]
    return [str(path) for path in paths if path in named or any(word in path.read_bytes() for word in words)]


def test_nothing_is_left_of_them_and_all_of_the_others(graded: Course, tmp_path: Path) -> None:
    course = open_course(shutil.copytree(graded.root, tmp_path / "course"))
    assert len(find_traces(course.root)) >= 7
    done = CliRunner().invoke(app, ["forget", str(course.root), GONE, "--yes"])
    assert done.exit_code == 0, done.output
    assert f"submitted/{GONE}" in done.output and "gradebook.db" in done.output
    assert find_traces(course.root) == []
    course = open_course(course.root)
    assert course.late.extra_days == {KEPT: 3}
    written = write_report(course)
    assert written.uploads[0].waiting == (KEPT,)
    assert find_traces(course.root) == []
    with open_gradebook(course.db_url) as gradebook:
        assert [student.id for student in gradebook.students] == [KEPT]
        assert gradebook.find_submission(NAME, KEPT).score == 15


@pytest.mark.parametrize("name", ["nobody", "..", "../submitted", "*", ""])
def test_a_name_that_nobody_has_removes_nothing(graded: Course, name: str) -> None:
    before = sorted(graded.root.rglob("*"))
    with pytest.raises(AtelierError, match="knows nobody"):
        forget_student(graded, name)
    assert sorted(graded.root.rglob("*")) == before


def test_a_course_that_is_being_graded_has_to_wait(graded: Course) -> None:
    with filelock.FileLock(graded.root / LOCK), pytest.raises(AtelierError, match="is at work"):
        forget_student(graded, GONE)
    assert (graded.root / "submitted" / GONE).is_dir()


def test_it_asks_first(graded: Course) -> None:
    done = CliRunner().invoke(app, ["forget", str(graded.root), GONE], input="n\n")
    assert done.exit_code == 1
    assert (graded.root / "submitted" / GONE).is_dir()
