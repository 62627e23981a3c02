"""The bench `grade` compares like with like, and refuses to compare where marks differ."""

import pytest

from autograder.bench import grade
from autograder.bench.grade import Comparison, make_notebooks
from autograder.bench.grading_split import STAGES
from helpers.errors import AtelierError
from tests.autograder.tiny_course import RIGHT, make_chapter

SPLIT = dict.fromkeys(STAGES, 0.05) | {"cells": 2.0}


def compare(chapter: str, seconds: float) -> Comparison:
    return Comparison(chapter, 10, {"grade": 40.0, "feedback": 10.0}, {"grade": seconds, "feedback": 1.0}, SPLIT)


def test_the_keys_are_what_the_table_says() -> None:
    bench = grade._describe([compare("02_toy", 4.0), compare(grade.REAL, 9.0)])
    assert bench.keys == {
        "ratio_vs_nbgrader": 10.0,
        "overhead_seconds": pytest.approx(0.3),
        "seconds": 0.5,
        "ratio_vs_nbgrader_01_neuron": 5.0,
        "overhead_seconds_01_neuron": pytest.approx(0.3),
        "seconds_01_neuron": 1.0,
    }
    assert [row[-1] for row in bench.rows] == ["1", "10.0", "1", "5.0"]
    assert "0.300 s beside the student's cells" in bench.notes[3]


def test_other_marks_are_no_result() -> None:
    marks = {("ada", "a"): 1.0, ("bob", "a"): 0.0}
    grade._check_marks(marks, dict(marks), 2)
    for theirs, ours, n in (
        (marks, marks | {("bob", "a"): 1.0}, 2),
        ({}, {}, 2),
        (marks, marks, 3),
        ({("ada", "a"): 0.0}, {("ada", "a"): 0.0}, 1),  # nothing was passed: a broken set-up looks like that
    ):
        with pytest.raises(AtelierError, match="the same"):
            grade._check_marks(theirs, ours, n)


def test_the_submissions_are_right_and_wrong_in_turns(tmp_path) -> None:
    chapter = make_chapter(tmp_path)
    notebooks = make_notebooks(chapter, [{}, {"double": "def double(x):\n    return 0"}], 4)
    wrong = ["return 0" in content.decode() for content in notebooks.values()]
    assert wrong == [False, True, False, True]
    assert all(RIGHT["halve"].splitlines()[1] in content.decode() for content in notebooks.values())


@pytest.mark.slow
def test_both_grade_and_agree() -> None:
    bench = grade.measure(n_toy=4, n_real=3)
    assert bench.keys["ratio_vs_nbgrader"] > 1
    assert 0 < bench.keys["overhead_seconds"] < 1
