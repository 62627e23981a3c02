"""What a call prints and warns of, kept from the notebook and carried to the examiner."""

import io
import sys
import warnings
from collections.abc import Callable
from typing import Any

MAX_OUTPUT, MAX_WARNINGS, MAX_WORDS = 20_000, 50, 300


class _Output(io.TextIOBase):
    """Keeps the beginning of what is written and forgets the rest, so that no flood fills the memory."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._room = MAX_OUTPUT

    def writable(self) -> bool:
        return True

    def write(self, words: str) -> int:
        if self._room > 0 and type(words) is str:
            self.parts.append(words[: self._room])
            self._room -= max(1, len(words))
        return len(words)


class Capture:
    """Catches standard output, standard error and warnings from its making until it is closed."""

    def __init__(self) -> None:
        self._streams = sys.stdout, sys.stderr
        self._output, self._errors = _Output(), _Output()
        sys.stdout, sys.stderr = self._output, self._errors
        self._catcher = warnings.catch_warnings(record=True)
        self._caught: list[Any] = self._catcher.__enter__()
        warnings.simplefilter("default")  # once for each line, in each call

    def close(self) -> None:
        """Put everything back."""
        self._catcher.__exit__(None, None, None)
        sys.stdout, sys.stderr = self._streams

    def output(self) -> str:
        """Return what was printed, cut to a limit."""
        return "".join(self._output.parts)

    def warnings(
        self, run: Callable[..., Any], names: Callable[[type], tuple[str, ...]]
    ) -> tuple[tuple[tuple[str, ...], str], ...]:
        """Return (names of the classes that it is, message) for each warning.

        `run` guards what may be the student's own code.
        """
        carried = []
        for warning in self._caught[:MAX_WARNINGS]:
            try:
                carried.append((names(warning.category), plain_text(run(str, warning.message))[:MAX_WORDS]))
            except BaseException:
                carried.append((("builtins.Warning",), ""))
        return tuple(carried)


def plain_text(words: str) -> str:
    """Return text of exactly the class `str`, whatever class a student's `__str__` returned."""
    return "".join((words, ""))
