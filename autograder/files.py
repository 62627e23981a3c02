"""Write files so that they are never seen half written, whatever interrupts the writing."""

import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file, and the folders above it; a reader finds the old content or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, delete=False) as file:
        file.write(content)
    os.chmod(file.name, 0o644)  # temporary files are private
    os.replace(file.name, path)


def write_file(path: Path, text: str, *, encoding: str = "utf-8") -> None:
    """Write a text file, likewise."""
    write_bytes(path, text.encode(encoding))


def write_notebook(path: Path, notebook: dict[str, Any]) -> None:
    """Write a notebook, given as nbformat's node or as its JSON data."""
    write_file(path, nbformat.writes(nbformat.from_dict(notebook), indent=1, ensure_ascii=False) + "\n")
