"""What a sandboxed kernel sees of the file system: Python, its libraries, `helpers/`, and empty folders of its own."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import helpers

PROJECT = Path(helpers.__file__).parents[1]
STUDENT = Path("/student")  # all that a submission writes lies here, on a file system of limited size
STUDENT_ID = 1000  # the user's number inside; no privilege hangs on it
# Of /etc: where shared libraries, fonts and the time zone are. No names of users, hosts or services.
_SETTINGS = ("ld.so.cache", "alternatives", "fonts", "localtime")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_PASSWD = f"student:x:{STUDENT_ID}:{STUDENT_ID}::{STUDENT}/home:/bin/sh\n"
_FILES = {"etc/passwd": _PASSWD, "etc/group": f"student:x:{STUDENT_ID}:\n", "etc/hosts": "127.0.0.1 localhost\n"}


@dataclass(frozen=True)
class View:
    """What is bound into a new root, all of it read-only, at the paths that it has outside.

    Attributes
    ----------
    folders, devices : tuple of str
        Folders and files; an outer one comes before what lies in it.
    links : tuple of (str, str)
        Path, and what the symbolic link there points to.
    covered : tuple of str
        Folders within bound ones that are shown empty.
    files : tuple of (str, str)
        Path without its leading slash, and text, of files that are made.
    """

    folders: tuple[str, ...]
    devices: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    covered: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = tuple(_FILES.items())


def make_view() -> View:
    """Return the view of this interpreter's kernels."""
    wanted, links = [Path("/usr"), *_find_python(), PROJECT / "helpers"], []
    if data := os.environ.get("ATELIER_DATA"):
        wanted.append(Path(data).absolute())
    # On most systems these are links into /usr.
    for path in (*Path("/").glob("lib*"), Path("/bin"), Path("/sbin"), *(Path("/etc") / name for name in _SETTINGS)):
        if path.is_symlink():
            links.append((str(path), os.readlink(path)))
        else:
            wanted.append(path)
    folders = _leave_out_inner(sorted({str(path) for path in wanted if path.exists()}))
    private = (PROJECT / name for name in ("solutions", "autograder", "tests", ".git"))
    covered = tuple(str(path) for path in private if path.is_dir() and any(map(path.is_relative_to, folders)))
    return View(folders, tuple(f"/dev/{name}" for name in _DEVICES), tuple(links), covered)


def _find_python() -> list[Path]:
    """Return the folders of the interpreter and of installed packages, under the names by which Python finds them."""
    packages = [path for path in map(Path, sys.path) if path.name in ("site-packages", "dist-packages")]
    named = [Path(sys.prefix), Path(sys.base_prefix), *packages]
    return [*named, *(path.resolve() for path in named), Path(sys.executable).resolve().parents[1]]


def _leave_out_inner(folders: list[str]) -> tuple[str, ...]:
    outer: list[str] = []
    for folder in folders:
        if not any(Path(folder).is_relative_to(one) for one in outer):
            outer.append(folder)
    return tuple(outer)
