"""A class is graded whatever one submission does; what did not change is not run again."""

import json
import sqlite3
from concurrent.futures import Executor, Future
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from autograder import grade, grade_submission
from autograder.course_folder import Course
from autograder.execution.limits import Limits
from autograder.grade import grade_course
from autograder.gradebook import open_gradebook
from autograder.results import compute_key, load_result, load_results, result_path
from autograder.stages import CellRun, Flag, Outcome
from autograder.submissions import read_submission
from helpers.cli import app
from helpers.errors import AtelierError
from tests.autograder.tiny_course import NAME, RIGHT, grade_without_kernels, hand_in, make_course, make_notebook


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every cell end well without running it; return who was run."""
    run: list[str] = []

    def note(student: str) -> dict[str, CellRun]:
        run.append(student)
        return {}

    grade_without_kernels(monkeypatch, note)
    return run


def give(course: Course, student: str, **answers: str) -> Path:
    (chapter,) = course.read_chapters()
    return hand_in(course, student, make_notebook(chapter, RIGHT | answers))


def scores(course: Course) -> dict[str, float]:
    with open_gradebook(course.db_url) as gradebook:
        return {found["student"]: found["score"] for found in gradebook.submission_dicts(NAME)}


def test_from_file_to_gradebook_with_real_kernels(course: Course) -> None:
    give(course, "ada")
    give(
        course, "bob", double="def double(x):\n    raise OSError('no disk')", halve="import warnings\n" + RIGHT["halve"]
    )
    hand_in(course, "eve", b"not a notebook")
    summary = grade_course(course, jobs=2)
    assert (summary.n_graded, summary.n_written, summary.n_unreadable, summary.problems) == (3, 3, 1, [])
    assert scores(course) == {"ada": 15, "bob": 10, "eve": 0}
    bob = load_result(course, "bob", NAME)
    assert bob is not None
    verdict = bob.verdicts[0]
    assert (verdict.outcome, verdict.message) == (
        Outcome.ERROR,
        "✗ OSError: no disk\n  → line 2, double: raise OSError('no disk')",
    )
    assert bob.seconds < 60  # an error is not waited for


def test_a_second_run_does_only_what_changed(course: Course, no_kernel: list[str]) -> None:
    for student in ("ada", "bob", "eve"):
        give(course, student)
    assert grade_course(course).n_graded == 3
    no_kernel.clear()
    again = grade_course(course)
    assert (again.n_graded, again.n_written, again.n_known, no_kernel) == (0, 0, 3, [])
    give(course, "bob", halve="def halve(x):\n    return 0.5 * x")
    assert grade_course(course).n_graded == 1
    assert no_kernel == ["bob"]
    assert grade_course(course, limits=Limits(test_seconds=1.5)).n_graded == 3
    result_path(course, "eve", NAME).write_text("{half", encoding="utf-8")
    no_kernel.clear()
    assert grade_course(course, limits=Limits(test_seconds=1.5)).n_graded == 1
    assert no_kernel == ["eve"]
    assert grade_course(course, regrade=True).n_graded == 3


def test_the_key_knows_everything_the_marks_depend_on(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    (chapter,) = course.read_chapters()
    give(course, "ada")
    keys = []

    def note(tests: str = "sealed", **options: object) -> None:
        submission = read_submission(course, "ada", course.read_chapters()[0])
        keys.append(compute_key(submission, course.read_chapters()[0], course, course.limits, tests, **options))

    note()
    note()
    assert keys[0] == keys[1]
    give(course, "ada", why="More.")
    note()
    chapter.path.write_text(chapter.path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    note()
    (course.root / "submitted" / "ada" / NAME / "timestamp.txt").write_text("2026-01-01", encoding="utf-8")
    note()
    note("in-kernel")
    note(sandbox="fork")
    note(sandbox="bwrap")
    assert keys[-2] == keys[-1]  # code sees the same in both
    note(experiments=True)
    monkeypatch.setattr("autograder.results.grader_version", lambda: "next")
    note()
    assert len(set(keys)) == 8


def test_a_submission_that_breaks_the_grader_does_not_stop_the_class(
    course: Course, no_kernel: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(sanitised, chapter, limits, *, tests, sandbox):
        if sanitised.student == "bob":
            raise ZeroDivisionError("our own mistake")
        return pretend(sanitised, chapter, limits, tests=tests, sandbox=sandbox)

    pretend = grade_submission.run_submission
    for student in ("ada", "bob", "eve"):
        give(course, student)
    grade_course(course)
    monkeypatch.setattr(grade_submission, "run_submission", run)
    summary = grade_course(course, regrade=True)
    assert summary.problems == [f"bob/{NAME}: ZeroDivisionError: our own mistake"]
    assert scores(course) == {"ada": 15, "bob": 0, "eve": 15}
    bob = load_result(course, "bob", NAME)
    assert bob is not None
    assert bob.flags == (Flag("grader_problem"),)
    assert {verdict.outcome for verdict in bob.verdicts} == {Outcome.NOT_GRADED}
    with open_gradebook(course.db_url) as gradebook:
        assert gradebook.find_submission_notebook("tiny", NAME, "bob").flagged
    failed = CliRunner().invoke(app, ["grade", str(course.root)])
    assert failed.exit_code == 1
    assert "our own mistake" in failed.output
    monkeypatch.undo()
    grade_without_kernels(monkeypatch)
    assert grade_course(course).n_graded == 1  # a problem is tried again
    assert scores(course)["bob"] == 15


def test_a_worker_that_dies_costs_one_submission(course: Course) -> None:
    class Broken(Executor):
        def submit(self, *args, **kwargs) -> Future:
            future: Future = Future()
            future.set_exception(RuntimeError("the worker died"))
            return future

    give(course, "ada")
    assert grade_course(course, executor=Broken()).problems == [f"ada/{NAME}: RuntimeError: the worker died"]
    assert scores(course) == {"ada": 0}


def test_without_unix_sockets_there_are_no_sealed_tests(
    course: Course, no_kernel: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    give(course, "ada")
    monkeypatch.setattr(grade, "socket", SimpleNamespace())  # as on Windows, without AF_UNIX
    with pytest.raises(AtelierError, match="WSL2"):
        grade_course(course)
    assert grade_course(course, tests="in-kernel").n_graded == 1


def test_a_gradebook_that_refuses_is_a_problem_not_an_end(course: Course, no_kernel: list[str]) -> None:
    give(course, "ada")
    with closing(sqlite3.connect(course.root / "gradebook.db")) as db:
        db.execute("DELETE FROM grade_cells WHERE id IN (SELECT id FROM base_cell WHERE name = 'why')")
        db.execute("DELETE FROM base_cell WHERE name = 'why'")
        db.commit()
    (problem,) = grade_course(course).problems
    assert "it differs in why" in problem


def test_a_renamed_notebook_is_found_and_a_bad_date_is_flagged(course: Course, no_kernel: list[str]) -> None:
    path = give(course, "ada")
    path.rename(path.with_name("tiny (1).ipynb"))
    path.with_name("timestamp.txt").write_text("yesterday, I think", encoding="utf-8")
    (course.root / "submitted" / "bob" / NAME).mkdir(parents=True)
    (course.root / "submitted" / "bob" / "09_unknown").mkdir()
    (course.root / "submitted" / ".cache" / NAME).mkdir(parents=True)
    assert grade_course(course).n_graded == 2
    records = {record.student: record for record in load_results(course, NAME)}
    assert {student: record.earned for student, record in records.items()} == {"ada": 15, "bob": 0}
    assert records["ada"].flags == (Flag("renamed", "tiny (1).ipynb"), Flag("bad_timestamp"))


def test_code_beside_the_notebook_does_not_reach_the_kernel(course: Course) -> None:
    path = give(course, "ada", double="import random, numpy\n" + RIGHT["double"])
    for name in ("numpy.py", "random.py", "helpers/__init__.py", "sitecustomize.py"):
        (path.parent / name).parent.mkdir(exist_ok=True)
        (path.parent / name).write_text("raise SystemExit('not ours')", encoding="utf-8")
    assert grade_course(course).n_graded == 1
    (record,) = load_results(course, NAME)
    assert record.earned == 15
    assert {str(flag) for flag in record.flags} == {
        "stray_code:helpers",
        "stray_code:numpy.py",
        "stray_code:random.py",
        "stray_code:sitecustomize.py",
    }


def test_the_command_says_what_it_did_and_what_is_next(course: Course, no_kernel: list[str]) -> None:
    give(course, "ada")
    done = CliRunner().invoke(app, ["grade", str(course.root), "02", "--jobs", "1"])
    assert done.exit_code == 0, done.output
    assert "1 graded, 0 known from before, 0 unreadable." in done.output
    assert "atelier report" in done.output
    assert json.loads(result_path(course, "ada", NAME).read_text(encoding="utf-8"))["schema"] == 1


def test_experiments_run_only_when_asked_for(course: Course) -> None:
    (chapter,) = course.read_chapters()
    notebook = make_notebook(chapter)
    (experiment,) = (cell for cell in notebook.cells if "raise RuntimeError" in cell.source)
    experiment.source = "print(double(3), 'by experiment')\nraise RuntimeError('that costs nothing')"
    hand_in(course, "ada", notebook)
    path = course.root / "autograded" / "ada" / NAME / "tiny.ipynb"
    assert grade_course(course).n_graded == 1
    assert "by experiment" not in path.read_text(encoding="utf-8")
    assert grade_course(course, experiments=True).n_graded == 1
    assert "6 by experiment" in path.read_text(encoding="utf-8")
    assert scores(course) == {"ada": 15}


def test_a_sandbox_that_is_not_there_is_refused_with_the_remedy(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(wanted: str) -> str:
        raise AtelierError(f"no {wanted}", "the remedy")

    monkeypatch.setattr("autograder.execution.sandbox.choose_sandbox", refuse)
    done = CliRunner().invoke(app, ["grade", str(course.root), "--sandbox", "fork"])
    assert str(done.exception) == "no fork the remedy"


def test_the_sandbox_is_said_and_recorded(course: Course, no_kernel: list[str]) -> None:
    give(course, "ada")
    done = CliRunner().invoke(app, ["grade", str(course.root)], env={"ATELIER_SANDBOX": "none"})
    assert "WITHOUT a sandbox" in done.output.splitlines()[0]
    (record,) = load_results(course, NAME)
    assert record.sandbox == "none"
