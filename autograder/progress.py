"""Show how far a class is graded: a bar in a terminal, a line now and then in a log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

LINE_SECONDS = 10.0


class Tally:
    """What has been done since the beginning.

    Parameters
    ----------
    total : int
        Submissions in all.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.n_done = self.n_graded = self.n_failed = 0
        self._started = time.monotonic()

    def count(self, *, is_new: bool, has_failed: bool) -> None:
        """Count a submission: graded now or known from before, failed or not."""
        self.n_done += 1
        self.n_graded += is_new
        self.n_failed += has_failed

    def describe(self) -> str:
        """Return the rate, the time left at that rate, and the failures so far."""
        words = []
        if self.n_graded:
            rate = self.n_graded / (time.monotonic() - self._started)
            words = [f"{60 * rate:.1f}/min", f"{format_seconds((self.total - self.n_done) / rate)} left"]
        if self.n_failed:
            words.append(f"{self.n_failed} unreadable or failed")
        return ", ".join(words)


def format_seconds(seconds: float) -> str:
    """Return a time as 42 s, 7 min or 2 h 05 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02d} min"


class Shown:
    """A tally on the screen."""

    def __init__(self, tally: Tally, console: Console, bar: Progress) -> None:
        self.tally, self._console, self._bar = tally, console, bar
        self._task = bar.add_task("", total=tally.total, note="")
        self._last_line = time.monotonic()

    def refresh(self) -> None:
        """Show what has changed; call it often."""
        self._bar.update(self._task, completed=self.tally.n_done, note=self.tally.describe())
        if not self._console.is_terminal and time.monotonic() - self._last_line >= LINE_SECONDS:
            self._last_line = time.monotonic()
            counts = f"grading: {self.tally.n_done} of {self.tally.total}"
            self._console.print(", ".join(filter(None, (counts, self.tally.describe()))), soft_wrap=True)


@contextmanager
def show_progress(total: int, console: Console | None = None) -> Iterator[Shown]:
    """Show the progress of a block; the bar vanishes at the end, and never enters files and pipes."""
    console = console or Console(stderr=True)
    columns = (SpinnerColumn(), TextColumn("grading"), BarColumn(), MofNCompleteColumn())
    with Progress(
        *columns, TextColumn("{task.fields[note]}"), console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        yield Shown(Tally(total), console, bar)
