"""Where an answer should be: the unknown cells beside its known neighbours."""

from collections.abc import Collection, Mapping, Sequence
from itertools import takewhile


def find_gap(
    cell_id: str, order: Sequence[str], place: Mapping[str, int], settled: Collection[int], n_parts: int
) -> list[int]:
    """Return the unknown parts next to where a cell is, or should be.

    Parameters
    ----------
    cell_id : str
        A cell of the chapter.
    order : sequence of str
        The chapter's cells.
    place : mapping
        The parts that are known, by cell.
    settled : collection of int
        The parts that end a gap.
    n_parts : int
        The length of the document.

    Returns
    -------
    list of int
        On both sides of a cell that is there; behind the nearest known cell before one that is not, else, where
        nothing before it is known, ahead of the nearest one after it.
    """

    def is_unknown(index: int) -> bool:
        return index not in settled

    here = order.index(cell_id)
    before = after = place.get(cell_id)
    if before is None:
        before = next((place[one] for one in reversed(order[:here]) if one in place), None)
        after = next((place[one] for one in order[here + 1 :] if one in place), None) if before is None else None
    gap: list[int] = []
    if before is not None:
        gap += takewhile(is_unknown, range(before + 1, n_parts))
    if after is not None:
        gap += takewhile(is_unknown, range(after - 1, -1, -1))
    return sorted(gap)
