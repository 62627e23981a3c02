"""The command `solve`: execute the solved notebooks, and say what fails or is slow."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.build import Cell, Chapter, read_chapters, source_notebook
from autograder.files import write_file, write_notebook
from helpers.course import Pace
from helpers.errors import AtelierError
from helpers.language import Language
from helpers.running import CellRun, run_cells

N_SLOWEST = 3


@dataclass(frozen=True)
class TimeLimit:
    """What a pace allows, in seconds, to the notebook and to each cell; at `stop` a cell is interrupted."""

    notebook: float
    cell: float
    stop: float


TIME_LIMITS: dict[Pace, TimeLimit] = {
    "quick": TimeLimit(notebook=25, cell=25, stop=180),
    "classroom": TimeLimit(notebook=360, cell=30, stop=900),
    "full": TimeLimit(notebook=math.inf, cell=math.inf, stop=6 * 3600),
}


@dataclass(frozen=True)
class Solved:
    """A solved notebook that was executed: its cells and how they went, and where it was written."""

    chapter: Chapter
    pace: Pace
    cells: tuple[tuple[Cell, CellRun], ...]
    noisy: tuple[Cell, ...]  # cells that wrote to stderr
    notebook: Path
    page: Path

    @property
    def seconds(self) -> float:
        """The time of all cells, without the start of the kernel."""
        return sum(run.seconds for _, run in self.cells)

    @property
    def slowest(self) -> list[tuple[Cell, CellRun]]:
        """The cells that took longest, the longest first."""
        return sorted(self.cells, key=lambda pair: -pair[1].seconds)[:N_SLOWEST]

    @property
    def failures(self) -> list[str]:
        """What went wrong, a line for each cell; test cells count, although a student's may raise."""
        return [f"{self._place(cell)}: {_describe(run)}" for cell, run in self.cells if run.state != "ok"]

    @property
    def warnings(self) -> list[str]:
        """What should be mended though it does not fail: too much time, words on stderr."""
        limit = TIME_LIMITS[self.pace]
        found = [
            f"{self._place(cell)}: {run.seconds:.1f} s; at pace {self.pace} a cell has {limit.cell:g} s "
            "(one cell of a chapter may take longer if its text says so)"
            for cell, run in self.cells
            if run.seconds > limit.cell
        ]
        if self.seconds > limit.notebook:
            slow = f"{self.seconds:.1f} s; at pace {self.pace} a notebook has {limit.notebook:g} s"
            found.append(f"{self.chapter.path.as_posix()}: {slow}")
        return found + [f"{self._place(cell)}: writes to stderr, as warnings do" for cell in self.noisy]

    def _place(self, cell: Cell) -> str:
        return f"{self.chapter.path.as_posix()}:{cell.line}: {cell.cell_id}"


def solve(
    chapter: Chapter,
    *,
    lang: Language = "en",
    pace: Pace = "classroom",
    root: Path | str = ".",
    on_cell: Callable[[int, int], None] = lambda done, total: None,
) -> Solved:
    """Execute a chapter's solution and write it under `root`/build/solutions, as a notebook and as a page.

    Every cell runs, also after a failure, so that one run shows all that is wrong.
    """
    folder = Path(root) / "build" / "solutions" / lang / chapter.name
    folder.mkdir(parents=True, exist_ok=True)
    notebook = solved_notebook(chapter, lang)
    runs = run_cells(
        notebook,
        folder=folder,
        timeout_seconds=TIME_LIMITS[pace].stop,
        variables={"ATELIER_PACE": pace},
        on_cell=on_cell,
    )
    code_cells = [cell for cell in chapter.cells if not cell.lang]
    outputs = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    noisy = tuple(
        cell for cell in code_cells if any(output.get("name") == "stderr" for output in outputs[cell.cell_id])
    )
    place, page = folder / f"{chapter.notebook_name}.ipynb", folder / f"{chapter.notebook_name}.html"
    write_notebook(place, notebook)
    write_file(page, _render_page(notebook, lang))
    return Solved(chapter, pace, tuple(zip(code_cells, runs, strict=True)), noisy, place, page)


def solved_notebook(chapter: Chapter, lang: Language) -> NotebookNode:
    """Return a chapter's notebook with its solutions, hidden tests and marking schemes."""
    notebook = source_notebook(chapter, lang)
    for node, cell in zip(notebook.cells, chapter.in_language(lang), strict=True):
        if cell.kind in ("solution", "test"):
            node.source = cell.full
        elif cell.kind == "answer":
            node.source = cell.scheme
    return notebook


def choose_chapters(names: Sequence[str], root: Path | str = ".") -> list[Chapter]:
    """Return the chapters of these names (as "01_neuron", "01" or "neuron"), or all of them.

    Raises
    ------
    AtelierError
        With exit code 2, if a name is not a chapter's.
    """
    chapters = read_chapters(Path(root) / "solutions")
    known = {key: chapter for chapter in chapters for key in (chapter.name, chapter.name[:2], chapter.notebook_name)}
    for name in names:
        if name not in known:
            there = ", ".join(chapter.name for chapter in chapters)
            raise AtelierError(
                f"solve: a chapter must be one of {there}; got {name!r}.",
                "Give none to run all.",
                exit_code=2,
            )
    chosen = {known[name].name: known[name] for name in names}
    return list(chosen.values()) or chapters


def print_solved(solved: Solved) -> None:
    """Print a chapter's time, its slowest cells, and what is wrong."""
    slowest = ", ".join(f"{cell.cell_id} {run.seconds:.1f} s" for cell, run in solved.slowest)
    state = "FAILED" if solved.failures else "ok"
    print(f"{solved.chapter.name}: {state}, {solved.seconds:.1f} s at pace {solved.pace}; slowest: {slowest}")
    for line in solved.failures:
        print(f"  error: {line}")
    for line in solved.warnings:
        print(f"  warning: {line}")
    print(f"  {solved.page.as_posix()}")


def _describe(run: CellRun) -> str:
    if run.state == "error":
        return f"{run.error_name}: " + " / ".join(line.strip() for line in run.error_text.strip().split("\n"))
    return {"timeout": f"interrupted after {run.seconds:.0f} s", "dead": "the kernel died"}.get(run.state, run.state)


def _render_page(notebook: NotebookNode, lang: Language) -> str:
    from nbconvert import HTMLExporter

    page, _ = HTMLExporter(template_name="lab", language_code=lang).from_notebook_node(nbformat.from_dict(notebook))
    return page
