"""Make a submitted file safe to grade: answers are the student's, all other graded cells the source's."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode, v4

from autograder.build import Chapter, student_notebook
from autograder.build.source import PLACEHOLDERS
from autograder.stages import Flag, Sanitised, Submission
from helpers.language import LANGUAGES, Language

GRADED_KINDS = ("setup", "solution", "test", "answer")
NOT_RUN_KINDS = ("experiment", "show", "demo")
MAX_BYTES = 50_000_000
IMAGES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")

_EMPTY = ("le fichier est vide", "the file is empty")
_NOT_JSON = ("le fichier n'est pas un carnet Jupyter (JSON)", "the file is not a Jupyter notebook (JSON)")
_NOT_CELLS = ("le fichier ne contient pas de cellules", "the file holds no cells")
_TOO_LARGE = ("le fichier est trop gros", "the file is too large")
_OTHER = ("ce carnet est celui du chapitre {}", "this notebook is chapter {}'s")
_GONE = (
    "# Cette cellule manquait dans le carnet rendu.",
    "# This cell was missing from the submitted notebook.",
)


@dataclass(frozen=True)
class _Part:
    """A submitted cell, reduced to what may be believed."""

    grade_id: str
    cell_type: str
    source: str
    executed: int
    tags: frozenset[str]
    attachments: dict[str, dict[str, str]]
    claims: bool  # it says that it counts for the mark


class _UnreadableError(Exception):
    """Why a file is no notebook of the chapter, in French and English."""

    def __init__(self, reasons: tuple[str, str]) -> None:
        super().__init__(reasons[1])
        self.reasons = reasons


def sanitise(submission: Submission, chapter: Chapter, *, lang: Language) -> Sanitised:
    """Rebuild a submission on the chapter's own notebook.

    Every setup and test cell, and all grading metadata, come from the source. Graded cells that are missing are put
    back at their place; of duplicates the one executed last (else the last one) is kept. Experiments, given figures
    and demos are left out. Nothing in the file can make this raise.

    Parameters
    ----------
    submission : Submission
        The file.
    chapter : Chapter
        The source.
    lang : {"fr", "en"}
        Spoken to a student whose notebook does not say its language.

    Returns
    -------
    Sanitised
        With `unreadable` set, and the untouched notebook, when the file is not a notebook of this chapter.
    """
    try:
        data = _read_json(submission.content)
        lang = _find_language(data) or lang
        parts = list(_read_parts(data))
        _check_chapter(data, chapter)
    except _UnreadableError as error:
        untouched = student_notebook(chapter, lang)
        untouched.cells = [cell for cell in untouched.cells if "nbgrader" in cell.metadata]
        why = error.reasons[0 if lang == "fr" else 1]
        return Sanitised(submission.student, chapter.name, lang, untouched, (Flag("unreadable"),), why)
    notebook, flags = _rebuild(parts, chapter, lang)
    if _provenance(data).get("build", chapter.digest) != chapter.digest:
        # Cells that differ were then changed by the author, not by the student.
        flags = [Flag("other_version"), *(flag for flag in flags if flag.kind != "modified")]
    return Sanitised(submission.student, chapter.name, lang, notebook, tuple(flags))


# ---------------------------------------------------------------------------------------------- reading


def _read_json(content: bytes) -> dict[str, Any]:
    if len(content) > MAX_BYTES:
        raise _UnreadableError(_TOO_LARGE)
    if not content.strip():
        raise _UnreadableError(_EMPTY)
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _UnreadableError(_NOT_JSON) from None
    if not isinstance(data, dict) or not isinstance(data.get("cells"), list):
        raise _UnreadableError(_NOT_CELLS)
    return data


def _provenance(data: dict[str, Any]) -> dict[str, Any]:
    return _dict(_dict(data.get("metadata")).get("atelier"))


def _find_language(data: dict[str, Any]) -> Language | None:
    said = _provenance(data).get("lang")
    return next((lang for lang in LANGUAGES if lang == said), None)


def _check_chapter(data: dict[str, Any], chapter: Chapter) -> None:
    name = _provenance(data).get("chapter", chapter.name)
    if name != chapter.name:
        raise _UnreadableError((_OTHER[0].format(_text(name)[:40]), _OTHER[1].format(_text(name)[:40])))


def _read_parts(data: dict[str, Any]) -> Iterator[_Part]:
    for cell in data["cells"]:
        cell = _dict(cell)
        metadata = _dict(cell.get("metadata"))
        grading = _dict(metadata.get("nbgrader"))
        count, tags = cell.get("execution_count"), metadata.get("tags")
        yield _Part(
            grade_id=_text(grading.get("grade_id") or cell.get("id")),
            cell_type=cell.get("cell_type") if cell.get("cell_type") in ("code", "markdown", "raw") else "raw",
            source=_text(cell.get("source")),
            executed=count if type(count) is int else 0,
            tags=frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset(),
            attachments=_images(cell.get("attachments")),
            claims=any(grading.get(key) for key in ("grade", "solution", "locked", "task")),
        )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    """Return a cell's text as a string that every encoder takes."""
    if isinstance(value, list):
        value = "".join(line for line in value if isinstance(line, str))
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else ""


