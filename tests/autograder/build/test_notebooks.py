"""What the build writes: notebooks that hold what they should and nothing else, the same to the letter at each build."""

import json
from pathlib import Path

import nbformat
import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from nbgrader.utils import compute_checksum

from autograder import build as builder
from autograder.build import markers
from autograder.build.leaks import find_leaks
from autograder.build.notebook import add_language
from tests.autograder.build.chapters import GOOD, spoil, write_chapter


@pytest.fixture
def chapter(tmp_path: Path) -> builder.Chapter:
    return builder.read_chapter(write_chapter(tmp_path))


def test_the_student_sees_stubs_visible_tests_and_placeholders(chapter: builder.Chapter) -> None:
    cells = {cell.id: cell for cell in builder.student_notebook(chapter, "en").cells}
    assert cells["add"].source == (
        'def add(a, b):\n    """Return a + b."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    )
    assert cells["add-test-1"].source == 'expect.close(add(1.0, 2.0), 3.0, fr="1 + 2 = 3", en="1 + 2 = 3")'
    assert cells["why_add"].source == "*Write your answer here.*"
    assert cells["why_add"].cell_type == "markdown"


def test_graded_cells_carry_nbgrader_metadata(chapter: builder.Chapter) -> None:
    cells = {cell.id: cell for cell in builder.student_notebook(chapter, "fr").cells}
    grading = dict(cells["add-test-2"].metadata.nbgrader)
    assert grading.pop("checksum") == compute_checksum(cells["add-test-2"])
    assert grading == {
        "cell_type": "code", "grade": True, "grade_id": "add-test-2", "locked": True, "points": 5.0,
        "schema_version": 3, "solution": False, "task": False,
    }  # fmt: skip
    assert cells["add-test-2"].metadata.tags == ["raises-exception"]
    assert (cells["add-test-2"].metadata.editable, cells["add-test-2"].metadata.deletable) == (False, False)
    assert (cells["add"].metadata.nbgrader.grade, cells["add"].metadata.nbgrader.solution) == (False, True)
    assert (cells["why_add"].metadata.nbgrader.grade, cells["why_add"].metadata.nbgrader.solution) == (
        True,
        True,
    )
    others = [c for c in cells.values() if "nbgrader" not in c.metadata]
    assert {tuple(cell.metadata.get("tags", ())) for cell in others} == {
        (), ("experiment", "raises-exception"), ("show",),
    }  # fmt: skip


def test_provenance_is_the_whole_of_the_notebook_metadata(chapter: builder.Chapter) -> None:
    metadata = builder.student_notebook(chapter, "fr").metadata
    assert set(metadata) == {"kernelspec", "language_info", "atelier"}
    assert metadata.atelier == {"chapter": "01_sums", "lang": "fr", "build": chapter.digest}


def test_code_and_ids_are_the_same_in_both_languages(chapter: builder.Chapter) -> None:
    french, english = (builder.student_notebook(chapter, lang).cells for lang in ("fr", "en"))
    assert [cell.id for cell in french] == [cell.id for cell in english]
    assert len({cell.id for cell in french}) == len(french)
    for one, other in zip(french, english, strict=True):
        if one.cell_type == "code":
            assert one.source.replace('lang="fr"', 'lang="en"') == other.source
    assert french[0].source != english[0].source


def test_a_new_paragraph_changes_no_other_id(chapter: builder.Chapter, tmp_path: Path) -> None:
    new = '# %% [markdown] lang="fr"\n# Encore.\n\n# %% [markdown] lang="en"\n# More.\n\n# %% experiment=true'
    longer = builder.read_chapter(write_chapter(tmp_path, spoil("# %% experiment=true", new)))
    before, after = ([cell.id for cell in builder.student_notebook(c, "en").cells] for c in (chapter, longer))
    assert [cell_id for cell_id in after if cell_id in before] == before
    assert len(after) == len(before) + 1


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ('course.start(chapter="01_é")', 'course.start(chapter="01_é", lang="fr")'),
        ('x = 1\ncourse.start(\n    chapter="a"\n)', 'x = 1\ncourse.start(\n    chapter="a"\n, lang="fr")'),
    ],
)
def test_the_language_is_added_to_the_start(code: str, expected: str) -> None:
    assert add_language(code, "fr") == expected
    compile(expected, "<cell>", "exec")


