"""The command `doctor`: is this installation sound? One line a check, and how to mend what is not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from helpers import checks
from helpers.checks import Result
from helpers.language import text

__all__ = ["IN_NOTEBOOK", "IN_TERMINAL", "Check", "Result", "print_results", "report", "run_checks"]


@dataclass(frozen=True)
class Check:
    """A check: its title in both languages, and the function that makes it."""

    fr: str
    en: str
    function: Callable[[], Result]

    @property
    def title(self) -> str:
        """The title in the current language."""
        return text(fr=self.fr, en=self.en)


_FIRST = (
    Check("Python", "Python", checks.check_python),
    Check("paquets", "packages", checks.check_packages),
    Check("calcul", "arithmetic", checks.check_arithmetic),
    Check("nombres aléatoires", "random numbers", checks.check_random_numbers),
)
_LAST = (
    Check("JupyterLab", "JupyterLab", checks.check_lab_settings),
    Check("polices", "fonts", checks.check_fonts),
    Check("disque", "disk", checks.check_disk),
)
# Later checks are added here.
IN_TERMINAL = (
    *_FIRST,
    Check("noyau", "kernel", checks.check_kernel),
    Check("données", "data", checks.check_data),
    *_LAST,
    Check("bac à sable", "sandbox", checks.check_sandbox),
)
# A notebook's kernel has started, its reader waits, and a sandbox is nothing to a student.
IN_NOTEBOOK = (*_FIRST, Check("données", "data", checks.check_data_file), *_LAST)
MARKS = {"ok": "✓", "warning": "!", "failed": "✗", "info": "·"}


def run_checks(
    chosen: Sequence[Check], *, on_check: Callable[[int, int], None] = lambda done, total: None
) -> list[tuple[str, Result]]:
    """Run checks, and return each one's title and result; a check that breaks is a check that failed."""
    results = []
    for number, check in enumerate(chosen):
        on_check(number, len(chosen))
        try:
            result = check.function()
        except Exception as error:  # whatever a broken installation does
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            again = text(fr="Réinstallez : supprimez .venv, puis « python3 atelier.py doctor ».",
                         en="Install again: delete .venv, then 'python3 atelier.py doctor'.")  # fmt: skip
            result = Result("failed", reason, again)
        results.append((check.title, result))
    return results


def print_results(results: Sequence[tuple[str, Result]]) -> None:
    """Print the results as a table in the terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    styles = {"ok": "green", "warning": "yellow", "failed": "bold red", "info": "dim"}
    table = Table(show_header=False)
    for overflow in ("ellipsis", "ellipsis", "fold"):
        table.add_column(overflow=overflow)
    for title, result in results:
        found = Text(result.found)
        if result.mend:
            found.append("\n→ " + result.mend, style=styles[result.state])
        table.add_row(Text(MARKS[result.state], style=styles[result.state]), title, found)
    console = Console()
    console.print(table)
    console.print(summarise(results), highlight=False, markup=False)


def report() -> None:
    """Print, in a notebook and in its language, whether this installation is sound. Never raises."""
    results = run_checks(IN_NOTEBOOK)
    width = max(len(title) for title, _ in results)
    for title, result in results:
        print(f"{MARKS[result.state]} {title:<{width}}  {result.found}")
        if result.mend:
            print(f"  {'':<{width}}  → {result.mend}")
    print(summarise(results))


def summarise(results: Sequence[tuple[str, Result]]) -> str:
    """Say in one sentence how it stands."""
    failed = [title for title, result in results if result.state == "failed"]
    if failed:
        names = ", ".join(failed)
        return text(fr=f"À réparer : {names}.", en=f"To be mended: {names}.")
    if any(result.state == "warning" for _, result in results):
        return text(fr="Tout marche ; voyez les remarques.", en="All works; see the remarks.")
    return text(fr="Tout est en ordre.", en="All is well.")
