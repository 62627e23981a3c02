"""From the release to Moodle and back, with every command an instructor types and a browser in the middle."""

import csv
import io
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from autograder.build import Chapter, student_notebook
from autograder.course_folder import Course, open_course
from autograder.gradebook import open_gradebook
from helpers.cli import app
from tests.autograder.moodle.test_returning import import_worksheet
from tests.autograder.played_class import Sent, set_late_rule, take_from_bundle, write_moodle
from tests.browser.chromium import open_page
from tests.browser.formgrader import TOKEN, mark_by_hand, serve

if TYPE_CHECKING:
    from playwright.sync_api import Page

COMMENTS = {"fr": "Très **bien vu**, à l'oral aussi : $x < 2$.", "en": "Well **seen**: $x < 2$."}
SHARES = (1, 0.5, 0.1, 0)  # of the points of a question


@dataclass
class Played:
    """What was printed and how long it took, by command; marks by hand, by student; pictures of the pages."""

    printed: dict[str, str] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    marks: dict[str, dict[str, tuple[str, str]]] = field(default_factory=dict)

    def run(self, command: str, *arguments: object) -> str:
        """Run a command; it must end well."""
        started = time.monotonic()
        done = CliRunner().invoke(app, [command, *map(str, arguments)])
        assert done.exit_code == 0, (done.output, done.exception)
        self.seconds[command] = time.monotonic() - started
        self.printed[command] = done.output
        return done.output


def play(
    course: Course, chapter: Chapter, sent: Sequence[Sent], folder: Path, *, n_marked: int, browser: bool = True
) -> Played:
    """Play a class through; all that does not depend on who is in it is checked here.

    Parameters
    ----------
    course, chapter
        Where; new.
    sent : sequence of Sent
        The class.
    folder : Path
        For Moodle's files and pictures of the pages.
    n_marked : int
        How many students' answers are marked by hand; the others wait.
    browser : bool
        Mark in the formgrader, and look at the pages; else marks are entered as the formgrader enters them.
    """
    played = Played()
    played.run("release", course.root)
    _check_bundle(course, chapter)
    archive, worksheet = write_moodle(folder, sent)
    played.run("collect", course.root, archive, "--worksheet", worksheet, "--timezone", "Europe/Paris")
    set_late_rule(course.root, chapter.name, extra=sent[1].student)
    course = open_course(course.root)
    played.run("grade", course.root, "--jobs", "2", "--sandbox", _find_sandbox())
    to_mark = [one for one in sent if one.to_mark][:n_marked]
    points = {cell.name: cell.points for cell in chapter.answers}
    played.marks = {
        one.student: {name: (f"{most * SHARES[n % 4]:g}", COMMENTS[one.lang]) for name, most in points.items()}
        for n, one in enumerate(to_mark)
    }
    started = time.monotonic()
    if browser:
        order = _mark_in_browser(course, chapter, played, folder)
        assert sorted(order) == sorted(one.student for one in sent if one.earned is not None)
    else:
        _enter_marks(course, chapter, played)
    played.seconds["mark"] = time.monotonic() - started
    played.run("report", course.root)
    _check_scores(course, sent, played)
    _check_what_goes_back(course, chapter, sent, played)
    if browser:
        _look_at_pages(course, chapter, to_mark[0], folder)
    return played


def _mark_in_browser(course: Course, chapter: Chapter, played: Played, folder: Path) -> list[str]:
    with serve(course) as address, open_page() as page:
        order = mark_by_hand(page, address, course, chapter.name, played.marks)
        page.screenshot(path=folder / "formgrader.png")
        # Nothing that would run what students handed in.
        assert page.request.get(f"{address}/lab?token={TOKEN}").status == 404
        return order


def _enter_marks(course: Course, chapter: Chapter, played: Played) -> None:
    place = (chapter.notebook_name, chapter.name)
    with open_gradebook(course.db_url) as gradebook:
        for student, marks in played.marks.items():
            for question, (points, comment) in marks.items():
                grade = gradebook.find_grade(question, *place, student)
                grade.manual_score, grade.needs_manual_grade = float(points), False
                gradebook.find_comment(question, *place, student).manual_comment = comment
        gradebook.db.commit()


