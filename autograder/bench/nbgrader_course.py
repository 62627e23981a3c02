"""The peer of the bench `grade`: a plain course of nbgrader's, graded by nbgrader's own Execute and SaveAutoGrades."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from autograder.build import Chapter, source_notebook
from autograder.course_folder import ROOT
from autograder.files import write_file, write_notebook
from autograder.gradebook import open_gradebook
from helpers.errors import AtelierError

LANG = "en"
Marks = dict[tuple[str, str], float]  # (student, test): points


def make_environment() -> dict[str, str]:
    """Return what the commands of both sides run with: one thread a kernel, the pace of grading, this project."""
    paths = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))  # nbgrader runs alembic
    own = {"PATH": programs, "PYTHONPATH": paths, "ATELIER_PACE": "quick", "PYTHONUTF8": "1"}
    return {**os.environ, **threads, **own}


def run_command(folder: Path, *command: str) -> float:
    """Run a command of Python's in a folder; return its seconds.

    Raises
    ------
    AtelierError
        If it fails: then there is nothing to compare.
    """
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=folder, env=make_environment(), capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    seconds = time.perf_counter() - started
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise AtelierError(f"bench: {' '.join(command[:3])} must end well; it said: {' '.join(last)}")
    return seconds


def make_course(root: Path, chapter: Chapter, notebooks: Mapping[str, bytes]) -> None:
    """Make nbgrader's course with nbgrader's commands, and hand in students' notebooks."""
    name = f"{chapter.notebook_name}.ipynb"
    write_file(root / "nbgrader_config.py", f"c = get_config()\nc.CourseDirectory.root = {str(root)!r}\n")
    write_notebook(root / "source" / chapter.name / name, source_notebook(chapter, LANG))
    run_command(root, "nbgrader", "generate_assignment", chapter.name)
    for student, content in notebooks.items():
        path = root / "submitted" / student / chapter.name / name
        path.parent.mkdir(parents=True)
        path.write_bytes(content)


def grade(root: Path, chapter: Chapter) -> dict[str, float]:
    """Grade and make feedback; return the seconds of each."""
    return {
        "grade": run_command(root, "nbgrader", "autograde", chapter.name),
        "feedback": run_command(root, "nbgrader", "generate_feedback", chapter.name),
    }


def read_marks(db_url: str, chapter: Chapter) -> Marks:
    """Return the machine's marks on every test."""
    tests = {cell.cell_id for cell in chapter.tests}
    with open_gradebook(db_url) as gradebook:
        return {
            (submission.student.id, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(chapter.name)
            for notebook in submission.notebooks
            for grade in notebook.grades
            if grade.name in tests
        }
