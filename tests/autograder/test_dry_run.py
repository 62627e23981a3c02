"""A dry run shows one submission from scratch, hidden checks included, and leaves the course as it is."""

from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from autograder.course_folder import Course
from autograder.dry_run import grade_dry
from autograder.tour import find_sandbox
from helpers.cli import app
from helpers.errors import AtelierError
from tests.autograder.tiny_course import NAME, RIGHT, hand_in, make_course, make_notebook

ANSWERS = RIGHT | {
    "double": "def double(x):\n    return x + 2.0",
    "halve": "print('looking at halves')\ndef halve(x):\n    return x / 2",
}


def read_all(root: Path) -> dict[Path, bytes]:
    # The database's side files come and go with every look at it.
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file() and ".db-" not in path.name}


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with one submission."""
    course = make_course(tmp_path, lang="en")
    (chapter,) = course.read_chapters()
    path = hand_in(course, "ada@uni.fr", make_notebook(chapter, ANSWERS))
    path.rename(path.with_name("my tiny.ipynb"))
    return course


def test_everything_is_shown_and_nothing_is_written(course: Course) -> None:
    before = read_all(course.root)
    sandbox = find_sandbox(Console(quiet=True))
    arguments = ["grade", str(course.root), "tiny", "--dry-run", "ada@uni.fr", "--sandbox", sandbox]
    done = CliRunner().invoke(app, arguments)
    assert done.exit_code == 0, (done.output, done.exception)
    assert read_all(course.root) == before
    for words in (
        "02_tiny, ada@uni.fr: 10 points by machine, 5 to mark by hand",
        "the file had another name",
        "double-test-1: 0/3, a check failed",
        "34.5",  # of the hidden check: this is the instructor's terminal
        "double-test-2: 0/2",
        "halve-test-1: 4/4, the test passed",
        "looking at halves",
        "Nothing was written.",
    ):
        assert words in done.output, (words, done.output)


def test_a_student_who_is_not_there(course: Course) -> None:
    with pytest.raises(AtelierError, match=r"got 'ada'\. Perhaps ada@uni\.fr"):
        grade_dry(course, NAME, "ada", sandbox="none")
    done = CliRunner().invoke(app, ["grade", str(course.root), "--dry-run", "ada@uni.fr", "--sandbox", "none"])
    assert isinstance(done.exception, AtelierError) and done.exception.exit_code == 2
    assert "needs one CHAPTER" in str(done.exception)
