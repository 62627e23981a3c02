"""Write the notebooks of all chapters, or say which of them are stale."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import nbformat

from autograder.build.checks import check_chapter
from autograder.build.leaks import find_leaks
from autograder.build.notebook import source_notebook, student_notebook
from autograder.build.source import BuildError, Chapter, Problem, show_path, read_chapters
from helpers.language import LANGUAGES


def build(root: Path | str = ".") -> list[Path]:
    """Build every chapter of `root`/solutions; return the student notebooks that changed.

    Everything is built and checked in memory before the first file is written, so that a mistake in a source leaves
    the old notebooks as they were.

    Raises
    ------
    BuildError
        With all problems of all sources.
    """
    root = Path(root)
    chapters = read_chapters(root / "solutions")
    notebooks = render(chapters)
    changed = _find_stale(root, notebooks)
    for relative, text in notebooks.items():
        _write(root / "notebooks" / relative, text)
    for chapter in chapters:
        for lang in LANGUAGES:
            _write(root / "build" / "source" / _place(chapter, lang), _dump(source_notebook(chapter, lang)))
    for path in _find_orphans(root, notebooks):
        path.unlink()
    return changed


def find_stale(root: Path | str = ".") -> list[Path]:
    """Return the notebooks under `root`/notebooks that do not say what the sources say: changed, missing, left over."""
    root = Path(root)
    notebooks = render(read_chapters(root / "solutions"))
    return _find_stale(root, notebooks) + _find_orphans(root, notebooks)


def render(chapters: list[Chapter]) -> dict[Path, str]:
    """Return the student notebooks, path under notebooks/ → JSON text, of chapters that pass all checks.

    Raises
    ------
    BuildError
        If a chapter breaks a rule, or if a hidden line survives in a notebook.
    """
    problems = [problem for chapter in chapters for problem in check_chapter(chapter)]
    if problems:
        raise BuildError(problems)
    notebooks: dict[Path, str] = {}
    for chapter in chapters:
        raw = chapter.path.read_text(encoding="utf-8")
        for lang in LANGUAGES:
            text = _dump(student_notebook(chapter, lang))
            notebooks[_place(chapter, lang)] = text
            problems += [
                Problem(
                    show_path(chapter.path),
                    line,
                    f"notebook {lang}",
                    f"a hidden line reached the students: {leak!r}",
                )
                for line, leak in find_leaks(raw, text)
            ]
    if problems:
        raise BuildError(problems)
    return notebooks


def _place(chapter: Chapter, lang: str) -> Path:
    return Path(lang, chapter.name, f"{chapter.notebook_name}.ipynb")


def _dump(notebook: nbformat.NotebookNode) -> str:
    return nbformat.writes(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def _find_stale(root: Path, notebooks: dict[Path, str]) -> list[Path]:
    def is_stale(path: Path, text: str) -> bool:
        return not path.is_file() or path.read_text(encoding="utf-8") != text

    places: Callable[[Path], Path] = (root / "notebooks").joinpath
    return [places(relative) for relative, text in notebooks.items() if is_stale(places(relative), text)]


def _find_orphans(root: Path, notebooks: dict[Path, str]) -> list[Path]:
    folder = root / "notebooks"
    found = (path for lang in LANGUAGES for path in sorted((folder / lang).glob("*/*.ipynb")))
    return [path for path in found if path.relative_to(folder) not in notebooks]


def _write(path: Path, text: str) -> None:
    """Write a file so that it is never seen half written."""
    if path.is_file() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, delete=False) as file:
        file.write(text)
    # Temporary files are private; notebooks are for everyone.
    os.chmod(file.name, 0o644)
    os.replace(file.name, path)
