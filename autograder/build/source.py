"""Read a chapter's source, a py:percent notebook with short keys, into a frozen `Chapter`."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from autograder.build import markers
from autograder.build.keys import REGIONS, KeyProblem, classify
from autograder.build.names import used_modules
from helpers.errors import AtelierError

STEM = re.compile(r"\d\d_[a-z][a-z0-9_]{0,39}")
PLACEHOLDERS = {"fr": "*Écrivez votre réponse ici.*", "en": "*Write your answer here.*"}

_HEADER = re.compile(r"^#\s*%%")


@dataclass(frozen=True, order=True)
class Problem:
    """Something wrong in a source: where, in which cell, and what."""

    path: str
    line: int
    cell: str
    rule: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.cell}: {self.rule}"


class BuildError(AtelierError):
    """Sources that cannot be built; `problems` lists all that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(set(problems))
        super().__init__(
            "".join(f"\n{problem}" for problem in self.problems),
            "\nThe notebooks were left as they were: mend the source and build again.",
        )


@dataclass(frozen=True)
class Cell:
    """A cell of a source.

    Attributes
    ----------
    kind : str
        One of prose, setup, solution, test, answer, experiment, show, demo.
    name : str
        The exercise, the question or the demo; empty for the other kinds.
    cell_id : str
        The id in every notebook, which is also nbgrader's grade_id: `neuron`, `neuron-test-1`, `why_not_xor`.
    text : str
        The source with all its regions and markers.
    lang : str
        "fr" or "en" for text, empty for code.
    points : float
        For tests and answers.
    line : int
        The line of the cell's header in the source file.
    """

    kind: str
    name: str
    cell_id: str
    text: str
    lang: str
    points: float
    line: int

    @cached_property
    def lines(self) -> list[markers.Line]:
        """The lines, each visible or hidden."""
        return markers.split_regions(self.text, REGIONS.get(self.kind, ""))

    @property
    def full(self) -> str:
        """Everything but the markers: the answer with its solution, the test with its hidden part."""
        return markers.keep_all(self.lines)

    @property
    def stub(self) -> str:
        """What a student finds: no solution, no hidden test, no marking scheme."""
        keep = markers.replace_hidden if self.kind == "solution" else markers.keep_visible
        return keep(self.lines)

    visible = stub

    @property
    def scheme(self) -> str:
        """The marking scheme of an open question."""
        return markers.keep_hidden(self.lines) if self.kind == "answer" else ""


@dataclass(frozen=True)
class Chapter:
    """A chapter's source, read: its name ("01_neuron"), its file, its cells and a hash of its content."""

    name: str
    path: Path
    cells: tuple[Cell, ...]
    digest: str

    @property
    def notebook_name(self) -> str:
        """The name without its number: "neuron"."""
        return self.name[3:]

    def of_kind(self, *kinds: str) -> tuple[Cell, ...]:
        """Return the cells of these kinds, in order."""
        return tuple(cell for cell in self.cells if cell.kind in kinds)

    @property
    def setup(self) -> tuple[Cell, ...]:
        """The setup cells."""
        return self.of_kind("setup")

    @property
    def solutions(self) -> tuple[Cell, ...]:
        """The autograded answers, one cell an exercise."""
        return self.of_kind("solution")

    @property
    def tests(self) -> tuple[Cell, ...]:
        """The tests of all exercises."""
        return self.of_kind("test")

    @property
    def answers(self) -> tuple[Cell, ...]:
        """The open questions, one cell a language."""
        return self.of_kind("answer")

    def tests_of(self, exercise: str) -> tuple[Cell, ...]:
        """Return the tests of one exercise."""
        return tuple(cell for cell in self.tests if cell.name == exercise)

    @property
    def modules(self) -> frozenset[str]:
        """The modules that its graded cells use."""
        cells = self.of_kind("setup", "solution", "test")
        return used_modules("\n".join(cell.full for cell in cells))

    def in_language(self, lang: str) -> tuple[Cell, ...]:
        """Return the cells of one language's notebook: code, and the text in that language."""
        return tuple(cell for cell in self.cells if cell.lang in ("", lang))

    def title(self, lang: str) -> str:
        """Return the chapter's title: its first heading in `lang`."""
        first = next(cell for cell in self.cells if cell.kind == "prose" and cell.lang == lang)
        return first.text.split("\n")[0].removeprefix("# ").strip()

    @property
    def points(self) -> tuple[float, float]:
        """Points (by machine, by hand)."""
        manual = {cell.name: cell.points for cell in self.answers}
        return sum(cell.points for cell in self.tests), sum(manual.values())


