"""The regions between `### BEGIN …` and `### END …` that a source holds and a student never sees."""

import re
from dataclasses import dataclass

SOLUTION, HIDDEN_TESTS, MARK_SCHEME = "SOLUTION", "HIDDEN TESTS", "MARK SCHEME"
KINDS = (SOLUTION, HIDDEN_TESTS, MARK_SCHEME)

# What nbgrader writes in place of a solution, to the letter: its own commands then give the same notebooks.
CODE_STUB = ("# YOUR CODE HERE", "raise NotImplementedError()")

_MARKER = re.compile(rf"^(?P<indent>\s*)### (?P<edge>BEGIN|END) (?P<kind>{'|'.join(KINDS)})\s*$")
_NEARLY = re.compile(r"^\s*#*\s*(BEGIN|END)\b.*(SOLUTION|TEST|SCHEME)", re.IGNORECASE)


class MarkerError(Exception):
    """A marker that is misspelt, unmatched or in the wrong kind of cell.

    Parameters
    ----------
    rule : str
        What is wrong.
    offset : int
        Index of the offending line within the text.
    """

    def __init__(self, rule: str, offset: int) -> None:
        super().__init__(rule)
        self.rule = rule
        self.offset = offset


@dataclass(frozen=True)
class Line:
    """A line of a cell: its text, and whether a region hides it. The markers themselves are left out."""

    text: str
    hidden: bool
    begins: bool = False  # the first line of a region, where a stub takes the region's place
    indent: str = ""


def split_regions(text: str, kind: str) -> list[Line]:
    """Split a cell's text into visible and hidden lines.

    Parameters
    ----------
    text : str
        The cell's source.
    kind : str
        The only kind of region that this cell may hold: one of `KINDS`, or "" for none.

    Raises
    ------
    MarkerError
        If a marker is misspelt, nested, unmatched, empty, or not of `kind`.
    """
    lines: list[Line] = []
    opened: tuple[int, str] | None = None
    fresh = False
    for offset, line in enumerate(text.split("\n")):
        match = _MARKER.match(line)
        if match is None:
            if _NEARLY.match(line):
                raise MarkerError(f"a marker must read '### BEGIN {kind or 'SOLUTION'}' or END; got {line!r}", offset)
            indent = opened[1] if opened else ""
            lines.append(Line(line, hidden=opened is not None, begins=fresh, indent=indent))
            fresh = False
            continue
        if match["kind"] != kind:
            raise MarkerError(f"'{match['kind']}' regions do not belong in this kind of cell", offset)
        if (match["edge"] == "BEGIN") == (opened is not None):
            raise MarkerError(f"'### {match['edge']} {kind}' without its other half", offset)
        if match["edge"] == "END" and fresh:
            raise MarkerError(f"the {kind} region is empty", offset)
        opened = (offset, match["indent"]) if match["edge"] == "BEGIN" else None
        fresh = opened is not None
    if opened:
        raise MarkerError(f"'### BEGIN {kind}' is never closed", opened[0])
    return lines


def keep_all(lines: list[Line]) -> str:
    """Return the text without the markers."""
    return "\n".join(line.text for line in lines).strip("\n")


def keep_visible(lines: list[Line]) -> str:
    """Return the text without its hidden regions."""
    return "\n".join(line.text for line in lines if not line.hidden).strip("\n")


def keep_hidden(lines: list[Line]) -> str:
    """Return the hidden regions alone."""
    return "\n".join(line.text for line in lines if line.hidden).strip("\n")


def replace_hidden(lines: list[Line]) -> str:
    """Return the text with the code stub in place of each hidden region, at the indentation of its marker."""
    kept: list[str] = []
    for line in lines:
        if not line.hidden:
            kept.append(line.text)
        elif line.begins:
            kept.extend(line.indent + words for words in CODE_STUB)
    return "\n".join(kept).strip("\n")
