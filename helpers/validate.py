"""The command `validate`: run a notebook's visible tests in a fresh kernel and show how each one went."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from nbformat import NotebookNode

from helpers.course_notebook import (
    find_original,
    grading,
    is_changed,
    is_question,
    is_test,
    name_of,
    read_course_notebook,
)
from helpers.language import Language, set_language, text
from helpers.running import CellRun, run_cells

TIMEOUT_SECONDS = 60.0
# These cells use what the student wrote; no mark depends on them.
SKIPPED_TAGS = frozenset({"experiment", "show", "demo"})


@dataclass(frozen=True)
class Row:
    """A test's result: its points, how it went and, when it failed, the first line that says why."""

    test: str
    points: float
    state: Literal["passed", "failed", "missing"]
    message: str = ""


@dataclass(frozen=True)
class Report:
    """What `validate` found in a notebook: a row for each test, and remarks on the rest."""

    chapter: str
    lang: Language
    rows: tuple[Row, ...]
    remarks: tuple[str, ...]

    @property
    def passed(self) -> tuple[Row, ...]:
        """The tests that passed."""
        return tuple(row for row in self.rows if row.state == "passed")


def validate(
    path: Path | str,
    *,
    timeout_seconds: float = TIMEOUT_SECONDS,
    on_cell: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Run the setup, the answers and the visible tests of a notebook in a fresh kernel.

    From here on texts are in the notebook's language. Where the course's own copy is found, its tests are run
    in place of changed ones, as in grading.

    Parameters
    ----------
    path : path
        The student's notebook; it is not modified.
    timeout_seconds : float
        For each cell.
    on_cell : callable
        Called with (cells done, cells in all).

    Raises
    ------
    AtelierError
        With exit code 2 if the file is no notebook of the course.
    """
    path = Path(path)
    notebook = read_course_notebook(path)
    set_language(notebook.metadata.atelier.lang)
    original, remark = find_original(path, notebook)
    tests = [cell for cell in (original or notebook).cells if is_test(cell)]
    remarks = [remark, *_remark_on_cells(notebook, original)]
    _restore_locked_cells(notebook, original)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and not SKIPPED_TAGS.intersection(cell.metadata.get("tags", ()))
    ]
    runs = run_cells(
        notebook,
        folder=path.resolve().parent,
        timeout_seconds=timeout_seconds,
        variables={"ATELIER_PACE": "quick"},
        on_cell=on_cell,
    )
    by_name = {name_of(cell): run for cell, run in zip(notebook.cells, runs, strict=True)}
    rows = tuple(_judge(test, by_name, timeout_seconds) for test in tests)
    remarks += _remark_on_setup(notebook, by_name)
    return Report(notebook.metadata.atelier.chapter, notebook.metadata.atelier.lang, rows, tuple(filter(None, remarks)))


# ---------------------------------------------------------------------------------------------- comparing


def _restore_locked_cells(notebook: NotebookNode, original: NotebookNode | None) -> None:
    """Put the course's text in the place of whatever stands in its setup and test cells."""
    sources = {name_of(cell): cell.source for cell in original.cells if grading(cell).get("locked")} if original else {}
    for cell in notebook.cells:
        cell.source = sources.get(name_of(cell), cell.source)


def _remark_on_cells(notebook: NotebookNode, original: NotebookNode | None) -> list[str]:
    """Name the locked cells that were changed, and count the questions that have no answer yet."""
    handed_out = {name_of(cell): cell.source for cell in original.cells} if original else {}

    def differs(cell: NotebookNode) -> bool:
        return cell.source != handed_out[name_of(cell)] if name_of(cell) in handed_out else is_changed(cell)

    changed = [name_of(cell) for cell in notebook.cells if grading(cell).get("locked") and differs(cell)]
    questions = [cell for cell in notebook.cells if is_question(cell)]
    untouched = [cell for cell in questions if not differs(cell)]
    remarks = []
    if changed:
        names = ", ".join(changed)
        remarks.append(
            text(
                fr=f"Cellules du cours modifiées : {names}. C'est leur texte d'origine qui compte.",
                en=f"Cells of the course that were changed: {names}. Their original text is what counts.",
            )
        )
    if untouched:
        remarks.append(
            text(
                fr=f"Questions encore sans réponse : {len(untouched)} sur {len(questions)}.",
                en=f"Questions without an answer yet: {len(untouched)} of {len(questions)}.",
            )
        )
    return remarks


def _remark_on_setup(notebook: NotebookNode, runs: dict[str, CellRun]) -> list[str]:
    failed = [
        runs[name_of(cell)]
        for cell in notebook.cells
        if grading(cell).get("locked") and not is_test(cell) and runs[name_of(cell)].state == "error"
    ]
    return [
        text(
            fr=f"La cellule de préparation échoue ({_first_line(run)}). Lancez « atelier doctor ».",
            en=f"The setup cell fails ({_first_line(run)}). Run 'atelier doctor'.",
        )
        for run in failed
    ]


# ------------------------------------------------------------------------------------------------ judging


def _judge(test: NotebookNode, runs: dict[str, CellRun], timeout_seconds: float) -> Row:
    name, points = name_of(test), float(grading(test).get("points", 0))
    if name not in runs:
        message = text(
            fr="ce test n'est plus dans le carnet : recopiez-le depuis l'original",
            en="this test is no longer in the notebook: copy it back from the original",
        )
        return Row(name, points, "missing", message)
    run = runs[name]
    if run.state == "ok":
        return Row(name, points, "passed")
    exercise = name.rpartition("-test-")[0]
    answer = runs.get(exercise)
    if exercise and answer is None:
        message = text(
            fr=f"la cellule de réponse « {exercise} » manque", en=f"the answer's cell '{exercise}' is missing"
        )
    elif answer is not None and answer.state not in ("ok", "not reached"):
        # What follows from it would only hide the cause.
        reason = _explain(answer, timeout_seconds)
        message = text(fr=f"la cellule de réponse échoue : {reason}", en=f"the answer's cell fails: {reason}")
    else:
        message = _explain(run, timeout_seconds)
    return Row(name, points, "failed", message)


def _explain(run: CellRun, timeout_seconds: float) -> str:
    match run.state:
        case "timeout":
            return text(
                fr=f"arrêté après {timeout_seconds:g} s ; une boucle sans fin ?",
                en=f"stopped after {timeout_seconds:g} s; an endless loop?",
            )
        case "dead":
            return text(
                fr="le noyau s'est arrêté pendant cette cellule ; trop de mémoire ?",
                en="the kernel died in this cell; out of memory?",
            )
        case "not reached":
            return text(fr="pas atteint : le noyau n'était plus là", en="not reached: the kernel was gone")
    if run.error_name == "NotImplementedError":
        return text(fr="reste à écrire", en="still to be written")
    return _first_line(run)


def _first_line(run: CellRun) -> str:
    first = run.error_text.strip().split("\n")[0].removeprefix("✗ ")
    return first if run.error_name == "Failure" else f"{run.error_name}: {first}".rstrip(": ")


# ------------------------------------------------------------------------------------------------ showing


def print_report(report: Report) -> None:
    """Print the table, the sum and the remarks, in the notebook's language."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=report.chapter, title_justify="left")
    for heading in (text(fr="test", en="test"), "", text(fr="points", en="points"), ""):
        table.add_column(heading, overflow="fold", justify="right" if heading == "points" else "left")
    for row in report.rows:
        good = row.state == "passed"
        mark = "[green]✓[/green]" if good else "[red]✗[/red]"
        earned = f"{row.points if good else 0:g} / {row.points:g}"
        table.add_row(escape(row.test), mark, earned, escape(row.message))
    console = Console()
    console.print(table)
    n_passed, n_tests = len(report.passed), len(report.rows)
    earned, total = sum(row.points for row in report.passed), sum(row.points for row in report.rows)
    console.print(
        text(
            fr=f"{n_passed} sur {n_tests} tests réussis : {earned:g} points sur {total:g}. "
            "La correction ajoute d'autres vérifications et les questions ouvertes.",
            en=f"{n_passed} of {n_tests} tests passed: {earned:g} of {total:g} points. "
            "Grading adds more checks, and the open questions.",
        ),
        highlight=False,
    )
    for remark in report.remarks:
        console.print(f"• {remark}", highlight=False, markup=False)