def read_chapters(folder: Path | str = "solutions") -> list[Chapter]:
    """Read every chapter of a folder, in order.

    Raises
    ------
    BuildError
        If any of them is malformed.
    AtelierError
        If the folder holds no source.
    """
    paths = sorted(Path(folder).glob("*.py"))
    if not paths:
        raise AtelierError(f"read_chapters: {folder} must hold sources named NN_name.py; found none.")
    chapters, problems = [], []
    for path in paths:
        try:
            chapters.append(read_chapter(path))
        except BuildError as error:
            problems += error.problems
    if problems:
        raise BuildError(problems)
    return chapters


def read_chapter(path: Path | str) -> Chapter:
    """Read one source.

    Raises
    ------
    BuildError
        If a cell cannot be understood. Rules that concern several cells are in `autograder.build.checks`.
    """
    import jupytext  # loads a web server; the processes that grade get chapters that are read already

    path = Path(path)
    raw = path.read_text(encoding="utf-8")
    shown = show_path(path)
    if not STEM.fullmatch(path.stem):
        raise BuildError([Problem(shown, 1, "file", f"a source is named NN_name.py; got {path.name!r}")])
    headers = [(i, line) for i, line in enumerate(raw.split("\n"), start=1) if _HEADER.match(line)]
    parsed = jupytext.reads(raw, fmt="py:percent").cells
    if len(parsed) != len(headers):
        rule = f"every cell begins with '# %%'; found {len(headers)} headers for {len(parsed)} cells"
        raise BuildError([Problem(shown, 1, "file", rule + ". Is there text before the first one?")])
    problems: list[Problem] = []
    cells: list[Cell] = []
    n_tests: dict[str, int] = {}
    for index, ((line, header), cell) in enumerate(zip(headers, parsed, strict=True), start=1):
        where = f"cell {index}"
        try:
            kind, keys = classify(header, cell)
            name = next((keys[key] for key in ("solution", "test", "answer", "demo") if key in keys), "")
            where = name or f"{kind} ({where})"
            n_tests[name] = n_tests.get(name, 0) + (kind == "test")
            cell_id = f"{name}-test-{n_tests[name]}" if kind == "test" else name
            text = cell.source.strip("\n")
            markers.split_regions(text, REGIONS.get(kind, ""))
        except KeyProblem as error:
            problems.append(Problem(shown, line, where, str(error)))
        except markers.MarkerError as error:
            problems.append(Problem(shown, line + 1 + error.offset, where, error.rule))
        else:
            lang, points = keys.get("lang", ""), float(keys.get("points", 0))
            cells.append(Cell(kind, name, cell_id, text, lang, points, line))
    if problems:
        raise BuildError(problems)
    return Chapter(path.stem, path, _name_the_others(cells), hashlib.sha256(raw.encode()).hexdigest()[:16])


def _name_the_others(cells: list[Cell]) -> tuple[Cell, ...]:
    """Give ids to the cells without a name: a hash of their content, the same in both languages.

    An id that depends on the content alone keeps the others as they are when a cell is added or moved.
    """
    named, seen = [], set()
    for index, cell in enumerate(cells):
        if cell.cell_id:
            named.append(cell)
            continue
        # The two cells of a pair share the hash of the French text.
        partner = cells[index - 1] if cell.lang == "en" and index else cell
        digest = hashlib.sha256(f"{cell.kind}\n{partner.text}".encode()).hexdigest()[:8]
        cell_id, copies = f"{cell.kind}-{digest}", 1
        while (cell_id, cell.lang) in seen:
            copies += 1
            cell_id = f"{cell.kind}-{digest}-{copies}"
        seen.add((cell_id, cell.lang))
        named.append(Cell(cell.kind, cell.name, cell_id, cell.text, cell.lang, cell.points, cell.line))
    return tuple(named)


def show_path(path: Path) -> str:
    """Return a path for a message: relative to the current folder where it lies in it."""
    try:
        return path.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return str(path)
