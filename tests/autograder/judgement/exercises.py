"""Small chapters of one exercise, for the tests of judging."""

from pathlib import Path

from autograder.build import Cell, Chapter
from autograder.judgement.in_process import judge_in_process
from autograder.stages import Verdict
from helpers.language import Language

SETUP = """\
import numpy as np

from helpers import course, expect

course.start(chapter="01_calls")
"""


def make_chapter(solution: str, *tests: str, setup: str = SETUP) -> Chapter:
    """Return a chapter with the exercise "answer" and its tests, 2 points each."""
    code = [("setup", "", "setup", setup), ("solution", "answer", "answer", solution)]
    code += [("test", "answer", f"answer-test-{number}", test) for number, test in enumerate(tests, start=1)]
    cells = [
        Cell(kind, name, cell_id, text, "", 2.0 if kind == "test" else 0.0, line)
        for line, (kind, name, cell_id, text) in enumerate(code, start=1)
    ]
    return Chapter("01_calls", Path("01_calls.py"), tuple(cells), "0")


def judge(
    answer: str, test: str, *, solution: str = "def f(): ...", setup: str = SETUP, lang: Language = "en"
) -> Verdict:
    """Judge an answer, over the wire, by one test. `solution` says which names the exercise defines."""
    (verdict,) = judge_in_process(make_chapter(solution, test, setup=setup), "answer", answer, lang)
    return verdict