def _images(value: Any) -> dict[str, dict[str, str]]:
    """Keep the pictures that a student pasted into a text."""
    images = {}
    for name, bundle in _dict(value).items():
        texts = {kind: data for kind, data in _dict(bundle).items() if kind in IMAGES and isinstance(data, str)}
        found = {kind: data for kind, data in texts.items() if BASE64.fullmatch(data)}
        if found:
            images[_text(name)] = found
    return images


# -------------------------------------------------------------------------------------------- rebuilding


def _rebuild(parts: list[_Part], chapter: Chapter, lang: Language) -> tuple[NotebookNode, list[Flag]]:
    notebook = student_notebook(chapter, lang)
    nodes = {cell.id: cell for cell in notebook.cells if "nbgrader" in cell.metadata}
    kinds = {cell.cell_id: cell.kind for cell in chapter.in_language(lang)}
    hidden = {cell.cell_id: cell.full for cell in chapter.tests}
    taken, flags = _choose(parts, nodes)
    cells: list[NotebookNode] = []
    for index, part in enumerate(parts):
        kind = kinds.get(part.grade_id, "")
        if part.grade_id in nodes:
            if taken[part.grade_id] == index:
                cells.append(_fill(nodes[part.grade_id], part, kind, flags))
        elif kind not in NOT_RUN_KINDS and not part.tags.intersection(NOT_RUN_KINDS):
            if part.claims:
                flags.append(Flag("foreign", part.grade_id[:60]))
            cells.append(_own(part, index))
    for missing in [cell_id for cell_id in nodes if cell_id not in taken]:
        node = nodes[missing]
        if kinds[missing] == "solution":  # not the stub: it would hide an answer written in another cell
            node.source = _GONE[0 if lang == "fr" else 1]
        flags.append(Flag("missing", missing))
        cells.insert(_place(missing, list(nodes), cells), node)
    for cell in cells:
        cell.source = hidden.get(cell.id, cell.source)
    notebook.cells = cells
    return notebook, flags


def _choose(parts: list[_Part], nodes: dict[str, NotebookNode]) -> tuple[dict[str, int], list[Flag]]:
    """Return, for each graded cell, the index of the part that counts."""
    taken: dict[str, int] = {}
    flags = []
    for index, part in enumerate(parts):
        if part.grade_id not in nodes:
            continue
        if part.grade_id in taken:
            flags.append(Flag("duplicate", part.grade_id))
            if parts[taken[part.grade_id]].executed > part.executed:
                continue
        taken[part.grade_id] = index
    return taken, list(dict.fromkeys(flags))


def _fill(node: NotebookNode, part: _Part, kind: str, flags: list[Flag]) -> NotebookNode:
    """Put a student's text into a graded cell; into a locked one, put nothing."""
    if part.cell_type != node.cell_type:
        flags.append(Flag("type_changed", node.id))
    if kind == "answer" and is_unanswered(part.source):
        pass  # the placeholder stays: nbgrader, too, then sees that nothing was written
    elif kind in ("solution", "answer"):
        node.source = part.source
        if node.cell_type == "markdown" and part.attachments:
            node["attachments"] = part.attachments
    elif _plain(part.source) != _plain(node.source):
        flags.append(Flag("modified", node.id))
    return node


def _own(part: _Part, index: int) -> NotebookNode:
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


def _plain(source: str) -> str:
    return "\n".join(line.rstrip() for line in source.splitlines()).strip("\n")


def is_unanswered(source: str) -> bool:
    """Say whether an open question's cell is empty or still holds the placeholder, of either language."""
    return " ".join(source.split()) in ("", *(" ".join(text.split()) for text in PLACEHOLDERS.values()))
