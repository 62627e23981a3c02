"""A test passes only on positive evidence, and a student reads why it did not."""

from pathlib import Path

import pytest
from nbgrader.utils import determine_grade, is_grade

from autograder.build import Chapter
from autograder.graded_notebook import compose
from autograder.hidden_lines import blank
from autograder.judgement.answers import judge_nothing
from autograder.judgement.in_kernel import judge
from autograder.sanitise import sanitise
from autograder.stages import CellRun, Execution, Outcome, Verdict
from tests.autograder.tiny_course import RIGHT, make_chapter, make_notebook, pretend_to_run, submit


@pytest.fixture(scope="module")
def chapter(tmp_path_factory: pytest.TempPathFactory) -> Chapter:
    return make_chapter(tmp_path_factory.mktemp("sources"))


def judged(chapter: Chapter, runs: dict[str, CellRun], **answers: str) -> dict[str, Verdict]:
    sanitised = sanitise(submit(make_notebook(chapter, RIGHT | answers)), chapter, lang="en")
    execution = pretend_to_run(sanitised, runs)
    verdicts = judge(sanitised, execution, chapter)
    notebook = compose(sanitised, execution, verdicts, chapter, key="k")
    seen = {cell.id: determine_grade(cell)[0] for cell in notebook.cells if is_grade(cell)}
    assert seen == {verdict.cell_id: verdict.earned for verdict in verdicts}  # nbgrader reads the same marks
    assert "secret_argument" not in str(notebook)
    return {verdict.cell_id: verdict for verdict in verdicts}


def run(status: str, error: str = "", message: str = "", *traceback: str) -> dict[str, CellRun]:
    found = CellRun("halve-test-1", status, error=error, message=message, traceback=traceback)
    return {"halve-test-1": found}


def test_all_points_when_every_test_ended_well(chapter: Chapter) -> None:
    verdicts = judged(chapter, {})
    assert [verdict.earned for verdict in verdicts.values()] == [3.0, 2.0, 4.0, None, 6.0]
    assert verdicts["why"].outcome == Outcome.TO_MARK


@pytest.mark.parametrize("status", ["timeout", "crashed", "not_reached"])
def test_what_did_not_end_earns_nothing(chapter: Chapter, status: str) -> None:
    verdict = judged(chapter, run(status))["halve-test-1"]
    assert (verdict.earned, verdict.outcome) == (0.0, Outcome(status))


def test_no_run_at_all_earns_nothing(chapter: Chapter) -> None:
    sanitised = sanitise(submit(make_notebook(chapter)), chapter, lang="en")
    verdicts = judge(sanitised, Execution("ada", chapter.name, ()), chapter)
    outcomes = {verdict.outcome for verdict in verdicts if verdict.exercise != "why"}
    assert outcomes == {Outcome.NOT_REACHED}
    assert not any(verdict.earned for verdict in verdicts)


def test_an_error_among_the_outputs_is_no_success(chapter: Chapter) -> None:
    found = CellRun("halve-test-1", "ok", outputs=({"output_type": "error", "ename": "E"},))
    assert judged(chapter, {"halve-test-1": found})["halve-test-1"].earned == 0.0


def test_warnings_and_odd_results_lose_nothing(chapter: Chapter) -> None:
    outputs = (
        {"output_type": "stream", "name": "stderr", "text": "a warning"},
        {"output_type": "execute_result", "data": {"text/plain": "nan"}, "metadata": {}, "execution_count": 1},
    )
    assert judged(chapter, {"halve-test-1": CellRun("halve-test-1", "ok", outputs=outputs)})["halve-test-1"].earned == 4


def test_a_failed_check_shows_its_card(chapter: Chapter) -> None:
    verdict = judged(chapter, run("error", "Failure", "wrong", "✗ wrong", "  expected : 1"))["halve-test-1"]
    assert (verdict.outcome, verdict.message) == (Outcome.FAILED, "✗ wrong\n  expected : 1")


def test_an_error_shows_the_students_own_lines_and_no_hidden_one(chapter: Chapter) -> None:
    frames = (
        "ZeroDivisionError   Traceback (most recent call last)",
        "Cell In[4], line 5\n      3 secret_argument = 17.25\n----> 5 expect.close(double(secret_argument), 34.5)",
        "Cell In[3], line 2, in halve(x)\n      1 def halve(x):\n----> 2     return x / 0",
        "ZeroDivisionError: division by zero",
    )
    verdict = judged(
        chapter,
        run("error", "ZeroDivisionError", "division by zero", *frames),
        halve="def halve(x):\n    return x / 0",
    )["halve-test-1"]
    assert verdict.outcome == Outcome.ERROR
    assert verdict.message == "ZeroDivisionError: division by zero\n  → halve: return x / 0"


