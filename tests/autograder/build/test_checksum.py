"""The checksum is nbgrader's own, on every kind of cell."""

from pathlib import Path

import nbgrader.utils

from autograder.build import source_notebook, student_notebook
from autograder.build.checksum import compute_checksum
from tests.autograder.tiny_course import make_chapter


def test_it_is_nbgraders(tmp_path: Path) -> None:
    chapter = make_chapter(tmp_path)
    cells = [*student_notebook(chapter, "fr").cells, *source_notebook(chapter, "en").cells]
    graded = [cell for cell in cells if "nbgrader" in cell.metadata]
    kinds = {(cell.metadata.nbgrader.grade, cell.metadata.nbgrader.solution) for cell in graded}
    assert len(kinds) == 4  # tests, questions, answers, setup
    for cell in graded:
        cell.source += "\nété"
        assert compute_checksum(cell) == nbgrader.utils.compute_checksum(cell)
