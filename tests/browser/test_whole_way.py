"""A small class goes the whole way: release, Moodle's archive, marks by machine and by hand, and back to Moodle."""

from pathlib import Path

import nbformat
import pytest

from autograder.simulated_class import Simulated
from tests.autograder.played_class import send
from tests.autograder.tiny_course import NAME, RIGHT, make_course, make_notebook
from tests.browser.chromium import find_chromium
from tests.browser.whole_way import play

ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)> [here](javascript:alert(3)) **bold**"
WRONG = {"double": "def double(x):\n    return x + 2"}
HOSTILE = {"double": "expect.close = lambda *args, **kwargs: None\ndef double(x):\n    return 0", "why": ATTACK}


@pytest.mark.parametrize("browser", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_small_class_goes_the_whole_way(tmp_path: Path, browser: bool) -> None:
    if browser:
        find_chromium()
    course = make_course(tmp_path)
    (chapter,) = course.read_chapters()

    def make(made_from: str, answers: dict[str, str], earned: float, to_mark: float = 5.0, *, lang: str = "fr"):
        notebook = make_notebook(chapter, answers, lang=lang)
        return Simulated("", f"{made_from} ({lang})", nbformat.writes(notebook).encode(), earned, to_mark)

    simulated = [
        make("right", RIGHT, 15),
        make("right", RIGHT, 15, lang="en"),
        make("wrong", RIGHT | WRONG, 10),
        make("hostile", RIGHT | HOSTILE, 10, lang="en"),
        make("untouched", {}, 0, 0),
    ]
    other = make_notebook(chapter)
    other.metadata.atelier.chapter = "01_neuron"
    played = play(
        course,
        chapter,
        send(simulated, chapter, nbformat.writes(other).encode()),
        tmp_path,
        n_marked=4,
        browser=browser,
    )
    assert f"{NAME}: " in played.printed["collect"]
