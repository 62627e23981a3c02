"""A chapter of three short exercises and a question, its known mistakes, and students' notebooks made from it."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from autograder import grade, grade_submission
from autograder.build import Chapter, read_chapter, student_notebook
from autograder.course_folder import Course, init_course
from autograder.execution.limits import Limits
from autograder.judgement import in_kernel
from autograder.stages import CellRun, Execution, Sanitised, Submission

NAME = "02_tiny"
LIMITS = Limits(cell_seconds=3.0, test_seconds=2.0, grace_seconds=1.0)

SOURCE = '''\
# %% [markdown] lang="fr"
# # Petit

# %% [markdown] lang="en"
# # Tiny

# %% setup=true
import numpy as np

from helpers import course, expect

course.start(chapter="02_tiny")

# %% solution="double"
def double(x):
    """Return 2 x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% test="double" points=3
expect.close(double(2.0), 4.0, fr="deux fois", en="twice")
### BEGIN HIDDEN TESTS
secret_argument = 17.25
expect.close(double(secret_argument), 34.5)
### END HIDDEN TESTS

# %% test="double" points=2
expect.close(double(np.ones(3)), 2 * np.ones(3))

# %% solution="halve"
def halve(x):
    """Return x / 2."""
    ### BEGIN SOLUTION
    return x / 2
    ### END SOLUTION

# %% test="halve" points=4
expect.close(halve(2.0), 1.0)

# %% experiment=true
print(double(3))
raise RuntimeError("an experiment is never run")

# %% [markdown] lang="fr"
# Pourquoi la moitié ?

# %% [markdown] lang="en"
# Why half?

# %% [markdown] lang="fr" answer="why" points=5
# *Écrivez votre réponse ici.*
# ### BEGIN MARK SCHEME
# Parce que **deux** moitiés font un.
# ### END MARK SCHEME

# %% [markdown] lang="en" answer="why" points=5
# *Write your answer here.*
# ### BEGIN MARK SCHEME
# Because **two** halves make one.
# ### END MARK SCHEME

# %% solution="invert"
def invert(x):
    """Return 1 / x."""
    ### BEGIN SOLUTION
    return 1 / x
    ### END SOLUTION

# %% test="invert" points=6
expect.close(invert(2.0), 0.5)
### BEGIN HIDDEN TESTS
expect.close(invert(8.0), 0.125, fr="un huitième", en="one eighth")
### END HIDDEN TESTS
'''

MUTANTS = """\
# %% mutant="double/adds" message="not the right value"
def double(x):
    return x + 2

# %% mutant="halve/third" message="not the right value"
def halve(x):
    return x / 3

# %% mutant="invert/negates" message="not the right value"
def invert(x):
    return -1 / x

# %% variant="invert/power"
def invert(x):
    return x ** -1
"""
RIGHT = {
    "double": "def double(x):\n    return 2 * x",
    "halve": "def halve(x):\n    return x / 2",
    "invert": "def invert(x):\n    return 1 / x",
    "why": "Because.",
}


def write_source(folder: Path, source: str = SOURCE) -> Path:
    """Write the chapter's source into a folder; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.py").write_text(source, encoding="utf-8")
    return folder


def make_chapter(folder: Path) -> Chapter:
    """Return the chapter."""
    return read_chapter(write_source(folder) / f"{NAME}.py")


def make_course(folder: Path, *, lang: str = "fr") -> Course:
    """Return a course of this chapter in `folder`/course."""
    return init_course(folder / "course", lang=lang, solutions=write_source(folder / "sources"), limits=LIMITS)


def make_notebook(chapter: Chapter, answers: Mapping[str, str] = RIGHT, *, lang: str = "en") -> NotebookNode:
    """Return a student's notebook with these answers, by cell id."""
    notebook = student_notebook(chapter, lang)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    return notebook


def submit(notebook: NotebookNode | bytes, student: str = "ada") -> Submission:
    """Return what a student hands in."""
    content = notebook if isinstance(notebook, bytes) else nbformat.writes(notebook).encode()
    return Submission(student, NAME, content)


def hand_in(course: Course, student: str, notebook: NotebookNode | bytes) -> Path:
    """Write a student's file into the course folder."""
    path = course.root / "submitted" / student / NAME / "tiny.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(submit(notebook).content)
    return path


def pretend_to_run(sanitised: Sanitised, runs: Mapping[str, CellRun] | None = None) -> Execution:
    """Return an execution where every code cell ended well, but for those in `runs`."""
    code = [cell["id"] for cell in sanitised.notebook["cells"] if cell["cell_type"] == "code"]
    found = tuple((runs or {}).get(cell_id, CellRun(cell_id, "ok")) for cell_id in code)
    return Execution(sanitised.student, sanitised.chapter, found)


def grade_without_kernels(
    patch: pytest.MonkeyPatch, runs: Callable[[str], Mapping[str, CellRun]] = lambda student: {}
) -> None:
    """Let every code cell end well without running it, but for those in `runs(student)`; all in this process."""

    def run_submission(sanitised, chapter, limits, *, tests, sandbox):
        execution = pretend_to_run(sanitised, runs(sanitised.student))
        return execution, in_kernel.judge(sanitised, execution, chapter)

    class Threads(ThreadPoolExecutor):
        stop = ThreadPoolExecutor.shutdown

    patch.setattr(grade_submission, "run_submission", run_submission)
    patch.setattr(grade, "make_pool", lambda n_workers, *_, **__: Threads(n_workers))


def add_submission(gradebook: Gradebook, student: str = "ada") -> None:
    """Enter a submission without marks."""
    with gradebook.db.no_autoflush:  # nbgrader builds its rows outside of the session, and SQLAlchemy warns
        gradebook.add_student(student)
        gradebook.add_submission(NAME, student)
