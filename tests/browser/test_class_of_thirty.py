"""Thirty students, both languages, every kind of mess: from the release to what goes back to Moodle."""

from pathlib import Path

import nbformat
import pytest

from autograder.attempts import read_attempts
from autograder.build import read_chapter, student_notebook
from autograder.course_folder import ROOT, init_course
from autograder.simulated_class import simulate_class
from autograder.tour import CHAPTER, LIMITS
from tests.autograder.played_class import send
from tests.browser.chromium import find_chromium
from tests.browser.whole_way import play


@pytest.mark.slow
def test_thirty_students_go_the_whole_way(tmp_path: Path) -> None:
    find_chromium()
    course = init_course(tmp_path / "course", [CHAPTER], lang="fr", limits=LIMITS)
    (chapter,) = course.read_chapters()
    attempts = read_attempts(ROOT / "tests" / "course" / "mutants" / f"{CHAPTER}.py")
    other = student_notebook(read_chapter(ROOT / "solutions" / "00_welcome.py"), "fr")
    sent = send(simulate_class(chapter, attempts), chapter, nbformat.writes(other).encode())
    assert len(sent) == 30 and len({one.person.name for one in sent}) == 29
    played = play(course, chapter, sent, tmp_path, n_marked=16)
    collected = played.printed["collect"]
    for words in (
        "26 submissions (26 new",
        "Handed in nothing: 2",
        "etu103@uni.fr (Дмитрий Волков)",
        "etu202@uni.fr (Wendy Word): no notebook among réponses.docx",
        "etu203@uni.fr (Xavier Autre): a notebook of 00_welcome",
        "typed into Moodle (onlinetext), not a file",
        "etu205@uni.fr (Zacharie Bombe): tp.zip: 'zeros.ipynb' unpacks to more than",
        "lisez-moi.txt",
    ):
        assert words in collected, (words, collected)
    (tmp_path / "printed.txt").write_text(
        "\n".join(f"$ atelier {name} ({played.seconds[name]:.0f} s)\n{text}" for name, text in played.printed.items())
        + f"\n{played.seconds}",
        encoding="utf-8",
    )
