"""The archive for students: what is in it, what must not be, and that it works where nothing else is."""

import html
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from typer.testing import CliRunner

from autograder.build import read_chapter
from autograder.course_folder import Course, init_course
from autograder.release import find_forbidden, release_course
from helpers.cli import app
from helpers.errors import AtelierError
from tests.autograder.tiny_course import NAME, make_course

PLACE = f"notebooks/en/{NAME}/tiny.ipynb"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one small chapter."""
    return make_course(tmp_path)


def read(path: Path) -> dict[str, str]:
    """Return the texts of an archive by name."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name).decode("utf-8") for name in archive.namelist()}


def test_it_holds_one_language_or_both_and_nothing_of_the_teachers(course: Course) -> None:
    french, both = release_course(course, ["fr"]), release_course(course)
    names = set(read(french.path))
    assert {
        "atelier/atelier.py",
        "atelier/constraints.txt",
        "atelier/helpers/expect.py",
        "atelier/COMMENCER-ICI.html",
    } <= names
    assert "atelier/helpers/lab_settings/overrides.json" in names
    assert french.notebooks == (f"notebooks/fr/{NAME}/tiny.ipynb",)
    assert len(both.notebooks) == 2 and "atelier/AI-ASSISTANTS.html" in read(both.path)
    assert all(name.split("/")[1] not in ("autograder", "solutions", "tests", "docs") for name in names)
    everything = "\n".join(read(both.path).values())
    for secret in ("secret_argument", "17.25", "Because **two** halves", "return x / 2"):
        assert secret not in everything


def test_the_same_course_gives_the_same_bytes(course: Course, tmp_path: Path) -> None:
    first = release_course(course, output=tmp_path / "a" / "first.zip").path.read_bytes()
    assert release_course(course, output=tmp_path / "second.zip").path.read_bytes() == first


def test_the_instructors_own_texts_are_released_and_kept(course: Course) -> None:
    text = course.root / "students" / "assistants.fr.md"
    assert "examen" in text.read_text(encoding="utf-8")
    text.write_text("# Règle\n\nAucun assistant : d'accord ?\n", encoding="utf-8")
    init_course(course.root, solutions=course.root.parent / "sources")
    page = read(release_course(course, ["fr"]).path)["atelier/ASSISTANTS-IA.html"]
    assert "<title>Règle</title>" in page and 'lang="fr"' in page
    assert "Aucun assistant\u00a0: d’accord\u202f?" in html.unescape(page)


def test_the_scan_finds_what_no_build_would_let_through(course: Course) -> None:
    chapter = read_chapter(course.root / "chapters" / f"{NAME}.py")
    leak = {"cells": [{"cell_type": "code", "source": ["x = 1\n", "  secret_argument = 17.25"]}]}
    contents = {
        PLACE: json.dumps(leak).encode(),
        "notebooks/en/99_other/other.ipynb": b'{"cells": []}',
        "helpers/notes.py": b"def f():\n    ### BEGIN SOLUTION\n",
        "autograder/grade.py": b"",
        "helpers/fine.py": b"BEGIN = 'a word'\n",
    }
    problems = find_forbidden(contents, [chapter])
    assert len(problems) == 4
    assert "secret_argument" in problems[0]
    assert ["99_other" in problems[1], "notes.py" in problems[2], "autograder" in problems[3]] == [True] * 3


def test_a_leak_stops_the_release(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.release.find_forbidden", lambda contents, chapters: ["x.ipynb: 'secret'"])
    with pytest.raises(AtelierError, match=r"x\.ipynb: 'secret'.*Nothing was written"):
        release_course(course)
    assert not (course.root / "bundles").exists()


def test_the_command_says_what_it_wrote(course: Course) -> None:
    done = CliRunner().invoke(app, ["release", str(course.root), "--lang", "en"])
    assert done.exit_code == 0
    assert "atelier-en.zip: 1 notebooks" in done.output and "Scanned" in done.output


def unpack(path: Path, folder: Path) -> Path:
    """Unpack an archive as a student does; return the course's folder."""
    with zipfile.ZipFile(path) as archive:
        archive.extractall(folder)
    return folder / "atelier"


def test_a_student_validates_in_the_unpacked_folder(course: Course, tmp_path: Path) -> None:
    bundle = unpack(release_course(course, ["en"]).path, tmp_path / "laptop")
    notebook = json.loads((bundle / PLACE).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        if cell["id"] == "double":
            cell["source"] = "def double(x):\n    return 2 * x"
    (bundle / "mine.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    command = [sys.executable, "-P", "-m", "helpers.cli", "validate", "mine.ipynb"]
    environment = os.environ | {"PYTHONPATH": str(bundle), "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=bundle, env=environment, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == 1, done.stderr
    assert "double" in done.stdout and "5 of 15 points" in done.stdout


@pytest.mark.slow
def test_it_installs_and_works_on_a_clean_machine(tmp_path: Path) -> None:
    course = init_course(tmp_path / "course", ["00"], lang="en")
    bundle = unpack(release_course(course, ["en"]).path, tmp_path / "laptop")
    kept = {
        name: os.environ[name] for name in ("PATH", "HOME", "PIP_INDEX_URL", "PIP_CONFIG_FILE") if name in os.environ
    }
    for command in (["doctor", "--lang", "en"], ["validate", "notebooks/en/00_welcome/welcome.ipynb"]):
        done = subprocess.run(
            [sys.executable, "atelier.py", *command],
            cwd=bundle,
            env=kept | {"LC_ALL": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            timeout=900,
        )
        print(done.stdout[-3000:], done.stderr[-1000:])
        # An untouched notebook does not pass: its exercise is not done yet.
        assert done.returncode == (0 if command[0] == "doctor" else 1), done.stdout + done.stderr
    assert "autograder" not in "".join(path.name for path in bundle.iterdir())
