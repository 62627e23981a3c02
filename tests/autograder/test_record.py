"""The gradebook holds this submission's marks, a human's own, and nothing of an earlier submission."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.build import Chapter
from autograder.course_folder import Course
from autograder.gradebook import one_commit, open_gradebook
from autograder.graded_notebook import compose
from autograder.judgement.in_kernel import judge
from autograder.record import write_record
from autograder.sanitise import sanitise
from autograder.stages import CellRun, Record
from helpers.errors import AtelierError
from tests.autograder.tiny_course import NAME, RIGHT, make_course, make_notebook, pretend_to_run, submit


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return make_course(tmp_path)


def make_record(course: Course, *, failing: tuple[str, ...] = (), timestamp: str = "", **answers: str) -> Record:
    (chapter,) = course.read_chapters()
    sanitised = sanitise(submit(make_notebook(chapter, RIGHT | answers)), chapter, lang="fr")
    execution = pretend_to_run(sanitised, {name: CellRun(name, "error", error="E") for name in failing})
    verdicts = judge(sanitised, execution, chapter)
    key = str(hash((failing, timestamp, tuple(answers.items()))))
    notebook = compose(sanitised, execution, verdicts, chapter, key=key)
    return Record("ada", NAME, "en", key, verdicts, notebook, timestamp=timestamp)


def write(course: Course, record: Record) -> bool:
    (chapter,) = course.read_chapters()
    with open_gradebook(course.db_url) as gradebook:
        return write_record(gradebook, course.root, record, chapter)


def grades(course: Course) -> dict[str, tuple]:
    with open_gradebook(course.db_url) as gradebook:
        found = gradebook.find_submission_notebook("tiny", NAME, "ada")
        return {grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade) for grade in found.grades}


def mark_by_hand(course: Course, name: str, score: float) -> None:
    """Do what the formgrader does."""
    with open_gradebook(course.db_url) as gradebook:
        grade = gradebook.find_grade(name, "tiny", NAME, "ada")
        grade.manual_score, grade.needs_manual_grade = score, False
        gradebook.find_comment("halve", "tiny", NAME, "ada").manual_comment = "Bien !"
        gradebook.db.commit()


def test_marks_and_the_graded_notebook_are_written_once(course: Course) -> None:
    record = make_record(course, failing=("double-test-2",), timestamp="2026-01-02 10:30:00 UTC")
    assert write(course, record)
    assert grades(course) == {
        "double-test-1": (3, None, False),
        "double-test-2": (0, None, False),
        "halve-test-1": (4, None, False),
        "why": (None, None, True),
        "invert-test-1": (6, None, False),
    }
    folder = course.root / "autograded" / "ada" / NAME
    assert json.loads((folder / "tiny.ipynb").read_text(encoding="utf-8"))["cells"]
    assert (folder / "timestamp.txt").read_text(encoding="utf-8") == "2026-01-02 10:30:00 UTC"
    with open_gradebook(course.db_url) as gradebook:
        assert gradebook.find_submission(NAME, "ada").timestamp.isoformat() == "2026-01-02T10:30:00"
    assert not write(course, record)


def test_no_mark_of_an_earlier_submission_survives(course: Course) -> None:
    write(course, make_record(course, timestamp="2026-01-02"))
    write(course, make_record(course, failing=("double-test-1", "halve-test-1", "invert-test-1"), why=""))
    assert {name: auto for name, (auto, _, _) in grades(course).items()} == {
        "double-test-1": 0,
        "double-test-2": 2,
        "halve-test-1": 0,
        "why": 0,
        "invert-test-1": 0,
    }
    assert not (course.root / "autograded" / "ada" / NAME / "timestamp.txt").exists()
    with open_gradebook(course.db_url) as gradebook:
        assert gradebook.find_submission(NAME, "ada").timestamp is None
        assert gradebook.find_comment("why", "tiny", NAME, "ada").auto_comment == "No response."


def test_a_humans_marks_and_comments_stay_and_are_looked_at_again_when_the_answer_changed(course: Course) -> None:
    write(course, make_record(course))
    mark_by_hand(course, "why", 4.5)
    mark_by_hand(course, "halve-test-1", 3.0)
    write(course, make_record(course, failing=("invert-test-1",)))
    assert grades(course)["why"] == (None, 4.5, False)
    assert grades(course)["halve-test-1"] == (4, 3.0, False)
    write(course, make_record(course, why="Another answer.", halve="def halve(x):\n    return 0.5 * x"))
    assert grades(course)["why"] == (None, 4.5, True)
    assert grades(course)["halve-test-1"] == (4, 3.0, True)
    with open_gradebook(course.db_url) as gradebook:
        assert gradebook.find_comment("halve", "tiny", NAME, "ada").comment == "Bien !"


def test_a_gradebook_that_was_lost_is_filled_again(course: Course) -> None:
    record = make_record(course)
    write(course, record)
    with open_gradebook(course.db_url) as gradebook:
        gradebook.remove_submission(NAME, "ada")
    assert write(course, record)
    assert grades(course)["invert-test-1"] == (6, None, False)


def test_one_submission_is_one_commit(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object) -> None:
        with closing(sqlite3.connect(course.root / "gradebook.db")) as db:  # what others see meanwhile
            seen.append(db.execute("SELECT count(*) FROM submitted_assignment").fetchone()[0])
        raise RuntimeError("power cut")

    seen: list[int] = []
    monkeypatch.setattr("autograder.record._set_grade", stop)
    with pytest.raises(RuntimeError, match="power cut"):
        write(course, make_record(course))
    assert seen == [0]
    monkeypatch.undo()
    with open_gradebook(course.db_url) as gradebook:
        assert (gradebook.students, gradebook.assignment_submissions(NAME)) == ([], [])
    assert write(course, make_record(course))


def test_a_failed_writer_leaves_a_gradebook_that_can_be_used(course: Course) -> None:
    with open_gradebook(course.db_url) as gradebook:
        with pytest.raises(KeyError), one_commit(gradebook):
            gradebook.add_student("bob")
            raise KeyError
        assert gradebook.students == []
        with one_commit(gradebook):
            gradebook.add_student("bob")
        gradebook.add_student("eve")
    with open_gradebook(course.db_url) as gradebook:
        assert [student.id for student in gradebook.students] == ["bob", "eve"]


def test_a_writer_waits_for_another_one(course: Course) -> None:
    record = make_record(course)
    with closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None, check_same_thread=False)) as db:
        import threading

        db.execute("BEGIN IMMEDIATE")
        release = threading.Timer(1.0, db.execute, ["COMMIT"])
        release.start()
        assert write(course, record)
        release.join()
    assert grades(course)["halve-test-1"][0] == 4


def test_a_gradebook_of_other_cells_is_refused(course: Course) -> None:
    record = make_record(course)
    with pytest.raises(AtelierError, match=r"it differs in invert-test-1.*atelier init"):
        write(course, replace(record, verdicts=record.verdicts[:-1]))


def test_a_problem_of_the_grader_is_flagged_for_a_human(course: Course) -> None:
    write(course, replace(make_record(course), problem="Traceback …"))
    with open_gradebook(course.db_url) as gradebook:
        assert gradebook.find_submission_notebook("tiny", NAME, "ada").flagged


def test_chapters_of_a_course_are_its_own_copies(course: Course, tmp_path: Path) -> None:
    chapter: Chapter = course.read_chapters()[0]
    assert chapter.path.is_relative_to(course.root)
