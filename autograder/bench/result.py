"""What a bench found: a table for people, flat keys for machines."""

import json
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import AtelierError


@dataclass(frozen=True)
class Bench:
    """The result of a bench.

    Attributes
    ----------
    title : str
        What was measured.
    columns : tuple of str
        Heads of the columns; the first one names the competitor.
    rows : tuple of tuples of str
        The table.
    keys : dict of str to float
        What is to be watched over time. A ratio to a peer is the peer's seconds over ours, to a floor ours over
        the floor's.
    notes : tuple of str
        What one has to know to read the table.
    """

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    keys: dict[str, float]
    notes: tuple[str, ...] = ()


def print_bench(bench: Bench) -> None:
    """Print the table, the notes and the keys."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False, markup=False)
    table = Table(title=bench.title, title_justify="left")
    for i, column in enumerate(bench.columns):
        table.add_column(column, justify="right" if i else "left")
    for row in bench.rows:
        table.add_row(*row)
    console.print(table)
    for note in bench.notes:
        console.print(f"- {note}")
    for name, value in bench.keys.items():
        console.print(f"{name}: {value:.3g}")


def write_keys(bench: Bench, path: Path) -> None:
    """Write the keys as one flat JSON object.

    Raises
    ------
    AtelierError
        If the file cannot be written.
    """
    try:
        path.write_text(json.dumps(bench.keys, indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise AtelierError(f"bench: cannot write {path}: {error.strerror}.", "Give the path of a file.") from error
