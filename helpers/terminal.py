"""What commands show in a terminal: a progress bar while they work, and only characters that it knows."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show a bar on the terminal's error channel; it vanishes at the end, and never enters files and pipes.

    Yields
    ------
    callable
        To be called with (steps done, steps in all, None when nobody knows).
    """
    from rich.console import Console
    from rich.progress import Progress

    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(title, total=None)
        yield lambda done, total: progress.update(task, completed=done, total=total)


def replace_unknown_characters() -> None:
    """Print '?' for what the terminal's encoding lacks (✓ on an old Windows console), rather than stop."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
