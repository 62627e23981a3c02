"""What a class and its students get to read says what the gradebook says, and carries nothing dangerous."""

import csv
import io
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from autograder.course_folder import Course
from autograder.grade import grade_course
from autograder.gradebook import open_gradebook
from autograder.marks import read_scores
from autograder.report import render_csv, write_report
from autograder.report_page import summarise
from autograder.spreadsheets import defuse
from autograder.stages import CellRun
from helpers.errors import AtelierError
from tests.autograder.moodle.moodle_files import Person, write_worksheet
from tests.autograder.tiny_course import NAME, RIGHT, grade_without_kernels, hand_in, make_course, make_notebook

ODD = "=cmd|' [1]*"  # a student's folder: a formula, a pattern, and a quotation mark
ATTACK = "<script>alert(1)</script><img src=x onerror=alert(2)>"
LINK = "[here](javascript:alert(3)) **bold**"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Two students; Ada's notebook is full of scripts, and her test of `double` failed."""
    course = make_course(tmp_path_factory.mktemp("report"))
    (chapter,) = course.read_chapters()
    hand_in(course, "ada", make_notebook(chapter, RIGHT | {"why": f"Words {ATTACK} {LINK}", "halve": f"# {ATTACK}"}))
    hand_in(course, ODD, make_notebook(chapter, lang="fr"))
    data = {"text/html": ATTACK, "text/plain": ATTACK, "image/png": 'x" onload="alert(4)', "image/svg+xml": ATTACK}
    metadata = {"image/jpeg": {"width": "1 onload=alert(5)"}}
    html = {"output_type": "display_data", "data": data | {"image/jpeg": "aaaa"}, "metadata": metadata}
    card = CellRun("double-test-1", "error", error="Failure", traceback=("✗ not the right value", f"  got : {ATTACK}"))

    ada = {"halve": CellRun("halve", "ok", outputs=(html,)), "double-test-1": card}
    with pytest.MonkeyPatch.context() as patch:
        grade_without_kernels(patch, lambda student: ada if student == "ada" else {})
        grade_course(course)
    with open_gradebook(course.db_url) as gradebook:
        gradebook.update_or_create_student("ada", first_name="Ada", last_name="Lovelace")
    write_report(course)
    return course


def feedback(course: Course, student: str = "ada") -> str:
    return (course.root / "feedback" / student / NAME / "tiny.html").read_text(encoding="utf-8")


def test_the_csv_has_a_line_an_exercise_and_no_formula(course: Course) -> None:
    raw = (course.root / "report" / "scores.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")  # so that Excel reads the accents
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    assert rows[0] == ["student", "name", "chapter", "exercise", "earned", "points", "outcome", "reason", "flags"]
    assert ["ada", "Ada Lovelace", NAME, "double", "2", "5", "failed", "une vérification a échoué", ""] in rows
    assert ["ada", "Ada Lovelace", NAME, "why", "0", "5", "to_mark", "à corriger par l'enseignant", ""] in rows
    assert [f"'{ODD}", "", NAME, "invert", "6", "6", "passed", "test réussi", ""] in rows
    assert len(rows) == 1 + 2 * 4


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_text_that_a_spreadsheet_would_run_is_defused(text: str) -> None:
    assert defuse(text) == "'" + text
    assert defuse("a" + text) == "a" + text


def test_feedback_shows_outcomes_and_no_script_of_the_student(course: Course) -> None:
    page = feedback(course)
    assert '<html lang="en">' in page
    assert "a check failed" in page
    assert "not the right value" in page
    assert "secret_argument" not in page
    assert "Words" in page
    assert "<strong>bold</strong>" in page
    assert 'src="data:image/jpeg;base64,aaaa"' in page
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in page
    elements = Elements()
    elements.feed(page)
    assert not [name for name in elements.attributes if name.startswith("on")]
    assert not [text for text in elements.scripts if "alert" in text]
    assert not [link for link in elements.links if link.startswith("javascript")]


