"""Read a chapter's known answers: mutants, which must lose, and variants, which must not."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import jupytext

from helpers.errors import AtelierError

_NAME = re.compile(r"[a-z0-9_]+/[a-z0-9_]+")


@dataclass(frozen=True)
class Attempt:
    """An answer to an exercise, written to lose (a mutant) or to pass (a variant).

    Attributes
    ----------
    kind : {"mutant", "variant"}
        What it is.
    exercise, name : str
        What it answers, and what it is called.
    code : str
        It replaces the whole solution cell.
    message : str
        For a mutant: a regular expression that the failure it causes must match, in English.
    """

    kind: Literal["mutant", "variant"]
    exercise: str
    name: str
    code: str
    message: str = ""


def read_attempts(path: Path) -> tuple[Attempt, ...]:
    """Read the mutants and variants of a chapter, py:percent cells with the keys `mutant` and `message`, or `variant`.

    Raises
    ------
    AtelierError
        If the file is not there, or a cell is neither a mutant with its message nor a variant.
    """
    if not path.is_file():
        message = f"read_attempts: {path} must hold a chapter's mutants and variants; it is not there."
        raise AtelierError(message, "They come with a clone of the repository.", exit_code=2)
    cells = jupytext.read(path, fmt="py:percent").cells
    return tuple(_read(cell, f"{path}, cell {number}") for number, cell in enumerate(cells, start=1))


def _read(cell: dict, where: str) -> Attempt:
    keys = {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}
    kind = "mutant" if set(keys) == {"mutant", "message"} else "variant"
    if kind == "variant" and set(keys) != {"variant"}:
        rule = 'write mutant="exercise/name" message="…", or variant="exercise/name"'
        raise AtelierError(f"{where}: {rule}; got {keys}.")
    if not _NAME.fullmatch(keys[kind]):
        raise AtelierError(f"{where}: a name reads exercise/name; got {keys[kind]!r}.")
    exercise, name = keys[kind].split("/")
    return Attempt(kind, exercise, name, cell.source, keys.get("message", ""))
