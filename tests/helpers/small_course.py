"""A course of one small chapter, built into a folder, and a student's copies of its notebook."""

from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder import build as builder
from tests.autograder.build.chapters import write_chapter

RIGHT = {
    "add": "def add(a, b):\n    return a + b",
    "double": "def double(x):\n    return 2 * x",
}


def make_course(root: Path) -> Path:
    """Build the small chapter under `root`, with the files by which a course's folder is known."""
    write_chapter(root)
    builder.build(root)
    (root / "helpers").mkdir()
    for landmark in ("pyproject.toml", "helpers/course.py"):
        (root / landmark).write_text("", encoding="utf-8")
    return root


def copy_notebook(
    root: Path,
    name: str,
    *,
    lang: str = "en",
    change: Callable[[dict[str, NotebookNode]], None] = lambda cells: None,
) -> Path:
    """Copy the notebook as a student would, and change its cells (given by id) in place; return its path."""
    notebook = nbformat.read(root / "notebooks" / lang / "01_sums" / "sums.ipynb", as_version=4)
    cells = {cell.id: cell for cell in notebook.cells}
    change(cells)
    # A cell that `change` takes out of the dictionary is deleted.
    notebook.cells = [cell for cell in notebook.cells if cell.id in cells]
    path = root / "my_work" / f"{name}.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


def answer(**sources: str) -> Callable[[dict[str, NotebookNode]], None]:
    """Return a change: right answers, but for the cells named here (`_test_` for `-test-`)."""

    def change(cells: dict[str, NotebookNode]) -> None:
        for name, source in (RIGHT | sources).items():
            cells[name.replace("_test_", "-test-")].source = source

    return change
