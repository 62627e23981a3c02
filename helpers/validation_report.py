"""What `validate` found in a notebook, and how it is shown: a table, points, how far each exercise is."""

from dataclasses import dataclass
from typing import Literal

from helpers.language import Language, text

State = Literal["done", "unwritten", "failed"]


@dataclass(frozen=True)
class Row:
    """A test's result: its points, how it went and, when it failed, the first line that says why.

    "unwritten" is what fails because the answer still is what the course handed out.
    """

    test: str
    points: float
    state: Literal["passed", "failed", "missing", "unwritten"]
    message: str = ""

    @property
    def exercise(self) -> str:
        """The exercise whose test it is."""
        return exercise_of(self.test)


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

    @property
    def exercises(self) -> dict[str, State]:
        """How far each exercise is: done when all its tests pass."""
        states: dict[str, set[str]] = {}
        for row in self.rows:
            states.setdefault(row.exercise, set()).add(row.state)
        return {
            name: "done" if found == {"passed"} else "unwritten" if found == {"unwritten"} else "failed"
            for name, found in states.items()
        }


def exercise_of(test: str) -> str:
    """Return the exercise of a test's name, or of an answer's."""
    return test.partition("-test-")[0]


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
    for line in describe_progress(report):
        console.print(line, highlight=False, markup=False)
    for remark in report.remarks:
        console.print(f"• {remark}", highlight=False, markup=False)


def describe_progress(report: Report) -> list[str]:
    """Say how many exercises are done, and which are not: nothing where there is only one."""
    if len(report.exercises) < 2:
        return []
    n_done = sum(state == "done" for state in report.exercises.values())
    lines = [
        text(
            fr=f"{n_done} exercices sur {len(report.exercises)} sont faits.",
            en=f"{n_done} of {len(report.exercises)} exercises are done.",
        )
    ]
    titles = {
        "failed": text(fr="À revoir :", en="To look at again:"),
        "unwritten": text(fr="Encore à écrire :", en="Still to be written:"),
    }
    for state, title in titles.items():
        names = [name for name, found in report.exercises.items() if found == state]
        lines += [f"{title} {', '.join(names)}."] * bool(names)
    return lines
