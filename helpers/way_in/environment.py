"""The state of `.venv`: what it lacks, whose it is, and how far an installation has come."""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep

from helpers.way_in.messages import Stop, show, tell

PROJECT = Path(__file__).resolve().parents[2]
FOLDER = PROJECT / ".venv"
VENV = str(FOLDER)
SCRIPTS = str(FOLDER / ("Scripts" if os.name == "nt" else "bin"))
PYTHON = os.path.join(SCRIPTS, "python.exe" if os.name == "nt" else "python")
LOG = FOLDER / "install.log"

# Either of these says that `.venv` is ours: the stamp of a finished installation, or the note that one is
# under way, which keeps what the stamp said before.
STAMP = FOLDER / "atelier-stamp.json"
NOTE = FOLDER / "atelier-under-way.json"
LOCK = PROJECT / ".venv.lock"

# Each level holds the one before it; all but the first are extras in pyproject.toml.
LEVELS = ("base", "course", "grading", "dev")
# What the environment is made from, the interpreter apart.
INGREDIENTS = ("pyproject.toml", "constraints.txt", "helpers/lab_settings/overrides.json")
# These lacks are mended in place; for all others `.venv` is made again.
MENDED_IN_PLACE = ("changed", "more")


def lacks(level: str) -> tuple[str, dict[str, str]] | None:
    """Tell why the environment cannot serve `level` as it is.

    Returns
    -------
    tuple or None
        The key of a message and its values; None when nothing is lacking.

    Raises
    ------
    Stop
        `.venv` is something that we did not make, and so must not touch.
    """
    stamp = read_record(STAMP)
    if not stamp:
        if NOTE.exists():
            return "unfinished", {}
        if os.path.lexists(FOLDER) and not (FOLDER.is_dir() and not any(FOLDER.iterdir())):
            raise Stop("not_ours", venv=VENV)
        return "new", {"python": interpreter()}
    if not (os.path.exists(stamp["venv"]) and os.path.samefile(stamp["venv"], FOLDER)):
        return "moved", {"old": stamp["venv"]}
    if stamp["interpreter"] != interpreter():
        return "other_python", {"old": stamp["interpreter"], "python": interpreter()}
    if stamp["description"] != description() or not os.path.exists(PYTHON):
        return "other_python", {"old": python_in(description()), "python": interpreter()}
    if stamp["digest"] != digest():
        return "changed", {}
    if LEVELS.index(stamp["level"]) < LEVELS.index(level):
        return "more", {"level": level}
    return None


def interpreter() -> str:
    """Return what tells this Python from another: its version and the place of its standard library."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} [{os.path.dirname(os.path.realpath(os.__file__))}]"


def description() -> str:
    """Return what the environment says of itself; another program that makes it anew changes it."""
    with suppress(OSError):
        return (FOLDER / "pyvenv.cfg").read_text(encoding="utf-8", errors="replace")
    return ""


def python_in(described: str) -> str:
    """Return the version that a pyvenv.cfg names, for a message."""
    named = dict(line.split(" = ", 1) for line in described.splitlines() if " = " in line)
    return named.get("version") or named.get("version_info") or "?"


def digest() -> str:
    """Return a hash of what the environment is made from, the interpreter apart."""
    total = hashlib.sha256()
    for name in INGREDIENTS:
        with suppress(OSError):
            total.update((PROJECT / name).read_bytes())
        total.update(b"\0")
    return total.hexdigest()


def read_record(path: Path) -> dict[str, str]:
    """Return the stamp or the note; empty where there is none or it is cut short."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def begin() -> None:
    """Note that an installation is under way, before anything is touched."""
    FOLDER.mkdir(exist_ok=True)
    if STAMP.exists():
        os.replace(STAMP, NOTE)
    elif not NOTE.exists():
        NOTE.write_text("{}", encoding="utf-8")


def roll_back() -> None:
    """Take `begin` back: the installation failed before it touched anything."""
    os.replace(NOTE, STAMP)


def finish(level: str) -> None:
    """Stamp the environment as complete."""
    stamp = {
        "venv": VENV,
        "interpreter": interpreter(),
        "description": description(),
        "digest": digest(),
        "level": level,
    }
    NOTE.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    os.replace(NOTE, STAMP)


@contextmanager
def locked() -> Iterator[int]:
    """Hold the lock on the environment, as a file number; the system frees it when its holders end."""
    with open(LOCK, "a+", encoding="utf-8") as file:
        waiting = False
        while not lock(file):
            if not waiting:
                show(tell("waiting"))
            waiting = True
            sleep(0.2)
        yield file.fileno()


def lock(file) -> bool:
    """Try to lock an open file; tell whether it worked, or cannot work where the file lies."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True  # some network file systems know no locks: better without than not at all
    return True
