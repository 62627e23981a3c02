"""Late work costs what the course's rule says: in our hands, in nbgrader's, and in all that students and teachers read."""

import csv
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from autograder.course_folder import Course, init_course, open_course
from autograder.gradebook import open_gradebook
from autograder.late import Late, parse_date, read_late
from autograder.penalties import LateWork, apply_late_rule, describe_penalties
from autograder.report import write_report
from helpers.cli import app
from helpers.errors import AtelierError
from tests.autograder.late_class import CLASS, DUE, RULE, make_late_class, set_rule
from tests.autograder.moodle.moodle_files import Person, write_worksheet
from tests.autograder.tiny_course import NAME, make_course


def read_late_work(course: Course) -> dict[str, tuple[float, float]]:
    """Return what nbgrader itself says: seconds late, and the penalty."""
    with open_gradebook(course.db_url) as gradebook:
        found = {student: gradebook.find_submission(NAME, student) for student in CLASS}
        return {student: (one.total_seconds_late, one.late_submission_penalty) for student, one in found.items()}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class, graded by us under the rule."""
    return make_late_class(tmp_path_factory.mktemp("late"))


EXPECTED = {student: (seconds, penalty) for student, (_, seconds, penalty) in CLASS.items()}


def test_the_gradebook_has_the_penalties(graded: Course) -> None:
    assert read_late_work(graded) == EXPECTED


def test_nbgraders_own_autograde_gives_the_same(graded: Course, tmp_path: Path) -> None:
    course = init_course(tmp_path / "course", solutions=graded.root / "chapters", limits=graded.limits)
    set_rule(course, **RULE)
    for name in ("submitted", "results"):
        shutil.copytree(graded.root / name, course.root / name, dirs_exist_ok=True)
    command = [sys.executable, "-m", "nbgrader", "autograde", NAME]
    done = subprocess.run(command, cwd=course.root, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, done.stderr
    assert read_late_work(course) == read_late_work(graded) == EXPECTED


def test_everybody_reads_the_same_mark(graded: Course, tmp_path: Path) -> None:
    (graded.root / "moodle").mkdir(exist_ok=True)
    people = [Person(str(n), who, who) for n, who in enumerate(CLASS, start=1)]
    write_worksheet(graded.root / "moodle" / f"{NAME}.csv", people)
    with open_gradebook(graded.db_url) as gradebook:  # the open question of one of them
        for name in ("eve", "bob"):
            found = gradebook.find_grade("why", "tiny", NAME, name)
            found.manual_score, found.needs_manual_grade = 4, False
        found = gradebook.find_grade("why", "tiny", NAME, "ada")
        found.manual_score, found.needs_manual_grade, found.extra_credit = 5, False, 3
        gradebook.db.commit()
    write_report(graded)
    scores = (graded.root / "report" / "scores.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(scores.splitlines()))
    sums = {who: sum(float(row["earned"]) for row in rows if row["student"] == who) for who in CLASS}
    assert (sums["eve"], sums["bob"], sums["ada"]) == (14, 17, 23)
    (row,) = [row for row in rows if (row["student"], row["outcome"]) == ("eve", "late")]
    assert (row["exercise"], row["earned"], row["points"], row["reason"]) == ("late work", "-5", "0", "remis en retard")
    page = (graded.root / "feedback" / "eve" / NAME / "tiny.html").read_text(encoding="utf-8")
    assert "Total: 14 / 20" in page and "Late: −5" in page
    assert "14 / 20" in (graded.root / "report" / "index.html").read_text(encoding="utf-8")
    assert "remis en retard (−5)" in (graded.root / "report" / "index.html").read_text(encoding="utf-8")
    worksheet = (graded.root / "report" / "moodle" / f"{NAME}-worksheet.csv").read_text(encoding="utf-8-sig")
    found = {row["Full name"]: row for row in csv.DictReader(worksheet.splitlines())}
    assert found["ada"]["Grade"] == "20.00", "Moodle skips what is beyond its maximum"
    row = found["eve"]
    assert row["Grade"] == "14.00" and "handed in late −5" in row["Feedback comments"]


def test_a_rule_can_be_changed_taken_back_and_left_to_nbgrader(graded: Course, tmp_path: Path) -> None:
    course = open_course(shutil.copytree(graded.root, tmp_path / "course"))
    assert sum(penalty for _, penalty in read_late_work(course).values()) > 0
    apply_late_rule(set_rule(course, points_per_day=0))
    assert {penalty for _, penalty in read_late_work(course).values()} == {0}
    course = set_rule(course, points_per_day=None)
    with open_gradebook(course.db_url) as gradebook:
        gradebook.find_assignment(NAME).duedate = datetime(2026, 6, 1)
        gradebook.find_submission_notebook("tiny", NAME, "ada").late_submission_penalty = 3
        gradebook.db.commit()
    assert apply_late_rule(course).penalties == {}
    assert read_late_work(course)["ada"] == (9 * 86_400 + 21 * 3600 + 59 * 60, 3)
    write_report(course)
    apply_late_rule(set_rule(course, points_per_day=1, due={}))
    assert set(read_late_work(course).values()) == {(0, 0)}


def test_what_is_there_only_after_marking_by_hand_is_taken_then(graded: Course, tmp_path: Path) -> None:
    course = open_course(shutil.copytree(graded.root, tmp_path / "course"))
    with open_gradebook(course.db_url) as gradebook:
        gradebook.find_grade("why", "tiny", NAME, "zero").manual_score = 3.5
        gradebook.db.commit()
    assert apply_late_rule(course).penalties["zero", NAME] == 3.5


def test_names_that_nobody_has_are_said(graded: Course, tmp_path: Path) -> None:
    course = open_course(shutil.copytree(graded.root, tmp_path / "course"))
    course = set_rule(course, extra_days={"cat": 1, "kat": 1, "cat/09_x": 1}, due={NAME: DUE, "09_x": DUE})
    assert apply_late_rule(course).unknown == ("due, 09_x", "extra_days, kat", "extra_days, cat/09_x")
    done = CliRunner().invoke(app, ["report", str(course.root)])
    assert "late, extra_days, kat: the course knows no such student or chapter" in done.output


def test_init_again_keeps_the_rule(tmp_path: Path) -> None:
    course = set_rule(make_course(tmp_path), **RULE)
    again = init_course(course.root, solutions=tmp_path / "sources")
    assert open_course(course.root).late == again.late == Late(**RULE)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ({"points_per_day": -1}, "'late.points_per_day' must be a number that is not negative; got -1"),
        ({"points_per_day": True}, "got True"),
        ({"at_most": "5"}, "'late.at_most'"),
        ({"at_most": float("nan")}, "got nan"),
        ({"due": {NAME: "10/06/2026"}}, f"'late.due', {NAME}: a date must be written as '2026-06-10 23:59 Europe/Paris'"),
        ({"due": {NAME: "2026-06-31 23:59 Europe/Paris"}}, f"'late.due', {NAME}"),
        ({"due": {NAME: "2026-06-10 23:59 Mars/Base"}}, "a time zone must be a name as Europe/Paris; got 'Mars/Base'"),
        ({"due": {NAME: None}}, "a date must be written"),
        ({"due": []}, "'late.due' must be an object"),
        ({"extra_days": {"ana": "three"}}, "'late.extra_days, ana' must be a number"),
        ({"per_day": 2}, "'late' must be an object with at_most, due, extra_days, points_per_day"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_is_refused_in_one_line(tmp_path: Path, rule: dict, words: str) -> None:
    with pytest.raises(ValueError) as caught:
        read_late(rule)
    assert words in str(caught.value)
    with pytest.raises(AtelierError, match=r"atelier.json: .*Correct that file\."):
        (tmp_path / "atelier.json").write_text('{"schema": 1, "lang": "fr", "late": {}}', encoding="utf-8")
        set_rule(Course(tmp_path, "fr"), **rule)


def test_dates_mean_the_same_in_summer_and_in_winter() -> None:
    assert parse_date(DUE) == datetime(2026, 6, 10, 21, 59, tzinfo=UTC)
    assert parse_date("2026-01-10 23:59 Europe/Paris") == datetime(2026, 1, 10, 22, 59, tzinfo=UTC)


@given(
    per_day=st.floats(0, 20), at_most=st.none() | st.floats(0, 20), score=st.floats(0, 20),
    seconds=st.integers(0, 40 * 86_400),
)  # fmt: skip
def test_a_penalty_is_never_more_than_the_score_and_grows_with_the_days(
    per_day: float, at_most: float | None, score: float, seconds: int
) -> None:
    late = Late(per_day, at_most)
    penalty = late.compute_penalty(score, seconds) or 0.0
    assert 0 <= penalty <= min(score, score if at_most is None else at_most)
    assert penalty <= (late.compute_penalty(score, seconds + 3600) or 0.0)
    assert Late(per_day).compute_penalty(10**9, 3 * timedelta(days=1).total_seconds()) in (3 * per_day, None)


def test_who_loses_points_is_named() -> None:
    late = LateWork({("bo", NAME): 2.0, ("ana", NAME): 0.5}, ())
    assert describe_penalties(late) == "ana −0.5, bo −2"
    assert describe_penalties(late, at_most=1) == "ana −0.5, … and 1 more"
