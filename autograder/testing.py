"""The command `test`: pytest on the project's own tests, on all cores of this machine."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from autograder.cores import count_cores
from helpers.errors import AtelierError

ROOT = Path(__file__).parents[1]
# A user who chooses one of these wants a single process, or says how many.
SETS_PROCESSES = (
    "-n",
    "--numprocesses",
    "--pdb",
    "--trace",
    "--collect-only",
    "--co",
    "--fixtures",
    "--markers",
)
SETS_MARKERS = ("-m",)


def run_tests(arguments: Sequence[str] = (), *, slow: bool = False) -> int:
    """Run the project's tests with pytest, in a process of their own.

    Parameters
    ----------
    arguments : sequence of str
        Handed on to pytest: files, `-k words`, `-x` …
    slow : bool
        Also run the tests marked `slow`.

    Returns
    -------
    int
        pytest's exit code: 0 when all is well, 1 when a test failed or a group exceeded its budget of time.

    Raises
    ------
    AtelierError
        If the tests or what they need are not installed.
    """
    if not (ROOT / "tests").is_dir():
        raise AtelierError(
            f"test: {ROOT} must hold the folder tests; it is not there.",
            "Run it in a clone of the repository: a course's bundle and an installed package have no tests.",
            exit_code=2,
        )
    if not all(importlib.util.find_spec(name) for name in ("pytest", "xdist")):
        raise AtelierError(
            f"test: {sys.executable} must have pytest and pytest-xdist; they are not installed.",
            "Run 'python3 atelier.py test', or: pip install -c constraints.txt -e '.[dev]'",
            exit_code=2,
        )
    command = [sys.executable, "-m", "pytest", *choose_options(arguments, slow=slow), *arguments]
    process = subprocess.Popen(command, cwd=ROOT, env=_environment())
    try:
        return process.wait()
    except KeyboardInterrupt:
        # The terminal has sent the same signal to pytest, which says what it had done so far.
        return process.wait()


def choose_options(arguments: Sequence[str], *, slow: bool) -> list[str]:
    """Return the options that are added to the user's own, which come first in doubt."""
    options = []
    if not slow and not _is_given(SETS_MARKERS, arguments):
        options += ["-m", "not slow"]
    n_cores = count_cores()
    if n_cores > 1 and not _is_given(SETS_PROCESSES, arguments):
        # A file stays in one process: what its tests share, a kernel or a graded class, is made once.
        options += ["-n", str(n_cores), "--dist", "loadfile"]
    return options


def _is_given(names: Sequence[str], arguments: Sequence[str]) -> bool:
    def matches(argument: str, name: str) -> bool:
        short = not name.startswith("--")
        return argument == name or argument.startswith(name if short else f"{name}=")

    return any(matches(argument, name) for argument in arguments for name in names)


def _environment() -> dict[str, str]:
    # As many processes as cores: a second thread in each of them would only get in the others' way.
    return {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", **os.environ}
