"""A student's exception, as the examiner raises it: also of the nearest class that the test may expect."""

import builtins
import string

from numpy.linalg import LinAlgError

from autograder.judgement.link import ErrorData
from helpers.language import text

# What would end a loop, a generator or the examiner itself, or cannot be made without more arguments.
_NOT_RAISED = {"StopIteration", "StopAsyncIteration", "ExceptionGroup"}
_KNOWN: dict[str, type[Exception]] = {
    f"builtins.{name}": kind
    for name, kind in vars(builtins).items()
    if isinstance(kind, type) and issubclass(kind, Exception) and name not in _NOT_RAISED
} | {"numpy.linalg.LinAlgError": LinAlgError}
_CATEGORIES: dict[str, type[Warning]] = {name: kind for name, kind in _KNOWN.items() if issubclass(kind, Warning)}
_IN_NAMES = set(string.ascii_letters + string.digits + "_")


class StudentError(Exception):
    """An exception that the student's code raised.

    Attributes
    ----------
    kind : str
        The name of its class.
    message : str
        Its text.
    lines : tuple of (int, str, str)
        Line number, function and code of the student's own lines on its way.
    """

    kind: str
    message: str
    lines: tuple[tuple[int, str, str], ...]

    def __init__(self, kind: str, message: str, lines: tuple[tuple[int, str, str], ...] = ()) -> None:
        self.kind, self.message, self.lines = kind, message, lines

    def __str__(self) -> str:
        return self.message

    def card(self) -> str:
        """Return the error and the student's own lines, for the student."""
        title = f"✗ {self.kind}: {clean(self.message)}".removesuffix(": ")
        where = (
            f"  → {text(fr='ligne', en='line')} {number}, {clean(function)}: {clean(code)}"
            for number, function, code in self.lines
        )
        return "\n".join((title, *where))


def make_student_error(data: ErrorData) -> StudentError:
    """Return the exception that came as data, of a class made for it."""
    name, classes, message, lines = data[:4]
    kind = "".join(letter for letter in name if letter in _IN_NAMES)[:80] or "Exception"
    nearest = next((_KNOWN[one] for one in classes if one in _KNOWN), Exception)
    bases = (StudentError,) if nearest is Exception else (StudentError, nearest)
    return type(kind, bases, {})(kind, message, lines)


def find_category(classes: tuple[str, ...]) -> type[Warning]:
    """Return the nearest known class of a student's warning."""
    return next((_CATEGORIES[one] for one in classes if one in _CATEGORIES), UserWarning)


def clean(words: str) -> str:
    """Return a student's words without what a terminal or an encoder would trip over; French spaces stay."""
    kept = "\n\t\u00a0\u202f"
    printable = "".join(letter if letter.isprintable() or letter in kept else "�" for letter in words)
    return printable.encode("utf-8", "replace").decode()