def test_a_card_that_quotes_a_hidden_line_is_blanked(chapter: Chapter) -> None:
    stolen = run("error", "Failure", "", "✗ look:", "expect.close(double(secret_argument), 34.5)")
    assert judged(chapter, stolen)["halve-test-1"].message == "✗ look:\n…"


def test_an_answer_whose_own_cell_failed_is_told_so(chapter: Chapter) -> None:
    runs = run("error", "NameError", "name 'halve' is not defined") | {
        "halve": CellRun("halve", "error", error="SyntaxError", message="invalid syntax (123.py, line 1)")
    }
    verdict = judged(chapter, runs, halve="def halve(:")["halve-test-1"]
    assert verdict.message == "SyntaxError: invalid syntax (line 1)"
    runs["halve"] = CellRun("halve", "timeout", seconds=3.2)
    verdict = judged(chapter, runs)["halve-test-1"]
    assert (verdict.outcome, verdict.message) == (Outcome.TIMEOUT, "interrupted after 3 s")


def test_reasons_for_answers_that_are_not_there(chapter: Chapter) -> None:
    stub = next(cell.stub for cell in chapter.solutions if cell.name == "halve")
    unwritten = run("error", "NotImplementedError")
    assert judged(chapter, unwritten, halve=stub, why="")["halve-test-1"].outcome == Outcome.UNANSWERED
    assert judged(chapter, unwritten)["halve-test-1"].outcome == Outcome.ERROR
    assert judged(chapter, {}, why=" ")["why"].earned == 0.0
    notebook = make_notebook(chapter)
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ("halve", "why")]
    sanitised = sanitise(submit(notebook), chapter, lang="en")
    execution = pretend_to_run(sanitised, run("error", "NameError", "name 'halve' is not defined"))
    found = {verdict.exercise: verdict.outcome for verdict in judge(sanitised, execution, chapter)}
    assert (found["halve"], found["why"], found["invert"]) == (Outcome.MISSING, Outcome.MISSING, Outcome.PASSED)


@pytest.mark.parametrize(("error", "outcome"), [("MemoryError", Outcome.MEMORY), ("AssertionError", Outcome.FAILED)])
def test_reasons_of_errors(chapter: Chapter, error: str, outcome: Outcome) -> None:
    assert judged(chapter, run("error", error))["halve-test-1"].outcome == outcome


def test_an_unreadable_file_earns_nothing_and_says_why(chapter: Chapter) -> None:
    sanitised = sanitise(submit(b""), chapter, lang="en")
    verdicts = judge(sanitised, Execution("ada", chapter.name, ()), chapter)
    assert {(verdict.earned, verdict.outcome, verdict.message) for verdict in verdicts} == {
        (0.0, Outcome.UNREADABLE, "the file is empty")
    }
    assert (
        "the file is empty" in compose(sanitised, pretend_to_run(sanitised), verdicts, chapter, key="").cells[0].source
    )
    assert sum(verdict.points for verdict in judge_nothing(chapter, "fr", Outcome.NOT_GRADED)) == 20


def test_outputs_of_answers_do_not_quote_hidden_lines(chapter: Chapter, tmp_path: Path) -> None:
    spied = {"output_type": "stream", "name": "stdout", "text": "I saw:\n  secret_argument = 17.25\nhello"}
    sanitised = sanitise(submit(make_notebook(chapter)), chapter, lang="en")
    execution = pretend_to_run(sanitised, {"halve": CellRun("halve", "ok", outputs=(spied,))})
    notebook = compose(sanitised, execution, judge(sanitised, execution, chapter), chapter, key="")
    (cell,) = (cell for cell in notebook.cells if cell.id == "halve")
    assert cell.outputs[0].text == "I saw:\n…\nhello"


def test_lines_that_only_resemble_hidden_ones_stay() -> None:
    hidden = frozenset({"wrong = 0", "expect.close(double(secret_argument), 34.5)"})
    assert blank("n_wrong = 0\n", hidden) == "n_wrong = 0\n"
    assert blank("----> 3     wrong = 0", hidden) == "…"
    assert blank(["\x1b[31m3 wrong = 0\x1b[0m\nx"], hidden) == ["…\nx"]
    assert blank({"a": "print(expect.close(double(secret_argument), 34.5))"}, hidden) == {"a": "…"}
