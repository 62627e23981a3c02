"""The start of a notebook: language, pace, seed, shadowed libraries, and what a real kernel shows of checks."""

import random
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch
from nbclient import NotebookClient

from helpers import course
from helpers.language import language, set_language, text


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


def test_start_sets_the_language(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    course.start(chapter="01_neuron", lang="fr")
    assert language() == "fr"
    assert course.text(fr="un", en="one") == "un"


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="got 'de'"):
        set_language("de")
    assert text(fr="un", en="one") == "one"


def test_start_seeds_every_generator(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)

    def draw() -> tuple[float, float, float]:
        course.start(chapter="01_neuron")
        return random.random(), np.random.random(), torch.rand(1).item()

    assert draw() == draw()


@pytest.mark.parametrize("name", course.PACES)
def test_the_environment_chooses_the_pace(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_PACE", name)
    assert course.pace_name() == name
    assert course.pace(quick="quick", classroom="classroom", full="full") == name


def test_the_classroom_is_the_default_pace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ATELIER_PACE", raising=False)
    assert course.pace(quick=1, classroom=2, full=3) == 2


def test_an_unknown_pace_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATELIER_PACE", "slow")
    with pytest.raises(ValueError, match="quick, classroom, full; got 'slow'"):
        course.pace(quick=1, classroom=2, full=3)


def test_files_that_shadow_a_library_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "random.py").write_text("", encoding="utf-8")
    (tmp_path / "notes.py").write_text("", encoding="utf-8")
    (tmp_path / "numpy").mkdir()
    (tmp_path / "numpy" / "__init__.py").write_text("", encoding="utf-8")
    assert [path.name for path in course.find_shadowing_files(tmp_path)] == ["numpy", "random.py"]
    with pytest.warns(UserWarning, match="Rename that file") as caught:
        course.start(chapter="01_neuron")
    assert ["'numpy'" in str(caught[0].message), "'random.py'" in str(caught[1].message)] == [True, True]


def test_the_root_of_the_course_shadows_nothing() -> None:
    assert course.find_shadowing_files(Path(course.__file__).parents[1]) == []


CELLS = {
    "start": 'from helpers import course, expect\ncourse.start(chapter="01_neuron", lang="fr")',
    "answer": "def double(x):\n    raise NotImplementedError()",
    "unwritten": "expect.equal(double(1), 2)",
    "written": "def double(x):\n    return 2 * x",
    "right": "expect.equal(double(1), 2)\nexpect.close(double(0.5), 1)",
    "wrong": 'expect.equal(double(1), 3, fr="pensez à doubler", en="remember to double")',
    "silence": "x = 1",
    "bare": "raise NotImplementedError()",
    "unexpected": "double(None)",
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[nbformat.NotebookNode]]:
    """What a real kernel shows for each of the cells."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(code, id=name) for name, code in CELLS.items()]
    )
    path = str(tmp_path_factory.mktemp("kernel"))
    NotebookClient(notebook, allow_errors=True, timeout=60, resources={"metadata": {"path": path}}).execute()
    return {cell.id: cell.outputs for cell in notebook.cells}


def test_an_unwritten_answer_is_an_error_of_one_line(shown: dict[str, list[nbformat.NotebookNode]]) -> None:
    (output,) = shown["unwritten"]
    assert (output.output_type, output.ename) == ("error", "NotImplementedError")
    (line,) = output.traceback
    assert "`double` reste à écrire" in line
    (output,) = shown["bare"]
    assert "cette cellule reste à écrire" in output.traceback[0]


def test_a_cell_whose_checks_pass_says_so(shown: dict[str, list[nbformat.NotebookNode]]) -> None:
    (output,) = shown["right"]
    assert (output.name, output.text) == ("stdout", "✓ 2 vérification(s) réussie(s)\n")
    assert shown["silence"] == []
    assert shown["start"] == []


def test_a_failed_check_is_a_card_without_a_traceback(shown: dict[str, list[nbformat.NotebookNode]]) -> None:
    (output,) = shown["wrong"]
    assert (output.output_type, output.ename) == ("error", "Failure")
    card = "\n".join(output.traceback)
    assert "attendu : 3" in card
    assert "pensez à doubler" in card
    assert "expect.py" not in card
    assert "Traceback" not in card


def test_any_other_error_keeps_its_traceback(shown: dict[str, list[nbformat.NotebookNode]]) -> None:
    (output,) = shown["unexpected"]
    assert output.ename == "TypeError"
    plain = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(output.traceback))
    assert "return 2 * x" in plain
