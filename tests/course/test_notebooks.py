"""Every chapter, run as its reader runs it: the solution earns its points, the untouched notebook runs to its end and earns none."""

import inspect
import os
import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbgrader.utils import determine_grade, is_grade

import helpers
from autograder.build import source_notebook, student_notebook
from tests.course.harness import CHAPTERS, load_chapter
from tests.slowness import Slowness

LIMIT_SECONDS = {"quick": 25}
LANGUAGES = ["fr", pytest.param("en", marks=pytest.mark.slow)]


def run(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run a notebook at quick pace, past the errors of cells that may fail."""
    environment = os.environ | {"ATELIER_PACE": "quick"}
    client = NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.execute(env=environment)
    return notebook


def errors(notebook: NotebookNode) -> dict[str, str]:
    """Return, for each cell that failed, what its reader sees."""
    return {
        cell.id: "\n".join(output.traceback)
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.output_type == "error"
    }


def points(notebook: NotebookNode) -> tuple[float, float, float]:
    """Return (earned, possible by machine, left to a human) as nbgrader counts them."""
    grades = [determine_grade(cell) for cell in notebook.cells if is_grade(cell)]
    machine = [(earned, possible) for earned, possible in grades if earned is not None]
    manual = sum(possible for earned, possible in grades if earned is None)
    return sum(earned for earned, _ in machine), sum(possible for _, possible in machine), manual


@pytest.mark.alone
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_solution_earns_every_point(chapter: str, lang: str, tmp_path: Path, record_property: object) -> None:
    notebook = source_notebook(load_chapter(chapter), lang)
    for cell in notebook.cells:  # to nbgrader an answer that is the placeholder is a 0; this one is written
        if cell.metadata.get("nbgrader", {}).get("solution") and cell.cell_type == "markdown":
            cell.source = "An answer."
    with Slowness() as slowness:
        run(notebook, tmp_path)
    assert errors(notebook) == {}
    earned, possible, manual = points(notebook)
    print(f"{chapter} ({lang}): {earned:g}/{possible:g} + {manual:g} to mark, {seconds(notebook):.1f} s")
    assert (earned, possible + manual) == (possible, 0 if chapter.startswith("00_") else 20)
    assert_figures_are_described(notebook)
    assert seconds(notebook) < LIMIT_SECONDS["quick"] * slowness.factor


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_untouched_notebook_runs_to_its_end_and_earns_nothing(chapter: str, lang: str, tmp_path: Path) -> None:
    notebook = run(student_notebook(load_chapter(chapter), lang), tmp_path)
    failed = errors(notebook)
    tests = {cell.cell_id for cell in load_chapter(chapter).tests}
    assert tests <= set(failed)
    assert points(notebook)[0] == 0
    says = {"fr": "reste à écrire", "en": "still to be written"}[lang]
    for cell_id in tests:
        assert says in failed[cell_id], failed[cell_id]
        assert len(failed[cell_id].splitlines()) == 1, failed[cell_id]
    assert all(cell.execution_count for cell in notebook.cells if cell.cell_type == "code")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_helper_is_the_answer_to_an_exercise(chapter: str) -> None:
    names: dict[str, object] = {}
    for cell in load_chapter(chapter).setup:
        exec(compile(cell.text, "<setup>", "exec"), names)
    for cell in load_chapter(chapter).solutions:
        exec(compile(cell.stub, "<stub>", "exec"), names)
        given = inspect.signature(names[cell.name])
        for where, helper in public_functions():
            same = helper.__name__ == cell.name and list(inspect.signature(helper).parameters) == list(given.parameters)
            assert not same, f"{where}.{cell.name} has the name and the parameters of an exercise"


def public_functions() -> Iterator[tuple[str, object]]:
    for info in pkgutil.walk_packages(helpers.__path__, "helpers."):
        module = import_module(info.name)
        for _, function in inspect.getmembers(module, inspect.isfunction):
            yield info.name, function


def assert_figures_are_described(notebook: NotebookNode) -> None:
    """Every picture comes with words for those who cannot see it."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if "application/vnd.jupyter.widget-view+json" in data:  # a demo: its words are its text
                assert len(data["text/plain"]) > 40 and "(" not in data["text/plain"], data["text/plain"]
                continue
            assert "image/png" not in data, f"{cell.id}: show figures with plotting.show(fig, alt=…)"
            if "<img" in data.get("text/html", ""):
                assert len(data["text/plain"]) > 40, f"{cell.id}: the description of the figure is too short"


def seconds(notebook: NotebookNode) -> float:
    """Return how long the cells of an executed notebook took."""
    from dateutil.parser import isoparse

    total = 0.0
    for cell in notebook.cells:
        times = cell.metadata.get("execution")
        if times:
            total += (isoparse(times["shell.execute_reply"]) - isoparse(times["iopub.status.busy"])).total_seconds()
    return total


def test_notebooks_are_valid_and_of_the_format_that_nbgrader_reads() -> None:
    root = Path(__file__).parents[2] / "notebooks"
    for path in root.rglob("*.ipynb"):
        notebook = nbformat.read(path, as_version=nbformat.NO_CONVERT)
        nbformat.validate(notebook)
        assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
