"""Thirty students, both languages, every kind of mess: from the release to what goes back to Moodle."""

import re
from pathlib import Path

import nbformat

from autograder.attempts import read_attempts
from autograder.build import read_chapter, student_notebook
from autograder.course_folder import ROOT, init_course
from autograder.simulated_class import simulate_class
from autograder.tour import CHAPTER, LIMITS
from tests.autograder.played_class import send
from tests.browser.chromium import find_chromium
from tests.browser.whole_way import play


def read_evening() -> dict[str, list[str]]:
    """Return what docs/grading.md shows of an evening, line by line, by command; where it shortens it says "…"."""
    text = (ROOT / "docs" / "grading.md").read_text(encoding="utf-8").partition("\n## An evening\n")[2]
    blocks = re.findall(r"```\n\$ atelier (\w+) [^\n]*\n(.*?)```", text.partition("\n## ")[0], re.DOTALL)
    return {command: [line for line in block.splitlines() if line.strip() != "…"] for command, block in blocks}


def test_thirty_students_go_the_whole_way(tmp_path: Path) -> None:
    find_chromium()
    course = init_course(tmp_path / "course", [CHAPTER], lang="fr", limits=LIMITS)
    (chapter,) = course.read_chapters()
    attempts = read_attempts(ROOT / "tests" / "course" / "mutants" / f"{CHAPTER}.py")
    other = student_notebook(read_chapter(ROOT / "solutions" / "00_welcome.py"), "fr")
    sent = send(simulate_class(chapter, attempts), chapter, nbformat.writes(other).encode())
    assert len(sent) == 30 and len({one.person.name for one in sent}) == 29
    played = play(course, chapter, sent, tmp_path, n_marked=16)
    print({command: round(seconds) for command, seconds in played.seconds.items()})
    shown = read_evening()
    assert shown.keys() == {"collect", "grade", "report"}
    for command, lines in shown.items():
        printed = played.printed[command].replace(str(course.root), "~/courses/2026").splitlines()
        assert [line for line in lines if line not in printed] == [], (command, printed)
