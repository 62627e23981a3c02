"""The tiny chapter's notebooks before and after sanitising: how the tests of that stage look at them."""

import tempfile
from functools import cache
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build import Chapter
from autograder.sanitise import sanitise
from autograder.stages import Sanitised
from tests.autograder.tiny_course import make_chapter, submit


@cache
def tiny_chapter() -> Chapter:
    """Return the chapter; every cell of it has another id."""
    with tempfile.TemporaryDirectory() as folder:
        return make_chapter(Path(folder))


def clean(notebook: NotebookNode | bytes) -> Sanitised:
    """Sanitise a student's notebook."""
    return sanitise(submit(notebook), tiny_chapter(), lang="fr")


def sources(sanitised: Sanitised) -> dict[str, str]:
    """Return the cells' texts, by id."""
    return {cell["id"]: cell["source"] for cell in sanitised.notebook["cells"]}


def order(sanitised: Sanitised) -> list[str]:
    """Return the ids of the graded cells, as they stand in the notebook."""
    return [cell["id"] for cell in sanitised.notebook["cells"] if not cell["id"].startswith("own-")]


def flags(sanitised: Sanitised) -> set[str]:
    """Return the flags as short words."""
    return {str(flag) for flag in sanitised.flags}


def find(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    """Return a cell."""
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def strip(notebook: NotebookNode, *, provenance: bool = False) -> NotebookNode:
    """Return what a tool leaves that keeps texts only: new ids, no metadata of cells, with `provenance` that of all."""
    made = nbformat.v4.new_notebook(metadata={} if not provenance else notebook.metadata)
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    made.cells = [make[cell.cell_type](cell.source, id=f"new{n}") for n, cell in enumerate(notebook.cells)]
    return made
