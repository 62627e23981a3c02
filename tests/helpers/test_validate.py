"""`validate` says what the visible tests say, notices changed tests, and survives hostile cells."""

import os
import subprocess
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum as nbgraders_checksum

from helpers import course_notebook
from helpers.errors import AtelierError
from helpers.validate import validate
from helpers.validation_report import Report, print_report
from tests.helpers.small_course import answer, copy_notebook, make_course


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small course."""
    return make_course(tmp_path_factory.mktemp("course"))


def states(report: Report) -> dict[str, str]:
    """Return the state of each test."""
    return {row.test: row.state for row in report.rows}


def test_a_right_notebook_is_right_on_the_command_line(course: Path, atelier: list[str]) -> None:
    path = copy_notebook(course, "right", change=answer(why_add="Because."))
    before = path.read_bytes()
    done = subprocess.run([*atelier, "validate", str(path)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert "3 of 3 tests passed: 15 of 15 points" in done.stdout
    assert "•" not in done.stdout, "there is nothing to remark on"
    assert done.stderr == ""
    assert path.read_bytes() == before


def test_a_changed_test_is_noticed_and_run_as_it_was(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoilt = answer(double="def double(x):\n    return x", double_test_1="expect.equal(1, 1)")
    report = validate(copy_notebook(course, "changed", lang="fr", change=spoilt))
    assert states(report) == {"add-test-1": "passed", "add-test-2": "passed", "double-test-1": "failed"}
    assert report.rows[2].message == "la valeur n'est pas la bonne"
    assert any("modifiées : double-test-1" in remark for remark in report.remarks)
    assert "Questions encore sans réponse : 1 sur 1." in report.remarks
    print_report(report)
    shown = capsys.readouterr().out
    assert "✗" in shown and "2 sur 3 tests réussis : 10 points sur 15" in shown


def test_one_exercise_alone(course: Path, atelier: list[str]) -> None:
    def change(cells: dict[str, NotebookNode]) -> None:
        answer(add="import time\ntime.sleep(1000)", double="def double(x):\n    return times(2, x)")(cells)

    path = copy_notebook(course, "alone", change=change)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell("def times(a, b):\n    return a * b", id="own"))
    nbformat.write(notebook, path)
    report = validate(path, exercise="double", timeout_seconds=20)
    assert states(report) == {"double-test-1": "passed"}
    assert report.exercises == {"double": "done"} and report.remarks == ()
    command = [*atelier, "validate", str(path), "--exercise", "triple"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2
    assert "--exercise must be one of the notebook's exercises; got 'triple'. They are: add, double." in done.stderr


def test_how_far_a_student_is(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    half = answer(add="def add(a, b):\n    return a - b", double="raise NotImplementedError()")
    report = validate(copy_notebook(course, "half", lang="fr", change=half))
    assert report.exercises == {"add": "failed", "double": "unwritten"}
    assert report.rows[2].message == "reste à écrire"
    print_report(report)
    shown = capsys.readouterr().out
    assert "0 exercices sur 2 sont faits." in shown
    assert "À revoir : add." in shown and "Encore à écrire : double." in shown


def test_errors_in_answers_are_named_where_they_arise(course: Path) -> None:
    def change(cells: dict[str, NotebookNode]) -> None:
        answer(add="def add(a, b)\n    return a + b")(cells)
        del cells["double"]

    report = validate(copy_notebook(course, "broken", change=change))
    assert states(report) == dict.fromkeys(("add-test-1", "add-test-2", "double-test-1"), "failed")
    assert "the answer's cell fails: SyntaxError" in report.rows[0].message
    assert report.rows[2].message == "the answer's cell 'double' is missing"


def test_an_endless_cell_is_interrupted_and_the_rest_is_run(course: Path) -> None:
    def change(cells: dict[str, NotebookNode]) -> None:
        answer(add="def add(a, b):\n    while True:\n        pass")(cells)
        del cells["add-test-2"]

    report = validate(copy_notebook(course, "endless", change=change), timeout_seconds=2)
    assert states(report) == {"add-test-1": "failed", "add-test-2": "missing", "double-test-1": "passed"}
    assert report.rows[0].message == "stopped after 2 s; an endless loop?"


def test_a_kernel_that_never_comes_back_is_given_up(course: Path) -> None:
    stubborn = "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass"
    report = validate(copy_notebook(course, "stubborn", change=answer(double=stubborn)), timeout_seconds=2)
    assert states(report) == {"add-test-1": "passed", "add-test-2": "passed", "double-test-1": "failed"}
    assert "the answer's cell fails: stopped after 2 s" in report.rows[2].message


def test_tests_before_a_kernels_death_keep_their_points(course: Path) -> None:
    change = answer(double="def double(x):\n    import os\n    os._exit(1)")
    report = validate(copy_notebook(course, "dead", change=change))
    assert states(report) == {"add-test-1": "passed", "add-test-2": "passed", "double-test-1": "failed"}
    assert report.rows[2].message == "the kernel died in this cell; out of memory?"


def test_without_the_courses_copy_checksums_tell_what_changed(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    path = copy_notebook(course, "other", change=answer(add_test_1="expect.equal(1, 1)"))
    notebook = nbformat.read(path, as_version=4)
    assert course_notebook.find_original(path, notebook)[1] == ""
    changed = [course_notebook.name_of(cell) for cell in notebook.cells if course_notebook.is_changed(cell)]
    assert changed == ["add", "add-test-1", "double"]

    notebook.metadata.atelier.build = "an older one"
    assert "another version" in course_notebook.find_original(path, notebook)[1]
    original = course / "notebooks" / "en" / "01_sums" / "sums.ipynb"
    assert "'atelier lab' makes one" in course_notebook.find_original(original, notebook)[1]
    original.unlink()
    assert "was not found" in course_notebook.find_original(path, notebook)[1]


def test_checksums_are_nbgraders(course: Path) -> None:
    notebook = nbformat.read(course / "notebooks" / "fr" / "01_sums" / "sums.ipynb", as_version=4)
    graded = [cell for cell in notebook.cells if course_notebook.grading(cell)]
    assert len(graded) == 7
    for cell in graded:
        assert course_notebook.compute_checksum(cell) == nbgraders_checksum(cell) == cell.metadata.nbgrader.checksum


NOT_OURS = {
    "missing": (None, "is not a file"),
    "text": ("Hello", "is no Jupyter notebook"),
    "empty": ("", "is no Jupyter notebook"),
    "list": ("[1, 2]", "is no Jupyter notebook"),
    "object": ("{}", "is no Jupyter notebook"),
    "conflict": ('{"cells": [\n<<<<<<< HEAD\n', "is no Jupyter notebook"),
    "stranger": (
        '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
        "not a notebook of this course",
    ),
    "half": (
        '{"cells": [], "metadata": {"atelier": {"lang": "de"}}, "nbformat": 4, "nbformat_minor": 5}',
        "not a notebook of this course",
    ),
}


@pytest.mark.parametrize("name", NOT_OURS)
def test_what_is_no_notebook_of_the_course_is_misuse(tmp_path: Path, name: str) -> None:
    content, complaint = NOT_OURS[name]
    path = tmp_path / "file.ipynb"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(AtelierError, match=complaint) as caught:
        validate(path)
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_misuse_is_one_line_in_the_users_language(tmp_path: Path, atelier: list[str]) -> None:
    done = subprocess.run(
        [*atelier, "validate", str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "LANG": "fr_FR.UTF-8"},
    )
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("atelier:") and "n'est pas un fichier" in line
