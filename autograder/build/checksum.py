"""nbgrader's checksum of a cell, computed without nbgrader, whose import takes longer than grading a submission."""

import hashlib

from nbformat import NotebookNode


def compute_checksum(cell: NotebookNode) -> str:
    """Return what `nbgrader.utils.compute_checksum` returns, by which nbgrader sees what was never touched."""
    grading = cell.metadata.nbgrader
    parts = [cell.source, cell.cell_type, *(str(bool(grading[name])) for name in ("grade", "solution", "locked"))]
    parts.append(grading["grade_id"])
    if grading["grade"]:
        parts.append(str(float(grading["points"])))
    return hashlib.md5("".join(parts).encode(), usedforsecurity=False).hexdigest()
