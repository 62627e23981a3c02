"""nbgrader's own commands work in a course that `init` made: its exchange, its feedback, its export."""

import csv
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.course_folder import Course
from autograder.gradebook import open_gradebook
from autograder.report import write_report
from autograder.sanitise.timestamps import read_timestamp
from helpers.cli import app
from tests.autograder.late_class import make_late_class
from tests.autograder.tiny_course import NAME, RIGHT, grade_without_kernels, make_course


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class, some of it late."""
    return make_late_class(tmp_path_factory.mktemp("commands"))


def run(course: Course, *arguments: str) -> str:
    """Run one of nbgrader's commands in the course folder."""
    command = [sys.executable, "-m", "nbgrader", *arguments]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    return done.stderr


@pytest.mark.slow
def test_the_exchange_from_release_to_marks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbgrader.auth import Authenticator
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.exchange.default import ExchangeFetchAssignment, ExchangeReleaseAssignment, ExchangeSubmit
    from traitlets.config import Config

    course = make_course(tmp_path, lang="en")
    exchange, home = tmp_path / "exchange", tmp_path / "home"
    for folder in (exchange, home):
        folder.mkdir()
    exchange.chmod(0o777)
    config = Config()
    config.CourseDirectory.course_id = "lab"
    config.CourseDirectory.assignment_id = NAME
    config.Exchange.root = str(exchange)
    config.Exchange.cache = str(tmp_path / "cache")

    def pass_on(step: type, root: Path) -> None:
        monkeypatch.chdir(root)
        directory = CourseDirectory(config=config)
        directory.root = str(root)
        step(coursedir=directory, authenticator=Authenticator(config=config), config=config).start()

    pass_on(ExchangeReleaseAssignment, course.root)
    pass_on(ExchangeFetchAssignment, home)
    path = home / NAME / "tiny.ipynb"
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = RIGHT.get(cell.id, cell.source)
    nbformat.write(notebook, path)
    pass_on(ExchangeSubmit, home)

    settings = f'c = get_config()\nc.CourseDirectory.course_id = "lab"\nc.Exchange.root = {str(exchange)!r}\n'
    (course.root / "nbgrader_config_local.py").write_text(settings, encoding="utf-8")
    command = ["collect", str(course.root), "exchange", "--chapter", "tiny"]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 0, (done.output, done.exception)
    assert f"{NAME}: 1 submissions (1 new, 0 changed, 0 as before)." in done.output
    (folder,) = (course.root / "submitted").glob(f"*/{NAME}")
    date, flags = read_timestamp(folder / "timestamp.txt")
    assert date and not flags
    assert "0 new, 0 changed, 1 as before" in CliRunner().invoke(app, command).output

    grade_without_kernels(monkeypatch)
    assert CliRunner().invoke(app, ["grade", str(course.root), "--sandbox", "none"]).exit_code == 0
    with open_gradebook(course.db_url) as gradebook:
        (found,) = gradebook.assignment_submissions(NAME)
        assert (found.student.id, found.score) == (folder.parent.name, 15)
        assert found.timestamp is not None


@pytest.mark.slow
def test_export_has_marks_and_penalties(graded: Course) -> None:
    run(graded, "export")
    rows = list(csv.DictReader((graded.root / "grades.csv").read_text(encoding="utf-8").splitlines()))
    (bob,) = [row for row in rows if row["student_id"] == "bob"]
    assert (float(bob["max_score"]), float(bob["late_submission_penalty"])) == (20, 2)
    assert float(bob["score"]) == float(bob["raw_score"]) - 2


@pytest.mark.slow
def test_generate_feedback_hides_what_is_hidden_and_report_takes_its_page_back(graded: Course) -> None:
    run(graded, "generate_feedback", NAME)
    page = graded.root / "feedback" / "eve" / NAME / "tiny.html"
    assert "17.25" not in page.read_text(encoding="utf-8")
    write_report(graded)
    assert "<!-- atelier " in page.read_text(encoding="utf-8")