def _find_sandbox() -> str:
    """Return the best sandbox; where there is none, this class is ours."""
    from rich.console import Console

    from autograder.tour import find_sandbox

    return find_sandbox(Console(quiet=True))


def _check_bundle(course: Course, chapter: Chapter) -> None:
    """What students get is what the class was made from."""
    (bundle,) = (course.root / "bundles").glob("*.zip")
    given = take_from_bundle(bundle, chapter)
    assert {lang: given[lang] == student_notebook(chapter, lang) for lang in given} == {"fr": True, "en": True}


def expected_mark(one: Sent, sent: Sequence[Sent], played: Played) -> float | None:
    """Return a student's mark, None for who has none yet: by machine, by hand, minus two points for the one late."""
    if one.earned is None or (one.to_mark and one.student not in played.marks):
        return None
    earned = one.earned + sum(float(points) for points, _ in played.marks.get(one.student, {}).values())
    return earned - min(2.0, earned) if one is sent[0] else earned


def _check_scores(course: Course, sent: Sequence[Sent], played: Played) -> None:
    text = (course.root / "report" / "scores.csv").read_text(encoding="utf-8-sig")
    sums: dict[str, float] = {}
    for row in csv.DictReader(io.StringIO(text)):
        sums[row["student"]] = sums.get(row["student"], 0.0) + float(row["earned"])
    assert sums.keys() == {one.student for one in sent if one.earned is not None}
    for one in sent:
        if (mark := expected_mark(one, sent, played)) is not None:
            assert sums[one.student] == mark, one.person
    assert f"late:     {sent[0].student} −2 (the rule: atelier.json)" in played.printed["report"]


def _check_what_goes_back(course: Course, chapter: Chapter, sent: Sequence[Sent], played: Played) -> None:
    marks = {one.person.number: expected_mark(one, sent, played) for one in sent}
    known = {number: mark for number, mark in marks.items() if mark is not None}
    uploads = course.root / "report" / "moodle"
    read = import_worksheet((uploads / f"{chapter.name}-worksheet.csv").read_bytes(), "fr")
    assert {number: grade for number, (grade, _) in read.items()} == {
        number: f"{mark:.2f}" for number, mark in known.items()
    }
    with zipfile.ZipFile(uploads / f"{chapter.name}-feedback.zip") as archive:
        pages = {name.split("_")[1]: archive.read(name).decode() for name in archive.namelist()}
    assert pages.keys() == known.keys()
    for one in sent:
        if one.student in played.marks:
            assert ("<strong>bien vu</strong>" if one.lang == "fr" else "<strong>seen</strong>") in pages[
                one.person.number
            ]
            assert "<math" in pages[one.person.number]
    n_waiting = sum(one.to_mark > 0 and one.student not in played.marks for one in sent)
    if n_waiting:
        assert f"{n_waiting} are left out until their open questions are marked" in played.printed["report"]


def _look_at_pages(course: Course, chapter: Chapter, one: Sent, folder: Path) -> None:
    """Open the report, follow its link to a student's feedback; a page with a script of anybody's fails."""
    with open_page() as page:
        page.goto((course.root / "marking_schemes" / f"{chapter.name}.html").as_uri())
        _check_for_all(page)
        page.goto((course.root / "report" / "index.html").as_uri())
        _check_for_all(page)
        page.screenshot(path=folder / "report.png", full_page=True)
        page.get_by_role("link", name=one.person.name, exact=True).first.click()
        page.wait_for_url("**/feedback/**")
        assert page.locator("html").get_attribute("lang") == one.lang
        assert page.locator(".comment strong").count() == len(chapter.answers) / 2
        page.screenshot(path=folder / "feedback.png", full_page=True)
        page.set_viewport_size({"width": 360, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "too wide for a telephone"
        _check_for_all(page)


def _check_for_all(page: "Page") -> None:
    """Read a page as those do who cannot see it, use no mouse, or have a dark theme."""
    from axe_playwright_python.sync_playwright import Axe

    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        found = Axe().run(page).response["violations"]
        assert not found, [(one["id"], one["nodes"][0]["html"]) for one in found]
