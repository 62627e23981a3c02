"""From matched parts to a notebook: locked cells and all grading metadata are the source's, answers the student's."""

from collections.abc import Sequence
from copy import deepcopy
from functools import cache
from typing import Any

from nbformat import NotebookNode, v4

from autograder.build import Chapter, student_notebook
from autograder.build.notebook import SCHEMA_VERSION
from autograder.flags import Flag, label
from autograder.sanitise.matching import Matching
from autograder.sanitise.outline import Outline, is_unanswered, plain
from autograder.sanitise.reading import GRADING_KEYS, Part
from helpers.language import Language

_GONE = (
    "# Cette cellule manquait dans le carnet rendu.",
    "# This cell was missing from the submitted notebook.",
)


def rebuild(
    parts: Sequence[Part], matching: Matching, chapter: Chapter, outline: Outline, lang: Language
) -> tuple[NotebookNode, list[Flag]]:
    """Return the notebook to grade, nbformat 4.5, and what was found on the way.

    Every graded cell of the chapter is in it exactly once; tests hold their hidden part and stand behind their answer,
    setup cells before all answers.
    """
    notebook = deepcopy(_given_notebook(chapter, lang))
    nodes = {cell.id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    flags: list[Flag] = []
    cells: list[NotebookNode] = []
    for index, part in enumerate(parts):
        if index in matching.roles:
            cells.append(_fill(nodes[matching.roles[index]], part, outline, flags))
        elif index not in matching.dropped:
            if part.claims and not any(one in outline.kinds for one in part.ids):
                flags.append(Flag("foreign", label(part.ids[0] if part.ids else "")))
            cells.append(_own(part, index))
    present = set(matching.roles.values())
    for missing in [cell_id for cell_id in nodes if cell_id not in present]:
        node = nodes[missing]
        if outline.kinds[missing] == "solution":  # not the stub: it would hide an answer written in another cell
            node.source = _GONE[0 if lang == "fr" else 1]
        flags.append(Flag("missing", missing))
        cells.insert(_place(missing, list(nodes), cells), node)
    flags += _put_in_order(cells, chapter)
    hidden = {cell.cell_id: cell.full for cell in chapter.tests}
    for cell in cells:
        cell.source = hidden.get(cell.id, cell.source)
    notebook.cells = cells
    return notebook, flags


@cache
def _given_notebook(chapter: Chapter, lang: Language) -> NotebookNode:
    """Return what students are given: to make it, and have nbformat check it, takes as long as all the rest here."""
    return student_notebook(chapter, lang)


def _fill(node: NotebookNode, part: Part, outline: Outline, flags: list[Flag]) -> NotebookNode:
    """Put a student's text into a graded cell; into a locked one, put nothing."""
    kind = outline.kinds[node.id]
    if part.grading and _is_odd(part.grading, node.metadata["nbgrader"]):
        flags.append(Flag("metadata", node.id))
    if kind == "answer" and is_unanswered(part.source):
        # Else the placeholder stays: nbgrader, too, then sees that nothing was written.
        if part.attachments:
            node.source = "\n".join(f"![](attachment:{name})" for name in part.attachments)
            node["attachments"] = part.attachments
    elif kind in ("solution", "answer"):
        node.source = part.source
        if node.cell_type == "markdown" and part.attachments:
            node["attachments"] = part.attachments
    elif node.id not in outline.given.get(plain(part.source), ()):
        flags.append(Flag("modified", node.id))
    return node


def _is_odd(grading: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Say whether nbgrader's metadata differs from ours in what it means; ours is taken anyway."""
    version, keys = grading.get("schema_version"), (*GRADING_KEYS, "grade_id")
    if type(version) is not int or version != SCHEMA_VERSION or any(grading.get(key) != expected[key] for key in keys):
        return True
    return expected["grade"] and grading.get("points") != expected["points"]


def _own(part: Part, index: int) -> NotebookNode:
    """Return a cell that the student added, or the course's prose, without any metadata."""
    make = {"code": v4.new_code_cell, "markdown": v4.new_markdown_cell, "raw": v4.new_raw_cell}[part.cell_type]
    cell = make(part.source, id=f"own-{index}")
    if part.cell_type == "markdown" and part.attachments:
        cell["attachments"] = part.attachments
    return cell


def _place(missing: str, order: list[str], cells: list[NotebookNode]) -> int:
    """Return the index behind the nearest graded cell that precedes `missing` in the source."""
    present = {cell.id: index for index, cell in enumerate(cells)}
    before = [present[name] for name in order[: order.index(missing)] if name in present]
    return before[-1] + 1 if before else 0


def _put_in_order(cells: list[NotebookNode], chapter: Chapter) -> list[Flag]:
    """Move setup cells before the first answer, and each test behind its own."""
    flags = []

    def index_of(cell_id: str) -> int:
        return next(index for index, cell in enumerate(cells) if cell.id == cell_id)

    def move(cell_id: str, target: int) -> None:
        cells.insert(target, cells.pop(index_of(cell_id)))
        flags.append(Flag("moved", cell_id))

    graded = [cell.cell_id for cell in (*chapter.solutions, *chapter.tests)]
    for number, setup in enumerate(chapter.setup):
        if graded and index_of(setup.cell_id) > min(map(index_of, graded)):
            move(setup.cell_id, number)
    for solution in chapter.solutions:
        last = solution.cell_id
        for test in chapter.tests_of(solution.name):
            if index_of(test.cell_id) < index_of(solution.cell_id):
                move(test.cell_id, index_of(last))  # the list gets shorter before it
                last = test.cell_id
    return flags
