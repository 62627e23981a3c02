"""What `validate` tells a student is what the visible part of the tests is worth when the notebook is graded."""

from dataclasses import replace
from itertools import zip_longest
from pathlib import Path

import nbformat
import pytest

from autograder.attempts import Attempt
from autograder.build import Chapter, student_notebook
from helpers.validate import validate
from tests.course.harness import CHAPTERS, judge, load_attempts, load_chapter

# Exercises do not depend on each other: one notebook takes a mistake in each of them.
_SHEETS = {
    chapter: [
        [attempt for attempt in row if attempt]
        for kind in ("mutant", "variant")
        for row in zip_longest(
            *(
                [one for one in load_attempts(chapter) if (one.kind, one.exercise) == (kind, cell.name)]
                for cell in load_chapter(chapter).solutions
            )
        )
    ]
    for chapter in CHAPTERS
}
# In the default tier one notebook of mistakes, of a chapter without torch: a kernel takes seconds to start.
SHEETS = [
    pytest.param(chapter, number, marks=() if (chapter, number) == ("01_neuron", 0) else pytest.mark.slow)
    for chapter, sheets in _SHEETS.items()
    for number in range(len(sheets))
]


def keep_visible(chapter: Chapter) -> Chapter:
    """Return the chapter with what students see of its tests."""
    cells = (replace(cell, text=cell.visible) if cell.kind == "test" else cell for cell in chapter.cells)
    return replace(chapter, cells=tuple(cells))


@pytest.mark.parametrize(("chapter", "sheet"), SHEETS)
def test_a_student_is_told_what_grading_will_say(chapter: str, sheet: int, tmp_path: Path, monkeypatch) -> None:
    attempts: list[Attempt] = _SHEETS[chapter][sheet]
    full, visible = load_chapter(chapter), keep_visible(load_chapter(chapter))
    notebook = student_notebook(full, "en")
    answers = {cell.name: cell.full for cell in full.solutions} | {one.exercise: one.code for one in attempts}
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    path = tmp_path / "mine.ipynb"
    nbformat.write(notebook, path)
    told = {row.test: row.state == "passed" for row in validate(path).rows}
    monkeypatch.setattr("tests.course.harness.load_chapter", lambda name: visible)
    graded = {}
    for exercise, code in answers.items():
        graded |= {test: not problem for test, problem in judge(chapter, exercise, code).items()}
    assert told == graded
