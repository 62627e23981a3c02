"""The course folder: a standard nbgrader course, made by `init` from the sources, opened by all other commands."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import jinja2
import nbformat
from nbformat import NotebookNode

from autograder.build import Cell, Chapter, read_chapter, read_chapters, source_notebook, student_notebook
from autograder.build.source import PLACEHOLDERS
from autograder.execution.limits import Limits
from autograder.files import write_file, write_notebook
from autograder.gradebook import open_gradebook
from autograder.late import Late
from autograder.markdown import render_markdown
from autograder.settings import Settings, has_settings, read_settings, write_settings
from helpers.errors import AtelierError
from helpers.language import Language

ROOT = Path(__file__).parents[1]
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Course:
    """A course folder: where it is, the language of its gradebook, limits of submissions, the rule for late work."""

    root: Path
    lang: Language
    limits: Limits = field(default_factory=Limits)
    late: Late = field(default_factory=Late)

    @property
    def db_url(self) -> str:
        """The gradebook's address; a writer waits for another one for up to 30 seconds."""
        return f"sqlite:///{self.root / 'gradebook.db'}?timeout=30"

    @property
    def chapter_names(self) -> list[str]:
        """The chapters of this course, in order."""
        return sorted(path.stem for path in (self.root / "chapters").glob("*.py"))

    def read_chapters(self, names: Sequence[str] = ()) -> list[Chapter]:
        """Read the course's own copies of the sources: `names`, or all of them.

        Raises
        ------
        AtelierError
            If a name is not a chapter of this course.
        """
        known = self.chapter_names
        return [read_chapter(self.root / "chapters" / f"{name}.py") for name in choose_names(names, known)]


