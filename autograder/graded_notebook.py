"""The notebook that goes back to a student: answers with what they printed, visible tests, outcomes."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from nbformat import NotebookNode, from_dict, v4

from autograder.build import Chapter
from autograder.flags import describe_flags
from autograder.hidden_lines import blank, find_hidden_lines
from autograder.sanitise import BASE64, IMAGES
from autograder.stages import CellRun, Execution, Outcome, Sanitised, Verdict
from helpers.language import Language

_RED, _PLAIN = "\x1b[1;31m", "\x1b[0m"


def compose(
    sanitised: Sanitised, execution: Execution, verdicts: tuple[Verdict, ...], chapter: Chapter, *, key: str
) -> NotebookNode:
    """Put a graded submission together, with nothing in it that a student must not see.

    Parameters
    ----------
    sanitised, execution, verdicts
        What the stages found.
    chapter : Chapter
        The source, for the visible part of the tests.
    key : str
        The record's key, kept in the notebook's metadata beside a hash of the content: nobody writes what is there.

    Returns
    -------
    NotebookNode
        nbgrader reads from it the marks that `verdicts` hold: a test that failed ends with an error.
    """
    notebook = from_dict(sanitised.notebook)
    runs = {run.cell_id: run for run in execution.runs}
    results = {verdict.cell_id: verdict for verdict in verdicts}
    visible = {cell.cell_id: cell.visible for cell in chapter.tests}
    hidden = find_hidden_lines(chapter)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.metadata.pop("tags", None)
        if cell.cell_type != "code":
            continue
        if cell.id in visible:
            cell.source = visible[cell.id]
            cell.outputs = [_outcome(results[cell.id], sanitised.lang)]
        else:
            cell.outputs = _outputs(runs.get(cell.id), hidden)
        cell.execution_count = number
    notices = _notices(sanitised)
    if notices:
        notebook.cells.insert(0, v4.new_markdown_cell(notices, id="atelier-notice"))
    content = hashlib.sha256(json.dumps([notebook.cells, [asdict(one) for one in verdicts]]).encode()).hexdigest()
    about = {"chapter": chapter.name, "lang": sanitised.lang, "build": chapter.digest, "key": key, "content": content}
    notebook.metadata["atelier"] = about
    return notebook


def explain(verdict: Verdict, lang: Language) -> str:
    """Return what a student reads about a graded cell: the reason, then the details."""
    points = f"{verdict.earned or 0:g}/{verdict.points:g}"
    sign = "✓" if verdict.outcome == Outcome.PASSED else "✗"
    head = f"{sign} {points} : " if lang == "fr" else f"{sign} {points}: "
    return head + verdict.outcome.reason(lang) + (f"\n{verdict.message}" if verdict.message else "")


def _outcome(verdict: Verdict, lang: Language) -> NotebookNode:
    words = explain(verdict, lang)
    if verdict.outcome == Outcome.PASSED:
        return v4.new_output("stream", name="stdout", text=words + "\n")
    first, *rest = words.split("\n")
    traceback = [f"{_RED}{first}{_PLAIN}", *rest]
    return v4.new_output("error", ename=str(verdict.outcome), evalue=verdict.message, traceback=traceback)


def _notices(sanitised: Sanitised) -> str:
    lines = [f"- ⚠ {words}." for words in describe_flags(sanitised.flags, sanitised.lang)]
    return "\n".join(lines + [f"- {sanitised.unreadable}."] * bool(sanitised.unreadable))


def _outputs(run: CellRun | None, hidden: frozenset[str]) -> list[NotebookNode]:
    """Return what a cell printed and drew, without lines of hidden tests, and without HTML.

    An answer can look at the code that calls it; and a page that shows a student's HTML runs the student's scripts.
    """
    outputs = [] if run is None else [_plain_output(blank(output, hidden)) for output in run.outputs]
    if run is not None and run.status == "timeout":
        outputs = [output for output in outputs if output.output_type != "error"]
        outputs.append(v4.new_output("error", ename="timeout", evalue="", traceback=[f"{_RED}⏱{_PLAIN}"]))
    return outputs


def _plain_output(output: dict[str, Any]) -> NotebookNode:
    match output["output_type"]:
        case "stream":
            return v4.new_output("stream", name=output["name"], text=output["text"])
        case "error":
            words = {name: output[name] for name in ("ename", "evalue", "traceback")}
            return v4.new_output("error", **words)
    data = {"text/plain": str(output["data"].get("text/plain", ""))}
    for kind in IMAGES:
        picture = output["data"].get(kind)
        if isinstance(picture, str) and BASE64.fullmatch(picture):
            data[kind] = picture
    return v4.new_output("display_data", data)
