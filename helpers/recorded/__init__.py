"""Results of runs at full pace, kept as CSV files beside this one, so that shorter runs can be shown next to them."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

FOLDER = Path(__file__).parent

__all__ = ["load", "save"]


def save(chapter: str, name: str, table: Mapping[str, Sequence[Any] | np.ndarray], *, folder: Path = FOLDER) -> Path:
    """Write a table of results, in place of the one recorded before under the same name.

    Notebooks call it at full pace only: a shorter run must not replace a longer one.

    Parameters
    ----------
    chapter, name : str
        The chapter's name, as "02_xor_backprop", and the table's.
    table : mapping of str to (n_rows,) sequence
        Column names, and columns of one length: whole numbers, floats (six significant digits are kept) or texts.
    folder : Path
        Where the chapters' folders are.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    ValueError
        If there is no column, or their lengths differ.
    """
    lengths = {column: len(values) for column, values in table.items()}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"save: the columns of table must have one length; got {lengths or 'no column'}.")
    path = folder / chapter / f"{name}.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(table)
        writer.writerows(zip(*([_write_value(value) for value in values] for values in table.values()), strict=True))
    return path


def load(chapter: str, name: str, *, folder: Path = FOLDER) -> dict[str, np.ndarray]:
    """Read a recorded table: its columns by name, as arrays of integers, of floats or of texts.

    Raises
    ------
    FileNotFoundError
        If nothing was recorded under this name.
    """
    path = folder / chapter / f"{name}.csv"
    if not path.is_file():
        raise FileNotFoundError(
            f"load: {chapter} must have a recorded table {name!r}; got none. Record it: "
            f"atelier solve {chapter} --pace full."
        )
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return {column: _read_column([row[i] for row in rows]) for i, column in enumerate(header)}


def _write_value(value: Any) -> str:
    """Return a value's text; the same result gives the same text, whatever the type that held it."""
    return f"{value:.6g}" if isinstance(value, float | np.floating) else str(value)


def _read_column(texts: list[str]) -> np.ndarray:
    """Return a column as whole numbers if all are, else as floats if all are, else as it is written."""
    for kind in (int, float):
        try:
            return np.array([kind(value) for value in texts], dtype=kind)
        except ValueError:
            continue
    return np.array(texts, dtype=str)