def choose_names(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return the chapters meant by `names` ("01", "neuron" or "01_neuron"), all when there are none."""
    chosen = set()
    for name in names:
        matches = [one for one in known if name in (one, one[:2], one[3:])]
        if not matches:
            message = f"CHAPTER must be one of {', '.join(known) or '(none here)'}; got {name!r}."
            raise AtelierError(message, "Name a chapter as 01_neuron, neuron or 01.", exit_code=2)
        chosen.update(matches)
    return [name for name in known if name in chosen or not names]


def open_course(folder: Path | str) -> Course:
    """Open a course folder.

    Raises
    ------
    AtelierError
        If the folder is not a course, was made by another version, or has a setting that cannot be.
    """
    root = Path(folder).resolve()
    settings = read_settings(root)
    return Course(root, settings.lang, settings.limits, settings.late)


def init_course(
    folder: Path | str,
    names: Sequence[str] = (),
    *,
    lang: Language | None = None,
    solutions: Path | str = ROOT / "solutions",
    limits: Limits | None = None,
) -> Course:
    """Make a course folder, or bring an existing one up to date with the sources; marks are kept.

    Parameters
    ----------
    folder : path
        Outside the repository, or under its build/ folder.
    names : sequence of str
        The chapters; all of them when empty.
    lang : {"fr", "en"}, optional
        The gradebook's language. By default that of the existing course, else French.
    solutions : path
        The sources.
    limits : Limits, optional
        Of submissions. By default those of the existing course, else the usual ones.

    Raises
    ------
    AtelierError
        If the folder is in the wrong place, holds something else, or has submissions of a chapter whose
        graded cells are no longer the same.
    """
    root = Path(folder).expanduser().resolve()
    _check_place(root)
    known = Settings()
    if has_settings(root):
        known = read_settings(root)
    elif root.exists() and (not root.is_dir() or any(root.iterdir())):
        message = f"init: COURSE must be a new or empty folder, or a course; {root} holds something else."
        raise AtelierError(message, "Choose another folder.", exit_code=2)
    course = Course(root, lang or known.lang, limits or known.limits, known.late)
    chapters = {chapter.name: chapter for chapter in read_chapters(solutions)}
    chosen = [chapters[name] for name in choose_names(names, list(chapters))]
    root.mkdir(parents=True, exist_ok=True)
    _write_configuration(course)
    for chapter in chosen:
        register(course, chapter)  # first of all: it is what can refuse
        place = Path(chapter.name, f"{chapter.notebook_name}.ipynb")
        write_notebook(root / "source" / place, source_notebook(chapter, course.lang))
        write_notebook(root / "release" / place, student_notebook(chapter, course.lang))
        write_file(root / "marking_schemes" / f"{chapter.name}.html", render_schemes(chapter, course.lang))
        (root / "chapters").mkdir(exist_ok=True)
        shutil.copyfile(chapter.path, root / "chapters" / f"{chapter.name}.py")
    return course


def _check_place(root: Path) -> None:
    inside = root == ROOT or ROOT in root.parents
    if inside and ROOT / "build" not in root.parents:
        message = f"init: COURSE must lie outside the repository {ROOT}; got {root}."
        raise AtelierError(message, "Marks do not belong there: choose another folder.", exit_code=2)


def _write_configuration(course: Course) -> None:
    write_settings(course.root, Settings(course.lang, course.limits, course.late))
    template = (TEMPLATES / "nbgrader_config.py.txt").read_text(encoding="utf-8")
    config = template.format(text_stub=PLACEHOLDERS[course.lang])
    write_file(course.root / "nbgrader_config.py", config)
    (course.root / "submitted").mkdir(exist_ok=True)
    write_texts(course.root)


def write_texts(root: Path) -> None:
    """Put the pages for students into a course folder, where the instructor edits them; what is there stays."""
    for template in sorted((TEMPLATES / "students").glob("*.md")):
        path = root / "students" / template.name
        if not path.exists():
            write_file(path, template.read_text(encoding="utf-8"))


# -------------------------------------------------------------------------------------------- gradebook


def register(course: Course, chapter: Chapter) -> None:
    """Enter a chapter's cells into the gradebook, as `nbgrader generate_assignment` does.

    Raises
    ------
    AtelierError
        If there are submissions and a graded cell came or went: nbgrader cannot carry their marks over.
    """
    # nbgrader takes a second to load, and commands that only open a course do without.
    from nbgrader.preprocessors import SaveCells

    with open_gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_assignment(chapter.name)
    names = {"notebook": chapter.notebook_name, "assignment": chapter.name, "db_url": course.db_url}
    try:
        SaveCells().preprocess(registered_notebook(chapter, course.lang), {"nbgrader": names})
    except RuntimeError as error:
        message = f"init: {chapter.name} has submissions in {course.root}; its graded cells changed since."
        raise AtelierError(message, "Make a new course folder for the new version of the chapter.") from error


def registered_notebook(chapter: Chapter, lang: Language) -> NotebookNode:
    """Return the notebook that nbgrader registers: answers emptied, hidden tests still there, checksums."""
    from nbgrader.utils import compute_checksum

    # Read back, because nbgrader registers what it finds in a file, the order of the metadata included.
    notebook = nbformat.reads(nbformat.writes(source_notebook(chapter, lang)), as_version=4)
    stubs = {cell.cell_id: cell.stub for cell in chapter.solutions}
    for cell in notebook.cells:
        cell.source = stubs.get(cell.id, cell.source)
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader["checksum"] = compute_checksum(cell)
    return notebook


# --------------------------------------------------------------------------------------- marking schemes


def render_schemes(chapter: Chapter, lang: Language) -> str:
    """Return a page with the marking schemes of a chapter's open questions, in both languages."""
    questions: dict[str, dict[str, Any]] = {}
    for cell in chapter.answers:
        entry = questions.setdefault(cell.name, {"name": cell.name, "points": cell.points, "schemes": []})
        asked, scheme = (render_markdown(text, first_heading=3) for text in (_prose_before(chapter, cell), cell.scheme))
        entry["schemes"].append({"lang": cell.lang, "question": asked, "text": scheme})
    template = jinja2.Template((TEMPLATES / "marking_scheme.html.j2").read_text(encoding="utf-8"))
    return template.render(chapter=chapter.name, lang=lang, questions=list(questions.values())) + "\n"


def _prose_before(chapter: Chapter, answer: Cell) -> str:
    cells = chapter.in_language(answer.lang)
    before = cells[: cells.index(answer)]
    return next((cell.text for cell in reversed(before) if cell.kind == "prose"), "")
