"""From a chapter to its notebooks: nbgrader's metadata, tags, provenance, and nothing else."""

import ast
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.build.checks import is_course_start
from autograder.build.checksum import compute_checksum
from autograder.build.source import PLACEHOLDERS, Cell, Chapter
from helpers.typography import set_french

SCHEMA_VERSION = 3
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def student_notebook(chapter: Chapter, lang: str) -> NotebookNode:
    """Return the notebook that a student opens: stubs, visible tests, placeholders."""
    return _notebook(chapter, lang, student=True)


def source_notebook(chapter: Chapter, lang: str) -> NotebookNode:
    """Return the notebook that nbgrader starts from: solutions and hidden tests between their markers.

    Marking schemes are left out: nbgrader refuses them in cells that are graded by hand.
    """
    return _notebook(chapter, lang, student=False)


def nbgrader_metadata(cell: Cell) -> dict[str, Any] | None:
    """Return a cell's nbgrader metadata (schema 3), None for the cells that nbgrader does not know."""
    if cell.kind not in ("setup", "solution", "test", "answer"):
        return None
    metadata = {
        "schema_version": SCHEMA_VERSION,
        "grade_id": cell.cell_id,
        "grade": cell.kind in ("test", "answer"),
        "solution": cell.kind in ("solution", "answer"),
        "locked": cell.kind in ("setup", "test"),
        "task": False,
    }
    return metadata | ({"points": cell.points} if metadata["grade"] else {})


def add_language(code: str, lang: str) -> str:
    """Return a setup cell's code with `lang=` added to its call of `course.start`."""
    for node in ast.parse(code).body:
        if is_course_start(node):
            lines = code.split("\n")
            row, column = node.end_lineno - 1, node.end_col_offset
            # Columns of `ast` count bytes.
            line = lines[row].encode()
            lines[row] = (line[: column - 1] + f', lang="{lang}"'.encode() + line[column - 1 :]).decode()
            return "\n".join(lines)
    return code


def _notebook(chapter: Chapter, lang: str, *, student: bool) -> NotebookNode:
    notebook = nbformat.v4.new_notebook()
    notebook.nbformat_minor = 5
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": KERNEL,
            "language_info": {"name": "python"},
            "atelier": {"chapter": chapter.name, "lang": lang, "build": chapter.digest},
        }
    )
    notebook.cells = [_cell(cell, lang, student=student) for cell in chapter.in_language(lang)]
    nbformat.validate(notebook)
    return notebook


def _cell(cell: Cell, lang: str, *, student: bool) -> NotebookNode:
    if cell.kind == "prose":
        node = nbformat.v4.new_markdown_cell(set_french(cell.text) if lang == "fr" else cell.text, id=cell.cell_id)
    elif cell.kind == "answer":
        node = nbformat.v4.new_markdown_cell(PLACEHOLDERS[lang], id=cell.cell_id)
    else:
        text = add_language(cell.text, lang) if cell.kind == "setup" else cell.stub if student else cell.text
        node = nbformat.v4.new_code_cell(text, id=cell.cell_id)
    grading = nbgrader_metadata(cell)
    if grading:
        node.metadata["nbgrader"] = nbformat.from_dict(grading)
        node.metadata.nbgrader["cell_type"] = node.cell_type
        if student:  # what lets nbgrader see which answers were never touched and which tests were
            node.metadata.nbgrader["checksum"] = compute_checksum(node)
            if grading["locked"]:
                node.metadata |= {"deletable": False, "editable": False}
    tags = [cell.kind] if cell.kind in ("experiment", "show", "demo") else []
    if cell.kind in ("test", "experiment"):
        tags.append("raises-exception")  # an untouched notebook runs to its end
    if tags:
        node.metadata["tags"] = tags
    return node
