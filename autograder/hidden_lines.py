"""Keep the lines of hidden tests out of what students read: an answer can look at the code that calls it."""

import re
from functools import cache
from typing import Any

from autograder.build import Chapter

_MIN_LENGTH = 9  # shorter lines, like "else:", say nothing and stand in students' code too
_TELLING_LENGTH = 20  # found within a line, a shorter one may be chance: "wrong = 0" in "n_wrong = 0"
_IN_TRACEBACK = re.compile(r"^\s*(-+>)?\s*\d+")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


@cache
def find_hidden_lines(chapter: Chapter) -> frozenset[str]:
    """Return the lines that stand only in hidden parts of a chapter's tests."""
    lines = {line.text.strip() for cell in chapter.tests for line in cell.lines if line.hidden}
    public = {line.text.strip() for cell in chapter.cells for line in cell.lines if not line.hidden}
    return frozenset(line for line in lines - public if len(line) >= _MIN_LENGTH)


def blank(value: Any, hidden: frozenset[str]) -> Any:
    """Replace each line of a text that shows a hidden line by "…", in all texts of JSON data."""
    if isinstance(value, dict):
        return {name: blank(item, hidden) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [blank(item, hidden) for item in value]
    if not isinstance(value, str):
        return value
    lines = _ANSI.sub("", value).split("\n")
    shown = ["…" if _shows(line, hidden) else line for line in lines]
    return value if shown == lines else "\n".join(shown)


def _shows(line: str, hidden: frozenset[str]) -> bool:
    if _IN_TRACEBACK.sub("", line).strip() in hidden:
        return True
    return any(secret in line for secret in hidden if len(secret) >= _TELLING_LENGTH)
