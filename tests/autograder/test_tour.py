"""The tour's class gets the marks that its making predicts, in our hands and in nbgrader's."""

import io
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import determine_grade, is_grade
from rich.console import Console

from autograder.attempts import read_attempts
from autograder.course_folder import ROOT, Course, init_course, open_course
from autograder.grade import grade_course
from autograder.gradebook import open_gradebook
from autograder.hidden_lines import find_hidden_lines
from autograder.results import load_results
from autograder.simulated_class import simulate_class
from autograder.tour import CHAPTER, hand_in, run_tour
from helpers.errors import AtelierError
from tests.autograder.tiny_course import MUTANTS, NAME, grade_without_kernels, write_source


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, str, bool]:
    """The tour on the real chapter: the course, what was printed, whether all was as predicted."""
    folder = tmp_path_factory.mktemp("tour") / "course"
    with io.StringIO() as printed:
        right = run_tour(folder=folder, console=Console(file=printed, width=200), jobs=2)
        return open_course(folder), printed.getvalue(), right


def test_the_tour_keeps_its_promises(tour: tuple[Course, str, bool], tmp_path: Path) -> None:
    """One test, so that the class is graded once, however many processes share the tests."""
    course, printed, right = tour
    assert right, printed
    check_that_everything_is_there(course, printed)
    check_that_nbgrader_reads_our_marks(course)
    check_that_hidden_tests_stay_hidden(course)
    check_that_one_notebook_can_be_graded_again(open_course(shutil.copytree(course.root, tmp_path / "course")))


def check_that_everything_is_there(course: Course, printed: str) -> None:
    assert "15 + 5" in printed
    students = {record.student for record in load_results(course, CHAPTER)}
    assert len(students) >= 12
    for student in students:
        assert student in printed
        assert (course.root / "feedback" / student / CHAPTER / "neuron.html").is_file()
    assert (course.root / "report" / "scores.csv").is_file()


def check_that_nbgrader_reads_our_marks(course: Course) -> None:
    for record in load_results(course, CHAPTER):
        path = course.root / "autograded" / record.student / CHAPTER / "neuron.ipynb"
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        read = {cell.metadata.nbgrader.grade_id: determine_grade(cell)[0] for cell in notebook.cells if is_grade(cell)}
        assert read == {verdict.cell_id: verdict.earned for verdict in record.verdicts}, record.student


def check_that_hidden_tests_stay_hidden(course: Course) -> None:
    (chapter,) = course.read_chapters()
    hidden = [line for line in find_hidden_lines(chapter) if len(line) >= 20]  # shorter ones are found by chance
    assert len(hidden) > 20
    pages = [*course.root.glob("autograded/*/*/*.ipynb"), *course.root.glob("feedback/*/*/*.html")]
    assert len(pages) >= 24
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert not [line for line in hidden if line in text], page


def check_that_one_notebook_can_be_graded_again(course: Course) -> None:
    assert grade_course(course).n_graded == 0
    path = course.root / "submitted" / "samuel.cohen" / CHAPTER / "neuron.ipynb"
    path.write_bytes((course.root / "submitted" / "brian.oconnor" / CHAPTER / "neuron.ipynb").read_bytes())
    assert grade_course(course).n_graded == 1
    with open_gradebook(course.db_url) as gradebook:
        assert gradebook.find_submission(CHAPTER, "samuel.cohen").score == 15


def test_a_mark_that_was_not_predicted_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    grade_without_kernels(monkeypatch)
    monkeypatch.setattr("autograder.report.write_feedback", lambda *_, **__: None)
    write_source(tmp_path / "sources")
    (tmp_path / "mutants").mkdir()
    (tmp_path / "mutants" / f"{NAME}.py").write_text(MUTANTS, encoding="utf-8")
    with io.StringIO() as printed:
        right = run_tour(
            folder=tmp_path / "course",
            solutions=tmp_path / "sources",
            mutants=tmp_path / "mutants",
            chapter_name=NAME,
            console=Console(file=printed, width=200),
        )
        assert not right
        assert "Not the predicted mark: dmitri.volkov, elise.dupont" in printed.getvalue()


def test_without_mutants_there_is_no_tour(tmp_path: Path) -> None:
    with pytest.raises(AtelierError, match="must hold a chapter's mutants"):
        run_tour(folder=tmp_path / "course", mutants=tmp_path)
    assert not (tmp_path / "course").exists()


# What nbgrader judges right by itself: no endless loop, no dead kernel, nothing deleted, nothing that is no notebook.
PLAIN = (
    "amina.benali", "brian.oconnor", "chloe.martin", "dmitri.volkov", "elise.dupont", "farid.haddad", "hugo.bernard",
    "jonas.weber", "nadia.rossi", "oscar.lind", "paula.novak",
)  # fmt: skip


@pytest.mark.slow
def test_plain_nbgrader_gives_the_same_marks_and_feedback(tour: tuple[Course, str, bool], tmp_path: Path) -> None:
    theirs = init_course(tmp_path / "theirs", [CHAPTER], lang="fr")
    (chapter,) = theirs.read_chapters()
    students = simulate_class(chapter, read_attempts(ROOT / "tests" / "course" / "mutants" / f"{CHAPTER}.py"))
    hand_in(theirs, [student for student in students if student.student in PLAIN], CHAPTER, "neuron")
    nbgrader(theirs.root, "autograde", CHAPTER)
    ours = marks(tour[0])
    assert marks(theirs) == {student: ours[student] for student in PLAIN}
    # And its feedback on our graded notebooks hides what ours hides.
    course = open_course(shutil.copytree(tour[0].root, tmp_path / "ours", ignore=shutil.ignore_patterns("feedback")))
    nbgrader(course.root, "generate_feedback", CHAPTER)
    pages = list(course.root.glob("feedback/*/*/*.html"))
    assert len(pages) == len(students)
    hidden = [line for line in find_hidden_lines(chapter) if len(line) >= 20]
    assert not [page for page in pages for line in hidden if line in page.read_text(encoding="utf-8")]


def nbgrader(folder: Path, *arguments: str) -> None:
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr


def marks(course: Course) -> dict[str, tuple[float, bool]]:
    with open_gradebook(course.db_url) as gradebook:
        found = gradebook.submission_dicts(CHAPTER)
        return {one["student"]: (one["score"], one["needs_manual_grade"]) for one in found}
