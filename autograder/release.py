"""Make the archive that students receive: the course without what only its teachers may see."""

import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePosixPath

import jinja2

from autograder.build import Chapter, render
from autograder.build.leaks import find_leaks
from autograder.course_folder import ROOT, TEMPLATES, Course, write_texts
from autograder.files import write_bytes
from autograder.markdown import render_markdown
from helpers.command import spell
from helpers.errors import AtelierError
from helpers.language import LANGUAGES, Language
from helpers.typography import set_french

FOLDER = "atelier"
# What students need besides helpers/ and the notebooks.
FILES = ("atelier.py", "pyproject.toml", "constraints.txt", "environment.yml", "LICENSE", "LICENSE-text.md")
# The instructor's texts, in the course folder, and the pages that they become.
PAGES: dict[str, dict[Language, str]] = {
    "start": {"fr": "COMMENCER-ICI.html", "en": "START-HERE.html"},
    "assistants": {"fr": "ASSISTANTS-IA.html", "en": "AI-ASSISTANTS.html"},
}
# What helpers/ may hold; all else there is left by a run or an editor.
_KEPT_SUFFIXES = {".py", ".json", ".csv", ".js", ".css", ".html", ".j2", ".npz"}
_MARKER = re.compile(r"^\s*(?:#\s*)?### (?:BEGIN|END) (?:SOLUTION|HIDDEN TESTS|MARK SCHEME)", re.MULTILINE)
_MADE = (1980, 1, 1, 0, 0, 0)  # the same content gives the same archive, byte for byte


@dataclass(frozen=True)
class Bundle:
    """An archive for students: where it is, its notebooks, how many files it holds, its size in bytes."""

    path: Path
    notebooks: tuple[str, ...]
    n_files: int
    n_bytes: int


def release_course(course: Course, languages: Sequence[Language] = LANGUAGES, *, output: Path | None = None) -> Bundle:
    """Write the archive for students.

    Parameters
    ----------
    course : Course
        Its own copies of the sources are released, so that students get what will be graded.
    languages : sequence of {"fr", "en"}
        Of the notebooks and pages.
    output : Path, optional
        The archive; by default in the course folder, under bundles/.

    Returns
    -------
    Bundle
        What was written.

    Raises
    ------
    AtelierError
        If anything that students may not see would be in it; nothing is written then.
    """
    chapters = course.read_chapters()
    contents = dict(_collect(course, chapters, languages))
    problems = find_forbidden(contents, chapters)
    if problems:
        message = f"release: the archive would show what students may not see: {'; '.join(problems[:5])}."
        hint = f"Nothing was written. Correct the source, then '{spell('init', course.root)}' and release again."
        raise AtelierError(message, hint)
    path = output or course.root / "bundles" / f"{FOLDER}-{'-'.join(languages)}.zip"
    content = _pack(contents)
    write_bytes(path, content)
    notebooks = tuple(name for name in contents if name.endswith(".ipynb"))
    return Bundle(path, notebooks, len(contents), len(content))


def find_forbidden(contents: dict[str, bytes], chapters: Sequence[Chapter]) -> list[str]:
    """Return what an archive would give away: places of teachers, markers, hidden lines of the sources.

    It looks at the finished files, whatever made them.

    Parameters
    ----------
    contents : dict
        Name in the archive → bytes.
    chapters : sequence of Chapter
        The sources.
    """
    sources = {chapter.name: chapter.path.read_text(encoding="utf-8") for chapter in chapters}
    problems = []
    for name, content in contents.items():
        path = PurePosixPath(name)
        if set(path.parts[:-1]) & {"autograder", "solutions", "tests", "build", "submitted"}:
            problems.append(f"{name} is not for students")
        text = content.decode("utf-8", "replace")
        if _MARKER.search(text):
            problems.append(f"{name} holds a marker of a hidden part")
        if path.suffix == ".ipynb":
            source = sources.get(path.parent.name)
            leaks = find_leaks(source, text) if source is not None else [(0, "a notebook without a source")]
            problems += [f"{name}: {line!r} (line {number} of the source)" for number, line in leaks]
    return problems


def _collect(course: Course, chapters: list[Chapter], languages: Sequence[Language]) -> Iterator[tuple[str, bytes]]:
    for name in FILES:
        yield name, (ROOT / name).read_bytes()
    for path in sorted((ROOT / "helpers").rglob("*")):
        relative = path.relative_to(ROOT)
        if path.is_file() and path.suffix in _KEPT_SUFFIXES and "__pycache__" not in relative.parts:
            yield relative.as_posix(), path.read_bytes()
    for relative, text in render(chapters).items():
        if relative.parts[0] in languages:
            yield f"notebooks/{relative.as_posix()}", text.encode()
    write_texts(course.root)
    for kind, names in PAGES.items():
        for lang in languages:
            text = (course.root / "students" / f"{kind}.{lang}.md").read_text(encoding="utf-8")
            yield names[lang], _render_page(text, lang).encode()


def _render_page(text: str, lang: Language) -> str:
    text = set_french(text) if lang == "fr" else text
    title = next((line.lstrip("# ") for line in text.splitlines() if line.startswith("# ")), FOLDER)
    template = jinja2.Template((TEMPLATES / "students" / "page.html.j2").read_text(encoding="utf-8"))
    return template.render(lang=lang, title=title, body=render_markdown(text)) + "\n"


def _pack(contents: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(contents.items()):
            entry = zipfile.ZipInfo(f"{FOLDER}/{name}", _MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return file.getvalue()
