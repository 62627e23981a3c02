"""The bench `grade`: the same submissions graded by nbgrader and by us, feedback and recording included."""

import os
import platform
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from autograder.attempts import read_attempts
from autograder.bench import nbgrader_course
from autograder.bench.grading_split import STAGES, split_time
from autograder.bench.nbgrader_course import LANG, Marks, read_marks, run_command
from autograder.bench.result import Bench
from autograder.build import Chapter, read_chapter, student_notebook
from autograder.cores import count_cores
from autograder.course_folder import ROOT, init_course
from autograder.execution.sandbox import choose_sandbox
from autograder.grade import make_pool
from helpers.errors import AtelierError
from helpers.terminal import progress_bar

N_TOY, N_REAL, N_SPLIT, JOBS = 20, 8, 8, 2
REAL = "01_neuron"
# What a notebook of the field imports; without these lines, it is the case that favours a cold kernel most.
LIBRARIES = """\
import matplotlib.pyplot as plt
import ot
import torch
"""
TOY = """\
# %% setup=true
import numpy as np
{libraries}
from helpers import course, expect

course.start(chapter="{name}")

# %% solution="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% test="double" points=10
expect.close(double(2.0), 4.0)

# %% test="double" points=10
expect.close(double(np.ones(3)), 2 * np.ones(3))
### BEGIN HIDDEN TESTS
expect.close(double(17.25), 34.5)
### END HIDDEN TESTS
"""
TOY_ANSWERS = (
    {},
    {"double": "def double(x):\n    return x + x"},
    {"double": "def double(x):\n    return x + 2"},
    {"double": "def double(x):\n    raise ValueError(x)"},
)


@dataclass(frozen=True)
class Comparison:
    """What grading some submissions of a chapter took.

    Attributes
    ----------
    theirs, ours : dict of str to float
        Seconds of "grade" and of "feedback".
    split : dict of str to float
        Seconds of each of our stages for one submission, in one process, everything warm.
    """

    chapter: str
    n: int
    theirs: dict[str, float]
    ours: dict[str, float]
    split: dict[str, float]

    @property
    def ratio(self) -> float:
        """How many times our throughput is nbgrader's."""
        return sum(self.theirs.values()) / sum(self.ours.values())

    @property
    def overhead_seconds(self) -> float:
        """What one submission costs beside the student's own cells."""
        return sum(self.split.values()) - self.split["cells"]


def measure(*, n_toy: int = N_TOY, n_real: int = N_REAL) -> Bench:
    """Grade submissions of two toy chapters and of a real one, by nbgrader and by us; the marks must agree.

    Raises
    ------
    AtelierError
        If the marks differ, or there is no sandbox.
    """
    with tempfile.TemporaryDirectory(prefix="atelier-bench-") as made:
        folder = Path(made)
        toy, bare = write_toy(folder, "02_toy", LIBRARIES), write_toy(folder, "03_bare", "")
        real = read_chapter(ROOT / "solutions" / f"{REAL}.py")
        attempts = read_attempts(ROOT / "tests" / "course" / "mutants" / f"{REAL}.py")
        answers = [{}, *({one.exercise: one.code} for one in attempts)]
        cases = ((toy, TOY_ANSWERS, n_toy), (bare, TOY_ANSWERS, n_toy), (real, answers, n_real))
        found = []
        with progress_bar("bench") as show:
            for chapter, own, n in cases:
                show(len(found), len(cases))
                found.append(compare(folder / chapter.name, chapter, make_notebooks(chapter, own, n)))
    return _describe(found)


def write_toy(folder: Path, name: str, libraries: str) -> Chapter:
    """Write a chapter of one exercise and two tests that imports some libraries, and read it."""
    path = folder / "solutions" / f"{name}.py"
    path.parent.mkdir(exist_ok=True)
    path.write_text(TOY.format(name=name, libraries=libraries), encoding="utf-8")
    return read_chapter(path)


def make_notebooks(chapter: Chapter, answers: Sequence[dict[str, str]], n: int) -> dict[str, bytes]:
    """Return students' notebooks: the solution, with some of the answers, in turns."""
    solution = {cell.name: cell.full for cell in chapter.solutions}
    notebooks = {}
    for number in range(n):
        notebook = student_notebook(chapter, LANG)
        own = solution | answers[number % len(answers)]
        for cell in notebook.cells:
            cell.source = own.get(cell.id, cell.source)
        notebooks[f"student{number:04}"] = nbformat.writes(notebook).encode()
    return notebooks


