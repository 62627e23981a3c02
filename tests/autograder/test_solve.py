"""`solve` shows authors everything, fails on every error, and says what takes too long."""

import subprocess
from pathlib import Path

import nbformat
import pytest

from autograder.build import read_chapter
from autograder.solve import Solved, choose_chapters, print_solved, solve, solved_notebook
from helpers.errors import AtelierError
from helpers.running import CellRun
from tests.autograder.build.chapters import GOOD, spoil, write_chapter


def test_a_good_chapter_is_executed_and_written(tmp_path: Path, atelier: list[str]) -> None:
    write_chapter(tmp_path)
    done = subprocess.run(
        [*atelier, "solve", "sums", "--lang", "fr", "--pace", "quick"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "01_sums: ok" in done.stdout and "warning" not in done.stdout
    folder = tmp_path / "build" / "solutions" / "fr" / "01_sums"
    notebook = nbformat.read(folder / "sums.ipynb", as_version=4)
    outputs = {cell.id: cell.outputs for cell in notebook.cells if cell.cell_type == "code"}
    assert [output.text for output in outputs["add-test-1"]] == ["✓ 2 vérification(s) réussie(s)\n"]
    page = (folder / "sums.html").read_text(encoding="utf-8")
    assert '<html lang="fr">' in page and "Parce que l'addition est commutative" in page


def test_errors_count_although_a_students_notebook_may_raise_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = spoil("expect.equal(add(2, 2), 4)", "expect.equal(add(2, 2), 5)")
    text = spoil("total_of_doubles = add(double(1), double(2))", "total_of_doubles = 1 / 0", text)
    text = spoil("numbers = np.arange(3)", "import sys\nprint('careful', file=sys.stderr)", text)
    chapter = read_chapter(write_chapter(tmp_path, text))
    solved = solve(chapter, pace="quick", root=tmp_path)
    wrong, division = solved.failures
    assert wrong.startswith(f"{chapter.path.as_posix()}:33: add-test-2: Failure: ✗ not the right value / expected : 5")
    assert "experiment-" in division and "ZeroDivisionError: division by zero" in division
    assert [cell.kind for cell in solved.noisy] == ["show"]
    assert solved.page.is_file(), "the page shows the failure in its place"
    print_solved(solved)
    shown = capsys.readouterr().out
    assert "01_sums: FAILED" in shown and "writes to stderr" in shown


def test_the_solved_notebook_has_all_that_students_do_not_see(tmp_path: Path) -> None:
    chapter = read_chapter(write_chapter(tmp_path))
    sources = {cell.id: cell.source for cell in solved_notebook(chapter, "en").cells}
    assert "return total" in sources["add"] and "###" not in sources["add"]
    assert sources["why_add"] == "Because addition commutes: 5 points."
    assert any('course.start(chapter="01_sums", lang="en")' in source for source in sources.values())


@pytest.mark.parametrize(
    ("pace", "seconds", "complaints"),
    [("quick", 9, 0), ("quick", 13, 1), ("classroom", 29, 0), ("classroom", 31, 2), ("full", 9999, 0)],
)
def test_each_pace_has_its_limits(tmp_path: Path, pace: str, seconds: float, complaints: int) -> None:
    chapter = read_chapter(write_chapter(tmp_path, GOOD))
    runs = tuple((cell, CellRun(cell.cell_id, "ok", seconds)) for cell in chapter.tests[:2])
    solved = Solved(chapter, pace, runs, (), tmp_path, tmp_path)
    assert len(solved.warnings) == complaints
    assert all(f"at pace {pace}" in warning for warning in solved.warnings)


def test_chapters_go_by_name_number_or_title(tmp_path: Path) -> None:
    write_chapter(tmp_path)
    write_chapter(tmp_path, spoil('chapter="01_sums"', 'chapter="02_more"'), name="02_more")
    assert [chapter.name for chapter in choose_chapters(["02", "sums", "more"], tmp_path)] == [
        "02_more",
        "01_sums",
    ]
    assert len(choose_chapters([], tmp_path)) == 2
    with pytest.raises(AtelierError, match="one of 01_sums, 02_more; got '3'") as caught:
        choose_chapters(["3"], tmp_path)
    assert caught.value.exit_code == 2