def test_nbgrader_strips_the_source_notebook_to_the_same_code(chapter: builder.Chapter) -> None:
    """Our stripping, and nbgrader's own applied to the notebook made for it, agree on every code cell."""
    source = builder.source_notebook(chapter, "en")
    for strip in (ClearSolutions(), ClearHiddenTests()):
        source, _ = strip.preprocess(source, {})
    ours = {cell.id: cell.source for cell in builder.student_notebook(chapter, "en").cells if cell.cell_type == "code"}
    theirs = {cell.id: cell.source.strip("\n") for cell in source.cells if cell.cell_type == "code"}
    assert ours == theirs


def test_the_source_notebook_keeps_solutions_and_no_marking_scheme(chapter: builder.Chapter) -> None:
    text = nbformat.writes(builder.source_notebook(chapter, "en"))
    assert "total = a + b" in text
    assert "### BEGIN HIDDEN TESTS" in text
    assert "addition commutes" not in text


def test_building_twice_changes_nothing(tmp_path: Path) -> None:
    write_chapter(tmp_path)
    changed = builder.build(tmp_path)
    assert {path.relative_to(tmp_path).as_posix() for path in changed} == {
        "notebooks/fr/01_sums/sums.ipynb", "notebooks/en/01_sums/sums.ipynb",
    }  # fmt: skip
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.ipynb")}
    assert len(stamps) == 4
    assert builder.build(tmp_path) == []
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.ipynb")} == stamps


def test_stale_missing_and_left_over_notebooks_are_named(tmp_path: Path) -> None:
    write_chapter(tmp_path)
    builder.build(tmp_path)
    assert builder.find_stale(tmp_path) == []
    french, english = sorted((tmp_path / "notebooks").rglob("*.ipynb"))[::-1]
    french.write_text(french.read_text(encoding="utf-8").replace("somme", "sommme"), encoding="utf-8")
    english.unlink()
    left_over = tmp_path / "notebooks" / "en" / "02_gone" / "gone.ipynb"
    left_over.parent.mkdir()
    left_over.write_text("{}", encoding="utf-8")
    assert set(builder.find_stale(tmp_path)) == {french, english, left_over}
    builder.build(tmp_path)
    assert builder.find_stale(tmp_path) == []
    assert not left_over.exists()


@pytest.mark.parametrize("leaky", ["replace_hidden", "keep_visible"])
def test_the_leak_scan_stops_a_build_whose_stripping_is_broken(
    leaky: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_chapter(tmp_path)
    monkeypatch.setattr(markers, leaky, markers.keep_all)
    # The rules that would notice first.
    monkeypatch.setattr("autograder.build.checks._is_same_code", lambda one, other: False)
    monkeypatch.setattr("autograder.build.checks._check_answers", lambda chapter: [])
    with pytest.raises(builder.BuildError, match="a hidden line reached the students"):
        builder.build(tmp_path)
    assert not list(tmp_path.rglob("*.ipynb"))


def test_a_marking_scheme_repeated_in_prose_is_a_leak() -> None:
    notebook = {"cells": [{"source": ["Rappel :\n", "Parce que l'addition est commutative : 5 points."]}]}
    leaks = find_leaks(GOOD, json.dumps(notebook))
    assert [line for _, line in leaks] == ["Parce que l'addition est commutative : 5 points."]


def test_a_marker_in_a_notebook_is_a_leak() -> None:
    assert find_leaks("", json.dumps({"cells": [{"source": "    ### END SOLUTION"}]}))
