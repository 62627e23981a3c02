"""Judge tests that ran in the student's own kernel: a test passes only when the kernel said that it ended well.

Student and test share a process here, so a hostile answer can make a test end well. This keeps honest marks right.
"""

import re
from dataclasses import replace

from autograder.build import Cell, Chapter
from autograder.build.names import bound_names
from autograder.hidden_lines import blank, find_hidden_lines
from autograder.judgement.answers import is_missing, judge_answer, zero
from autograder.stages import CellRun, Execution, Outcome, Sanitised, Verdict
from helpers.language import Language

_IN_FUNCTION = re.compile(r"in (\w+)\(")
_ARROW = re.compile(r"^-+> *\d+ (?P<code>.*)$", re.MULTILINE)
_FILE = re.compile(r"\(\d+\.py, line")  # a cell's file is nowhere


def judge(sanitised: Sanitised, execution: Execution, chapter: Chapter) -> tuple[Verdict, ...]:
    """Return the verdict on every graded cell of a chapter, in the chapter's order.

    Parameters
    ----------
    sanitised : Sanitised
        What was run.
    execution : Execution
        How it ended. A test without a run gets no points.
    chapter : Chapter
        The source, which alone says what a cell is worth.
    """
    verdicts = (
        judge_answer(cell, sanitised) if cell.kind == "answer" else _judge_test(cell, sanitised, execution, chapter)
        for cell in chapter.in_language(sanitised.lang)
        if cell.kind in ("test", "answer")
    )
    hidden = find_hidden_lines(chapter)
    return tuple(replace(verdict, message=blank(verdict.message, hidden)) for verdict in verdicts)


def _judge_test(cell: Cell, sanitised: Sanitised, execution: Execution, chapter: Chapter) -> Verdict:
    if sanitised.unreadable:
        return zero(cell, Outcome.UNREADABLE, sanitised.unreadable)
    runs = {run.cell_id: run for run in execution.runs}
    run = runs.get(cell.cell_id, CellRun(cell.cell_id, "not_reached"))
    if run.status == "ok" and not any(output.get("output_type") == "error" for output in run.outputs):
        return Verdict(cell.cell_id, cell.name, cell.points, cell.points, Outcome.PASSED)
    if run.status in ("timeout", "crashed", "not_reached"):
        return zero(cell, Outcome(run.status), _describe_end(run, sanitised.lang))
    (solution,) = (one for one in chapter.solutions if one.name == cell.name)
    if is_missing(solution.cell_id, sanitised):
        return zero(cell, Outcome.MISSING)
    if run.error == "Failure":
        return zero(cell, Outcome.FAILED, "\n".join(run.traceback))
    return _judge_error(cell, solution, run, runs.get(solution.cell_id), sanitised)


def _judge_error(cell: Cell, solution: Cell, run: CellRun, answer: CellRun | None, sanitised: Sanitised) -> Verdict:
    """Say what stopped a test; when the answer's own cell did not run to its end, that is the reason."""
    if run.error == "NotImplementedError" and _sources(sanitised)[solution.cell_id].strip() == solution.stub.strip():
        return zero(cell, Outcome.UNANSWERED)
    outcome = {"AssertionError": Outcome.FAILED, "MemoryError": Outcome.MEMORY}.get(run.error, Outcome.ERROR)
    defined = bound_names(solution.full)
    is_undefined = run.error == "NameError" and any(f"'{name}'" in run.message for name in defined)
    if is_undefined and answer is not None and answer.status != "ok":
        if answer.status == "timeout":
            return zero(cell, Outcome.TIMEOUT, _describe_end(answer, sanitised.lang))
        run = answer
    return zero(cell, outcome, _describe_error(run, sanitised))


def _describe_end(run: CellRun, lang: Language) -> str:
    if run.status != "timeout":
        return ""
    return f"interrompu après {run.seconds:.0f} s" if lang == "fr" else f"interrupted after {run.seconds:.0f} s"


def _describe_error(run: CellRun, sanitised: Sanitised) -> str:
    """Return the error, and the lines of the student's own cells on its way; never a line of a test."""
    own = {line.strip() for line in "\n".join(_own_sources(sanitised)).splitlines()}
    lines = [_FILE.sub("(line", f"{run.error}: {run.message}").removesuffix(": ")]
    for frame in run.traceback:
        arrow, function = _ARROW.search(frame), _IN_FUNCTION.search(frame.split("\n")[0])
        if arrow and arrow["code"].strip() in own:
            where = f"{function[1]}: " if function else ""
            lines.append(f"  → {where}{arrow['code'].strip()}")
    return "\n".join(lines)


def _own_sources(sanitised: Sanitised) -> list[str]:
    return [
        cell["source"]
        for cell in sanitised.notebook["cells"]
        if cell["cell_type"] == "code" and not cell["metadata"].get("nbgrader", {}).get("locked")
    ]


def _sources(sanitised: Sanitised) -> dict[str, str]:
    return {cell["id"]: cell["source"] for cell in sanitised.notebook["cells"]}