def compare(folder: Path, chapter: Chapter, notebooks: dict[str, bytes]) -> Comparison:
    """Have both grade the same notebooks, nbgrader first, and compare the marks."""
    nbgrader_course.make_course(folder / "theirs", chapter, notebooks)
    theirs = nbgrader_course.grade(folder / "theirs", chapter)
    course = init_course(folder / "ours", [chapter.name], lang=LANG, solutions=chapter.path.parent)
    for student, content in notebooks.items():
        path = course.root / "submitted" / student / chapter.name / f"{chapter.notebook_name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    command = ("helpers.cli", "grade", str(course.root), "--jobs", str(JOBS))
    ours = {
        "grade": run_command(course.root, *command),
        "feedback": run_command(course.root, "helpers.cli", "report", str(course.root)),
    }
    their_marks = read_marks(f"sqlite:///{folder / 'theirs' / 'gradebook.db'}", chapter)
    _check_marks(their_marks, read_marks(course.db_url, chapter), len(notebooks) * len(chapter.tests))
    few = dict(list(notebooks.items())[:N_SPLIT])
    again = init_course(folder / "split", [chapter.name], lang=LANG, solutions=chapter.path.parent)
    sandbox = choose_sandbox("auto")
    pool = make_pool(1, sandbox, [chapter])
    try:
        split = pool.submit(split_time, again, chapter, few, sandbox).result()
    finally:
        pool.stop()
    return Comparison(chapter.name, len(notebooks), theirs, ours, split)


def _check_marks(theirs: Marks, ours: Marks, n_expected: int) -> None:
    if theirs != ours or len(ours) != n_expected or not 0 < sum(mark > 0 for mark in ours.values()) < n_expected:
        different = sorted(key for key in {*theirs, *ours} if theirs.get(key) != ours.get(key))[:5]
        message = f"bench: nbgrader and we must give the same {n_expected} marks, of both kinds; they differ in"
        raise AtelierError(f"{message} {different}; {len(theirs)} of theirs, {len(ours)} of ours.")


def _describe(found: Sequence[Comparison]) -> Bench:
    rows, keys = [], {}
    for number, one in enumerate(found):
        suffix = f"_{one.chapter}" if number else ""
        keys |= {
            f"ratio_vs_nbgrader{suffix}": one.ratio,
            f"overhead_seconds{suffix}": one.overhead_seconds,
            f"seconds{suffix}": sum(one.ours.values()) / one.n,
        }
        for who, seconds in (("nbgrader", one.theirs), ("ours", one.ours)):
            total = sum(seconds.values())
            ratio = f"{one.ratio:.1f}" if seconds is one.ours else "1"
            times = (f"{seconds['grade']:.1f}", f"{seconds['feedback']:.1f}", f"{total / one.n:.2f}", ratio)
            rows.append((f"{one.n} × {one.chapter}, {who}", *times))
    splits = tuple(
        f"{one.chapter}: one submission takes us {sum(one.split.values()):.3f} s, {one.overhead_seconds:.3f} s beside "
        "the student's cells: " + ", ".join(f"{stage} {one.split[stage]:.3f}" for stage in STAGES) + "."
        for one in found
    )
    return Bench(
        title="Grading, feedback and recording included",
        columns=("", "grade, s", "feedback, s", "s each", "times nbgrader's rate"),
        rows=tuple(rows),
        keys=keys,
        notes=(
            "Same notebooks, same marks (checked), same machine; whole commands, with all that they load and start. "
            f"Ours: --jobs {JOBS}, sealed tests in the sandbox. nbgrader's: its own Execute and SaveAutoGrades, tests "
            "in the kernel.",
            "02_toy imports NumPy, Matplotlib, PyTorch and POT; 03_bare only NumPy.",
            f"nbgrader also runs the experiments and figures of {REAL}; we do not.",
            *splits,
            "These stages were timed in one process after a first submission; overhead_seconds is their sum without "
            "the cells.",
            f"{count_cores()} cores, load {os.getloadavg()[0]:.1f}, Python {platform.python_version()}.",
        ),
    )