class Elements(HTMLParser):
    """Collects the names of attributes, and what stands in scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.attributes: set[str] = set()
        self.scripts: list[str] = []
        self.links: list[str] = []
        self.in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.update(name for name, _ in attrs)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        self.in_script = tag == "script"

    def handle_data(self, data: str) -> None:
        if self.in_script:
            self.scripts.append(data)


def test_the_page_links_every_feedback(course: Course) -> None:
    page = (course.root / "report" / "index.html").read_text(encoding="utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="fr">')
    assert f'href="../feedback/ada/{NAME}/tiny.html"' in page
    assert '<span class="mail">ada</span>' in page and ">Ada Lovelace</a>" in page
    assert "12 / 20" in page
    assert "une vérification a échoué (double)" in page
    assert "Copies : 2 · notes complètes : 0</p>" in page
    assert '<th scope="row">double</th><td class="number">2</td><td class="number">1</td>' in page
    assert "<script" not in page
    assert "&#39;" in page  # the other student's name is text


def test_the_page_names_those_of_whom_nothing_was_graded(course: Course, tmp_path: Path) -> None:
    copy = replace(course, root=Path(shutil.copytree(course.root, tmp_path / "course")))
    (copy.root / "moodle").mkdir()
    people = [Person("1", "Ada Lovelace", "ada"), Person("2", "Zoé <Absente>", "zoe@uni.fr"), Person("3", "", "x@y.z")]
    write_worksheet(copy.root / "moodle" / f"{NAME}.csv", people)
    write_report(copy)
    page = (copy.root / "report" / "index.html").read_text(encoding="utf-8")
    assert "Rien de corrigé : Zoé &lt;Absente&gt;, x@y.z." in page
    assert "Rien de corrigé" not in (course.root / "report" / "index.html").read_text(encoding="utf-8")


def test_marks_by_hand_count_and_remake_only_their_page(course: Course) -> None:
    others = [feedback(course, ODD), feedback(course)]
    with open_gradebook(course.db_url) as gradebook:
        found = gradebook.find_grade("why", "tiny", NAME, "ada")
        found.manual_score, found.needs_manual_grade = 4.5, False
        gradebook.find_comment("why", "tiny", NAME, "ada").manual_comment = "Well *said*."
        gradebook.db.commit()
    write_report(course)
    (score,) = (one for found in read_scores(course) for one in found if (one.student, one.exercise) == ("ada", "why"))
    assert (score.earned, score.to_mark, score.outcome) == (4.5, 0, "marked")
    assert "noté à la main" in render_csv([score], "fr", {})
    page = (course.root / "report" / "index.html").read_text(encoding="utf-8")
    assert "Copies : 2 · notes complètes : 1 · médiane : 16,5 / 20" in page
    assert feedback(course, ODD) == others[0]
    assert "Well <em>said</em>." in feedback(course)
    assert "Well" not in others[1]


def test_a_mark_for_another_answer_waits_for_a_second_look(course: Course, tmp_path: Path) -> None:
    copy = replace(course, root=Path(shutil.copytree(course.root, tmp_path / "course")))
    (copy.root / "moodle").mkdir()
    write_worksheet(copy.root / "moodle" / f"{NAME}.csv", [Person("1", "Ada", "ada")])
    with open_gradebook(copy.db_url) as gradebook:
        found = gradebook.find_grade("why", "tiny", NAME, "ada")
        found.manual_score, found.needs_manual_grade = 4, False
        gradebook.db.commit()
    (upload,) = write_report(copy).uploads
    assert (upload.n_marks, upload.waiting) == (1, ())
    (chapter,) = copy.read_chapters()
    hand_in(copy, "ada", make_notebook(chapter, RIGHT | {"why": "Something else."}))
    with pytest.MonkeyPatch.context() as patch:
        grade_without_kernels(patch)
        grade_course(copy)
    (upload,) = write_report(copy).uploads
    assert (upload.n_marks, upload.waiting) == (0, ("ada",))
    assert write_report(copy, partial=True).uploads[0].n_marks == 1


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("réponses.docx", b"PK", "aucun carnet (.ipynb) n&#39;a été rendu"),
        ("tiny.ipynb", b"", "le fichier est vide"),
        ("tiny.ipynb", b"My dog ate it.", "le fichier n&#39;est pas un carnet Jupyter (JSON)"),
    ],
)
def test_what_cannot_be_read_has_one_reason(tmp_path: Path, name: str, content: bytes, why: str) -> None:
    course = make_course(tmp_path)
    place = course.root / "submitted" / "eve" / NAME
    place.mkdir(parents=True)
    (place / name).write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        grade_without_kernels(patch)
        grade_course(course)
    write_report(course)
    page = feedback(course, "eve")
    assert "Total : 0 / 20" in page and page.count(why) == 1
    assert "<section" not in page and "NotImplementedError" not in page


def test_reasons_are_summed_up_by_reason(course: Course) -> None:
    scores = next(found for found in read_scores(course) if found[0].student == "ada")
    lost = [score for score in scores if score.outcome == "failed"]
    assert summarise(lost, "en") == "a check failed (double)"
    assert summarise(lost, "en", n_exercises=1) == "a check failed"


def test_a_course_without_results_is_told_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AtelierError, match=r"holds no results.*atelier grade"):
        write_report(make_course(tmp_path))


def test_one_page_that_fails_does_not_keep_back_the_others(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(course, record, scores, marks):
        if record.student == "ada":
            raise OSError("disk full")
        made.append(record.student)

    made: list[str] = []
    monkeypatch.setattr("autograder.report.write_feedback", fail)
    with pytest.raises(AtelierError, match=r"failed for ada/02_tiny .OSError: disk full.*All the rest is written"):
        write_report(course)
    assert made == [ODD]
