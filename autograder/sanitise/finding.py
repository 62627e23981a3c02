"""Which file in a submission's folder is the notebook, and what else lies there."""

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.build import Chapter
from autograder.flags import Flag, label
from autograder.sanitise.decoding import MAX_BYTES
from autograder.sanitise.reading import read_document
from autograder.sanitise.reasons import UnreadableError

MAX_ENTRIES = 5_000
MAX_DEPTH = 4
MAX_CANDIDATES = 20
MAX_NAMED = 5

# Browsers and mail programs add endings; a second ".ipynb" is a student's.
_NOTEBOOK = re.compile(r"\.ipynb(\.(ipynb|json|txt))*$", re.IGNORECASE)
_CODE = re.compile(r"\.(py|pyc|pyd|so|pth)$", re.IGNORECASE)
_NUMBER = re.compile(r"\((\d{1,6})\)")
_IGNORED = ("__pycache__", "__macosx", "node_modules")


@dataclass(frozen=True)
class _Entry:
    path: Path
    depth: int
    is_link: bool


def looks_like_notebook(name: str) -> bool:
    """Say whether a file's name is a notebook's, or was once."""
    return bool(_NOTEBOOK.search(name))


def find_notebook(folder: Path, chapter: Chapter) -> tuple[bytes, tuple[Flag, ...]]:
    """Return the content of the notebook in a submission's folder, b"" when there is none, and flags.

    Of several, the one with the exact name is taken unless it is another chapter's or no notebook, else the one that
    says it is this chapter's, else the one with the highest "(n)". Links are not followed, and hidden folders, the
    checkpoints of Jupyter among them, not looked into.

    Raises
    ------
    OSError
        If the notebook is there and cannot be read.
    """
    entries = list(_walk(folder))
    flags = _flag_others(folder, entries)
    found = [entry for entry in entries if looks_like_notebook(entry.path.name) and not entry.is_link]
    found = sorted(found, key=lambda entry: _by_name(entry, folder, chapter))[:MAX_CANDIDATES]
    if not found:
        return b"", (Flag("no_notebook"), *flags)
    # The sort is stable: among equals the name decides.
    best = min(found, key=lambda entry: _fit(entry, folder, chapter)) if len(found) > 1 else found[0]
    name = label(best.path.relative_to(folder).as_posix().replace("/", " "))
    if len(found) > 1:
        flags = (Flag("several_files", name), *flags)
    elif not _is_exact(best, folder, chapter):
        flags = (Flag("renamed", name), *flags)
    return _read(best.path), flags


def _walk(folder: Path) -> Iterator[_Entry]:
    """Yield the plain files and the links below a folder, a bounded number of them, in order."""
    n_seen = 0
    for place, folders, files in os.walk(folder):
        depth = len(Path(place).relative_to(folder).parts)
        links = [name for name in folders if Path(place, name).is_symlink()]
        kept = [name for name in folders if name.lower() not in _IGNORED and not name.startswith(".")]
        folders[:] = sorted(set(kept) - set(links)) if depth < MAX_DEPTH else []
        for name in sorted([*files, *links]):
            n_seen += 1
            if n_seen > MAX_ENTRIES:
                return
            if name.startswith("."):
                continue
            path = Path(place, name)
            mode = path.lstat().st_mode
            if stat.S_ISREG(mode) or stat.S_ISLNK(mode):
                yield _Entry(path, depth, stat.S_ISLNK(mode))


def _flag_others(folder: Path, entries: list[_Entry]) -> tuple[Flag, ...]:
    """Flag code that would shadow a module if it lay beside the kernel, and links."""
    tops = [label(entry.path.relative_to(folder).parts[0]) for entry in entries if _CODE.search(entry.path.name)]
    links = [label(entry.path.name) for entry in entries if entry.is_link]
    return (
        *(Flag("stray_code", name) for name in list(dict.fromkeys(tops))[:MAX_NAMED]),
        *(Flag("link", name) for name in list(dict.fromkeys(links))[:MAX_NAMED]),
    )


def _is_exact(entry: _Entry, folder: Path, chapter: Chapter) -> bool:
    return entry.path == folder / f"{chapter.notebook_name}.ipynb"


def _by_name(entry: _Entry, folder: Path, chapter: Chapter) -> tuple[bool, bool, int, int, str]:
    name = entry.path.name.casefold()
    numbers = [int(digits) for digits in _NUMBER.findall(name)]
    return (
        not _is_exact(entry, folder, chapter),
        chapter.notebook_name not in name,
        -max(numbers, default=0),
        entry.depth,
        entry.path.as_posix(),
    )


def _fit(entry: _Entry, folder: Path, chapter: Chapter) -> int:
    """Return 0 for a notebook of this chapter, 1 for one that does not say, 2 for any other file."""
    try:
        document = read_document(_read(entry.path))
    except (OSError, UnreadableError):
        return 2
    said = {document.chapter} if document.chapter else document.starts
    if said:
        return 0 if chapter.name in said else 2
    return 0 if _is_exact(entry, folder, chapter) else 1


def _read(path: Path) -> bytes:
    """Return a file's bytes, one more than a notebook may have at most."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
