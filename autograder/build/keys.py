"""The short keys in a cell's header: which there are, what they may hold, which kind of cell they make."""

import difflib
import re
from typing import Any

from autograder.build import markers
from helpers.language import LANGUAGES

NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")

# For each kind of cell: its keys, and the region that it may hold.
KEYS = {
    "prose": ("lang",),
    "answer": ("lang", "answer", "points"),
    "setup": ("setup",),
    "solution": ("solution",),
    "test": ("test", "points"),
    "experiment": ("experiment",),
    "show": ("show",),
    "demo": ("demo",),
}
REGIONS = {"solution": markers.SOLUTION, "test": markers.HIDDEN_TESTS, "answer": markers.MARK_SCHEME}
CODE_KINDS = ("setup", "solution", "test", "experiment", "show", "demo")
ALL_KEYS = frozenset(key for keys in KEYS.values() for key in keys)

_ASSIGNMENT = re.compile(r"(\w+)\s*=\s*(\"[^\"]*\"|'[^']*'|\S+)")


class KeyProblem(Exception):
    """Keys that the format does not know."""


def classify(header: str, cell: Any) -> tuple[str, dict[str, Any]]:
    """Return a cell's kind and keys, or raise `KeyProblem`."""
    keys = {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}
    if "incorrectly_encoded_metadata" in keys:
        raise KeyProblem(f'keys are written key="value"; cannot read {keys["incorrectly_encoded_metadata"]!r}')
    if "title" in keys:
        raise KeyProblem(f"a header holds keys only; remove the title {keys['title']!r}")
    written = [key for key, _ in _ASSIGNMENT.findall(header)]
    repeated = sorted({key for key in written if written.count(key) > 1})
    if repeated:
        raise KeyProblem(f"each key once; {', '.join(repeated)} is repeated")
    for key in keys:
        if key not in ALL_KEYS:
            near = difflib.get_close_matches(key, ALL_KEYS, n=1)
            raise KeyProblem(f"unknown key {key!r}" + (f". Did you mean {near[0]!r}?" if near else ""))
    possible = ("prose", "answer") if cell.cell_type == "markdown" else CODE_KINDS
    if cell.cell_type not in ("markdown", "code"):
        raise KeyProblem(f"a cell is text ([markdown]) or code; got [{cell.cell_type}]")
    for kind in possible:
        if set(keys) == set(KEYS[kind]):
            for key, value in keys.items():
                _check_value(key, value)
            return kind, keys
    allowed = "; ".join(" ".join(KEYS[kind]) for kind in possible)
    got = " ".join(keys) or "none"
    raise KeyProblem(f"a {cell.cell_type} cell has one of these sets of keys: {allowed}. Got: {got}")


def _check_value(key: str, value: Any) -> None:
    if key == "lang":
        if value not in LANGUAGES:
            raise KeyProblem(f"lang must be one of {', '.join(LANGUAGES)}; got {value!r}")
    elif key == "points":
        if type(value) not in (int, float) or not 0 <= value <= 20:
            raise KeyProblem(f"points must be a number between 0 and 20; got {value!r}")
    elif key in ("setup", "experiment", "show"):
        if value is not True:
            raise KeyProblem(f"{key} must be true; got {value!r}")
    elif type(value) is not str or not NAME.fullmatch(value):
        raise KeyProblem(f"{key} must be a name of small letters, digits and _ (at most 40); got {value!r}")
