"""nbgrader's own command and the formgrader's button give the marks that `grade` gives, whatever was handed in."""

import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from autograder.course_folder import Course
from autograder.grade import grade_course
from autograder.gradebook import open_gradebook
from tests.autograder.tiny_course import NAME, RIGHT, hand_in, make_course, make_notebook

ANSWERS = {
    "ada": {},
    "bob": {"double": "def double(x):\n    return x + 2"},
    "cat": {"halve": "import os\nos._exit(1)"},
    "dan": {"invert": "import sys\nprint('noise', file=sys.stderr)\ndef invert(x):\n    return 1 / x", "why": ""},
    "eve": {"double": "expect.close = lambda *args, **kwargs: None\ndef double(x):\n    return 0"},
}
EXPECTED = {"ada": 15, "bob": 10, "cat": 11, "dan": 15, "eve": 10, "fay": 15, "gus": 0}


def hand_in_class(course: Course) -> None:
    (chapter,) = course.read_chapters()
    for student, answers in ANSWERS.items():
        hand_in(course, student, make_notebook(chapter, RIGHT | answers))
    twice = make_notebook(chapter)
    twice.cells.append(nbformat.from_dict({**twice.cells[3], "id": "copy"}))
    for cell in twice.cells:  # what makes nbgrader give up on a whole class
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.schema_version = 99
    hand_in(course, "fay", twice)
    hand_in(course, "gus", b"not a notebook")


def marks(course: Course) -> dict[str, dict[str, tuple[float | None, bool]]]:
    with open_gradebook(course.db_url) as gradebook:
        return {
            student: {
                grade.name: (grade.auto_score, grade.needs_manual_grade)
                for grade in gradebook.find_submission_notebook("tiny", NAME, student).grades
            }
            for student in EXPECTED
        }


def scores(course: Course) -> dict[str, float]:
    with open_gradebook(course.db_url) as gradebook:
        return {found["student"]: found["score"] for found in gradebook.submission_dicts(NAME)}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class, graded by us."""
    course = make_course(tmp_path_factory.mktemp("ours"))
    hand_in_class(course)
    assert grade_course(course, jobs=2).problems == []
    assert scores(course) == EXPECTED
    return course


def nbgrader(course: Course, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course.root, capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_autograde_on_its_own_gives_the_same_marks(graded: Course, tmp_path: Path) -> None:
    course = make_course(tmp_path)
    hand_in_class(course)
    nbgrader(course, "autograde", NAME)
    assert marks(course) == marks(graded)
    # And what it leaves behind is what we leave behind: nothing hidden, the same outcomes.
    for student in EXPECTED:
        place = Path("autograded", student, NAME, "tiny.ipynb")
        theirs, ours = (nbformat.read(folder.root / place, as_version=4) for folder in (course, graded))
        assert [cell.source for cell in theirs.cells] == [cell.source for cell in ours.cells]
        assert "17.25" not in (course.root / place).read_text(encoding="utf-8")
    assert grade_course(course).n_graded == 0


def test_the_formgraders_button_takes_a_new_submission_and_keeps_marks_by_hand(tmp_path: Path) -> None:
    from nbgrader.apps import NbGraderAPI
    from traitlets.config import Config

    course = make_course(tmp_path)
    (chapter,) = course.read_chapters()
    hand_in(course, "ada", make_notebook(chapter))
    grade_course(course)
    with open_gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade("why", "tiny", NAME, "ada")
        grade.manual_score = 4
        gradebook.db.commit()
    hand_in(course, "ada", make_notebook(chapter, RIGHT | {"halve": "def halve(x):\n    return x"}))
    config = Config()
    config.CourseDirectory.root = str(course.root)
    config.CourseDirectory.db_url = course.db_url
    from nbgrader.apps import NbGrader

    application = NbGrader(config=config)
    application.config_file_paths.insert(0, str(course.root))
    application.load_config_file()
    result = NbGraderAPI(config=application.config).autograde(NAME, "ada")
    assert result["success"], result
    with open_gradebook(course.db_url) as gradebook:
        found = {grade.name: grade for grade in gradebook.find_submission_notebook("tiny", NAME, "ada").grades}
        assert (found["halve-test-1"].auto_score, found["why"].manual_score) == (0, 4)
        assert gradebook.find_submission(NAME, "ada").score == 15
