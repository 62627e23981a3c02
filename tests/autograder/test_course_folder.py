"""`init` makes the course that nbgrader itself would make, in a place where marks may lie, and loses none."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import nbformat
import pytest
from typer.testing import CliRunner

from autograder.course_folder import ROOT, Course, init_course, open_course
from autograder.gradebook import open_gradebook
from helpers.cli import app
from helpers.errors import AtelierError
from tests.autograder.tiny_course import LIMITS, NAME, SOURCE, add_submission, make_course, write_source

TABLES = {
    "assignment": ("name", "duedate", "course_id"),
    "notebook": ("name", "kernelspec"),
    "base_cell": ("name", "type"),
    "grade_cells": ("max_score", "cell_type"),
    "source_cell": ("name", "cell_type", "source", "checksum", "locked"),
    "course": ("id",),
}


def rows(course: Path) -> dict[str, list[tuple]]:
    with closing(sqlite3.connect(course / "gradebook.db")) as db:
        return {
            table: sorted(db.execute(f"SELECT {', '.join(columns)} FROM {table}").fetchall(), key=repr)
            for table, columns in TABLES.items()
        }


@pytest.mark.parametrize("lang", ["fr", pytest.param("en", marks=pytest.mark.slow)])
def test_nbgrader_makes_the_same_gradebook_and_the_same_release(tmp_path: Path, lang: str) -> None:
    course = make_course(tmp_path, lang=lang)
    fresh = tmp_path / "fresh"
    shutil.copytree(course.root / "source", fresh / "source")
    shutil.copy(course.root / "nbgrader_config.py", fresh)
    with open_gradebook(f"sqlite:///{fresh / 'gradebook.db'}"):
        pass  # empty: nbgrader would look for the version of its tables for six seconds
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", NAME]
    done = subprocess.run(command, cwd=fresh, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    ours, theirs = rows(course.root), rows(fresh)
    assert ours == theirs
    assert len(ours["grade_cells"]) == 5
    assert sum(score for score, _ in ours["grade_cells"]) == 20
    place = Path("release", NAME, "tiny.ipynb")
    released = [nbformat.read(root / place, as_version=4) for root in (course.root, fresh)]
    assert released[0].metadata == released[1].metadata
    assert [cell.id for cell in released[0].cells] == [cell.id for cell in released[1].cells]
    for cell, other in zip(released[0].cells, released[1].cells, strict=True):
        assert cell == other, cell.id


def test_a_course_is_complete(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    source = (course.root / "source" / NAME / "tiny.ipynb").read_text(encoding="utf-8")
    release = (course.root / "release" / NAME / "tiny.ipynb").read_text(encoding="utf-8")
    assert "secret_argument" in source
    assert "Écrivez votre réponse ici" in source
    assert "secret_argument" not in release
    page = (course.root / "marking_schemes" / f"{NAME}.html").read_text(encoding="utf-8")
    for words in ("Pourquoi la moitié ?", "<strong>deux</strong>", "Why half?", "<strong>two</strong>", 'lang="en"'):
        assert words in page
    assert "MARK SCHEME" not in page
    assert open_course(course.root) == course == Course(course.root, "fr", LIMITS)
    assert [chapter.name for chapter in course.read_chapters(["02"])] == [NAME]


@pytest.mark.slow
def test_a_new_gradebook_has_the_version_that_nbgrader_gives_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from nbgrader.api import get_alembic_version

    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    course = make_course(tmp_path)
    with closing(sqlite3.connect(course.root / "gradebook.db")) as db:
        assert db.execute("SELECT version_num FROM alembic_version").fetchall() == [(get_alembic_version(),)]


def test_init_again_brings_sources_up_to_date_and_keeps_marks(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    with open_gradebook(course.db_url) as gradebook:
        add_submission(gradebook)
        gradebook.find_grade("why", "tiny", NAME, "ada").manual_score = 4.5
        gradebook.db.commit()
    write_source(tmp_path / "sources", SOURCE.replace("secret_argument", "new_argument").replace("1 / x", "1/x"))
    again = init_course(course.root, solutions=tmp_path / "sources")
    assert again == course
    assert "new_argument" in (course.root / "chapters" / f"{NAME}.py").read_text(encoding="utf-8")
    with open_gradebook(course.db_url) as gradebook:
        assert gradebook.find_grade("why", "tiny", NAME, "ada").manual_score == 4.5
        assert "new_argument" in gradebook.find_source_cell("double-test-1", "tiny", NAME).source


def test_init_refuses_other_graded_cells_once_there_are_submissions(tmp_path: Path) -> None:
    course = make_course(tmp_path)
    before = (course.root / "chapters" / f"{NAME}.py").read_text(encoding="utf-8")
    write_source(tmp_path / "sources", SOURCE.replace('"halve"', '"half"'))
    with open_gradebook(course.db_url) as gradebook:
        add_submission(gradebook)
    with pytest.raises(AtelierError, match=r"its graded cells changed since.*Make a new course folder"):
        init_course(course.root, solutions=tmp_path / "sources")
    assert (course.root / "chapters" / f"{NAME}.py").read_text(encoding="utf-8") == before


@pytest.mark.parametrize("place", [".", "course", "notebooks/course", "build"])
def test_init_refuses_the_repository(place: str) -> None:
    with pytest.raises(AtelierError, match="outside the repository") as caught:
        init_course(ROOT / place)
    assert caught.value.exit_code == 2
    assert not (ROOT / place / "gradebook.db").exists()


def test_init_refuses_a_folder_of_other_things_and_leaves_it_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x", encoding="utf-8")
    for place in (tmp_path, tmp_path / "thesis.tex"):
        with pytest.raises(AtelierError, match="holds something else"):
            init_course(place, solutions=write_source(tmp_path.parent / "sources"))
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_init_names_the_chapters_there_are(tmp_path: Path) -> None:
    with pytest.raises(AtelierError, match=f"CHAPTER must be one of {NAME}; got '07'"):
        init_course(tmp_path / "course", ["07"], solutions=write_source(tmp_path / "sources"))
    assert not (tmp_path / "course").exists()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        (None, "has no atelier.json"),
        ("{", "must be JSON of schema 1"),
        ('{"schema": 9, "lang": "fr"}', "must be JSON of schema 1"),
        ('{"schema": 1, "lang": "de"}', "'lang' must be one of fr, en; got 'de'"),
        ('{"schema": 1, "lang": "fr", "limits": {"test_seconds": -1}}', "got test_seconds=-1"),
        ('{"schema": 1, "lang": "fr", "limits": {"coffee": 1}}', "got coffee=1"),
    ],
)
def test_a_folder_that_is_no_course_is_refused(tmp_path: Path, settings: str | None, words: str) -> None:
    if settings is not None:
        (tmp_path / "atelier.json").write_text(settings, encoding="utf-8")
    with pytest.raises(AtelierError) as caught:
        open_course(tmp_path)
    assert words in str(caught.value)
    assert caught.value.exit_code == 2


def test_settings_survive(tmp_path: Path) -> None:
    course = make_course(tmp_path, lang="en")
    settings = json.loads((course.root / "atelier.json").read_text(encoding="utf-8"))
    assert settings["lang"] == "en"
    assert settings["limits"]["test_seconds"] == LIMITS.test_seconds


def test_a_command_says_what_is_wrong_in_one_line(tmp_path: Path, atelier: list[str]) -> None:
    command = [*atelier, "grade", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 2, done.stderr
    (line,) = done.stderr.splitlines()
    assert "has no atelier.json. Make one with: atelier init" in line


@pytest.mark.parametrize("command", ["init", "release", "collect", "grade", "mark", "report", "forget", "tour"])
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    done = CliRunner().invoke(app, [command, "--help"])
    assert done.exit_code == 0
    assert f"Example: atelier {command}" in done.output


def test_init_says_what_is_next(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["init", str(tmp_path / "course"), "00", "--lang", "en"])
    assert done.exit_code == 0, done.output
    assert "chapters 00_welcome; gradebook in en." in done.output
    assert "atelier grade" in done.output
