"""From JSON data to a document: cells reduced to what may be believed, and what the notebook says of itself."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from autograder.flags import Flag
from autograder.sanitise.decoding import decode_json
from autograder.sanitise.reasons import NOT_CELLS, TOO_LARGE, UnreadableError
from helpers.language import LANGUAGES, Language

MAX_CELLS = 2_000
MAX_CHARACTERS = 20_000_000  # of all cells; pictures pasted as text are millions
IMAGES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
GRADING_KEYS = ("grade", "solution", "locked", "task")

_START = re.compile(r"^course\.start\(([^)]{0,200})\)", re.MULTILINE)
_KEYWORD = re.compile(r"(\w+)\s*=\s*[\"']([^\"']*)[\"']")
_OTHER_KERNELS = re.compile(r"(ir|julia|octave|bash|javascript|deno|sagemath|matlab|scala)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Part:
    """A submitted cell, reduced to what may be believed.

    Attributes
    ----------
    ids : tuple of str
        What it says it is: nbgrader's grade id, then the cell's own id; neither is empty.
    executed : int
        The execution count, 0 when it was not run.
    grading : dict
        nbgrader's metadata as it stands there, only to see whether it is odd.
    claims : bool
        It says that it counts for the mark.
    """

    ids: tuple[str, ...]
    cell_type: str
    source: str
    executed: int
    tags: frozenset[str]
    attachments: dict[str, dict[str, str]]
    grading: dict[str, Any]
    claims: bool


@dataclass(frozen=True)
class Document:
    """A submitted notebook.

    Attributes
    ----------
    chapter, build : str
        Its provenance, empty where it does not say.
    lang : {"fr", "en"} or None
        From the provenance, else from the setup cell.
    starts : frozenset of str
        The chapters that its code starts.
    """

    parts: tuple[Part, ...]
    chapter: str
    build: str
    lang: Language | None
    starts: frozenset[str]
    flags: tuple[Flag, ...]


def read_document(content: bytes) -> Document:
    """Read a submitted file.

    Raises
    ------
    UnreadableError
        If it is no notebook, or too large to be one.
    """
    data, flags = decode_json(content)
    cells = list(_find_cells(data))
    if len(cells) > MAX_CELLS:
        raise UnreadableError(TOO_LARGE)
    metadata = _dict(data.get("metadata"))
    provenance = _dict(metadata.get("atelier"))
    parts = tuple(_read_part(_dict(cell)) for cell in cells)
    if sum(len(part.source) for part in parts) > MAX_CHARACTERS:
        raise UnreadableError(TOO_LARGE)
    starts = [
        dict(_KEYWORD.findall(call))
        for part in parts
        if part.cell_type == "code"
        for call in _START.findall(part.source)
    ]
    said = [provenance.get("lang"), *(start.get("lang") for start in starts)]
    flags += [Flag("format")] * _has_odd_format(data) + [Flag("kernel")] * _has_other_kernel(metadata)
    return Document(
        parts,
        chapter=_text(provenance.get("chapter")),
        build=_text(provenance.get("build")),
        lang=next((lang for one in said for lang in LANGUAGES if lang == one), None),
        starts=frozenset(start["chapter"] for start in starts if "chapter" in start),
        flags=tuple(flags),
    )


def _find_cells(data: Any) -> Iterator[Any]:
    """Yield the cells of nbformat 4, or those of all worksheets of nbformat 3 and 2."""
    data = _dict(data)
    if isinstance(data.get("cells"), list):
        yield from data["cells"]
    elif isinstance(data.get("worksheets"), list):
        for sheet in data["worksheets"]:
            cells = _dict(sheet).get("cells")
            yield from cells if isinstance(cells, list) else ()
    else:
        raise UnreadableError(NOT_CELLS)


def _has_odd_format(data: dict[str, Any]) -> bool:
    major, minor = data.get("nbformat"), data.get("nbformat_minor", 0)
    return type(major) is not int or major != 4 or type(minor) is not int or not 0 <= minor <= 5


def _has_other_kernel(metadata: dict[str, Any]) -> bool:
    kernel = _dict(metadata.get("kernelspec"))
    language = _text(_dict(metadata.get("language_info")).get("name")) or _text(kernel.get("language"))
    if language:
        return "python" not in language.lower()
    return bool(_OTHER_KERNELS.match(_text(kernel.get("name"))))


# nbformat.convert would do for well-formed notebooks of version 3, but raises on others; these are few lines.
def _read_part(cell: dict[str, Any]) -> Part:
    metadata = _dict(cell.get("metadata"))
    grading = _dict(metadata.get("nbgrader"))
    count, tags = cell.get("execution_count", cell.get("prompt_number")), metadata.get("tags")
    cell_type, source = cell.get("cell_type"), clean_source(cell.get("source", cell.get("input")))
    if cell_type == "heading":
        level = cell.get("level")
        cell_type, source = "markdown", "#" * (level if level in (1, 2, 3, 4, 5, 6) else 1) + " " + source
    ids = (_text(grading.get("grade_id")), _text(cell.get("id")))
    return Part(
        ids=tuple(one for one in ids if one),
        cell_type=cell_type if cell_type in ("code", "markdown", "raw") else "raw",
        source=source,
        executed=count if type(count) is int else 0,
        tags=frozenset(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else frozenset(),
        attachments=_images(cell.get("attachments")),
        grading=grading,
        claims=any(grading.get(key) for key in GRADING_KEYS),
    )


def clean_source(value: Any) -> str:
    """Return a cell's text as a string that every encoder and Python's parser take, with Unix's line ends."""
    if isinstance(value, list):
        lines = [line for line in value if isinstance(line, str)]
        # Some tools write lists of lines without their ends.
        bare = len(lines) > 1 and not any(line.endswith(("\n", "\r")) for line in lines)
        value = ("\n" if bare else "").join(lines)
    return _text(value).replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
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
