"""How to type a command of the course, in what a person reads: as this one was typed."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

# Set by the way in: who starts `python3 atelier.py` has no command `atelier`.
VARIABLE = "ATELIER_COMMAND"


def name_program() -> str:
    """Return what starts the program: "atelier", or "python3 atelier.py"."""
    return os.environ.get(VARIABLE) or "atelier"


def spell(*words: str | Path) -> str:
    """Return a command that its reader can type; paths are quoted where they have to be.

    >>> spell("grade", Path("courses/2026"), "--jobs 4")
    'atelier grade courses/2026 --jobs 4'
    """
    return " ".join([name_program(), *(_quote(word) if isinstance(word, Path) else word for word in words)])


def _quote(path: Path) -> str:
    return subprocess.list2cmdline([str(path)]) if sys.platform == "win32" else shlex.quote(str(path))
