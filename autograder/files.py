"""Write files so that they are never seen half written, and are still there after a crash of the machine."""

import os
import re
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import psutil

_PART = re.compile(r"\.\d+-\w+\.part")


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it; a reader finds the old content or the new.

    Raises
    ------
    OSError
        If it cannot be written; then the old content is still there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, part = tempfile.mkstemp(prefix=f".{os.getpid()}-", suffix=".part", dir=path.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(handle)  # before the name: else a crash of the machine could leave an empty file under it
        os.chmod(part, 0o644)  # temporary files are private
        os.replace(part, path)
    except BaseException:
        os.unlink(part)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def write_file(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write a text file, likewise."""
    write_bytes(path, text.encode(encoding))


def write_notebook(path: Path, notebook: dict[str, Any]) -> None:
    """Write a notebook, given as nbformat's node or as its JSON data."""
    write_file(path, nbformat.writes(nbformat.from_dict(notebook), indent=1, ensure_ascii=False) + "\n")


def remove_abandoned_parts(folder: Path) -> int:
    """Remove what processes that are gone left half written below a folder; return how many files that was."""
    parts = [path for path in folder.rglob(".*.part") if _PART.fullmatch(path.name)]
    abandoned = [path for path in parts if not psutil.pid_exists(owner_of(path))]
    for path in abandoned:
        path.unlink(missing_ok=True)
    return len(abandoned)


def owner_of(path: Path) -> int:
    """Return the process that a temporary file or folder belongs to: the first number in its name."""
    return int(re.search(r"\d+", path.name)[0])  # type: ignore[index]
