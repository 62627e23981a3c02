"""The command `validate`: run a notebook's visible tests in a fresh kernel and show how each one went."""

from collections.abc import Callable
from pathlib import Path

from nbformat import NotebookNode

from helpers.command import spell
from helpers.course_notebook import (
    find_original,
    grading,
    is_changed,
    is_question,
    is_test,
    name_of,
    read_course_notebook,
)
from helpers.errors import AtelierError
from helpers.language import set_language, text
from helpers.running import CellRun, run_cells
from helpers.validation_report import Report, Row, exercise_of

TIMEOUT_SECONDS = 60.0
# These cells use what the student wrote; no mark depends on them.
SKIPPED_TAGS = frozenset({"experiment", "show", "demo"})


def validate(
    path: Path | str,
    *,
    exercise: str = "",
    timeout_seconds: float = TIMEOUT_SECONDS,
    on_cell: Callable[[int, int], None] = lambda done, total: None,
) -> Report:
    """Run the setup, the answers and the visible tests of a notebook in a fresh kernel.

    From here on texts are in the notebook's language. Where the course's own copy is found, its tests are run
    in place of changed ones, as in grading.

    Parameters
    ----------
    path : path
        The student's notebook; it is not modified.
    exercise : str
        Only this one's tests: neither the answers nor the tests of the others are run. By default all.
    timeout_seconds : float
        For each cell.
    on_cell : callable
        Called with (cells done, cells in all).

    Raises
    ------
    AtelierError
        With exit code 2 if the file is no notebook of the course, or there is no such exercise in it.
    """
    path = Path(path)
    notebook = read_course_notebook(path)
    set_language(notebook.metadata.atelier.lang)
    original, remark = find_original(path, notebook)
    tests = [cell for cell in (original or notebook).cells if is_test(cell)]
    if exercise:
        tests = _choose_tests(tests, exercise)
        notebook.cells = [cell for cell in notebook.cells if _concerns(cell, exercise)]
    remarks = [remark, *_remark_on_cells(notebook, original)]
    _restore_locked_cells(notebook, original)
    notebook.cells = [
        cell
        for cell in notebook.cells
        if cell.cell_type == "code" and not SKIPPED_TAGS.intersection(cell.metadata.get("tags", ()))
    ]
    runs = run_cells(
        notebook,
        folder=path.resolve().parent,
        timeout_seconds=timeout_seconds,
        variables={"ATELIER_PACE": "quick"},
        on_cell=on_cell,
    )
    by_name = {name_of(cell): run for cell, run in zip(notebook.cells, runs, strict=True)}
    rows = tuple(_judge(test, by_name, timeout_seconds) for test in tests)
    remarks += _remark_on_setup(notebook, by_name)
    return Report(notebook.metadata.atelier.chapter, notebook.metadata.atelier.lang, rows, tuple(filter(None, remarks)))


# ----------------------------------------------------------------------------------------------- choosing


def _choose_tests(tests: list[NotebookNode], exercise: str) -> list[NotebookNode]:
    """Return an exercise's tests.

    Raises
    ------
    AtelierError
        If there are none.
    """
    chosen = [cell for cell in tests if exercise_of(name_of(cell)) == exercise]
    if not chosen:
        names = ", ".join(dict.fromkeys(exercise_of(name_of(cell)) for cell in tests))
        raise AtelierError(
            text(
                fr=f"validate : --exercise doit être l'un des exercices du carnet ; reçu {exercise!r}.",
                en=f"validate: --exercise must be one of the notebook's exercises; got {exercise!r}.",
            ),
            text(fr=f"Ce sont : {names}.", en=f"They are: {names}."),
            exit_code=2,
        )
    return chosen


def _concerns(cell: NotebookNode, exercise: str) -> bool:
    """Say whether a cell matters to an exercise: its own, the setup, and what the student added."""
    noted = grading(cell)
    return not (noted.get("solution") or noted.get("grade")) or exercise_of(name_of(cell)) == exercise


# ---------------------------------------------------------------------------------------------- comparing


def _restore_locked_cells(notebook: NotebookNode, original: NotebookNode | None) -> None:
    """Put the course's text in the place of whatever stands in its setup and test cells."""
    sources = {name_of(cell): cell.source for cell in original.cells if grading(cell).get("locked")} if original else {}
    for cell in notebook.cells:
        cell.source = sources.get(name_of(cell), cell.source)


def _remark_on_cells(notebook: NotebookNode, original: NotebookNode | None) -> list[str]:
    """Name the locked cells that were changed, and count the questions that have no answer yet."""
    handed_out = {name_of(cell): cell.source for cell in original.cells} if original else {}

    def differs(cell: NotebookNode) -> bool:
        return cell.source != handed_out[name_of(cell)] if name_of(cell) in handed_out else is_changed(cell)

    changed = [name_of(cell) for cell in notebook.cells if grading(cell).get("locked") and differs(cell)]
    questions = [cell for cell in notebook.cells if is_question(cell)]
    untouched = [cell for cell in questions if not differs(cell)]
    remarks = []
    if changed:
        names = ", ".join(changed)
        remarks.append(
            text(
                fr=f"Cellules du cours modifiées : {names}. C'est leur texte d'origine qui compte.",
                en=f"Cells of the course that were changed: {names}. Their original text is what counts.",
            )
        )
    if untouched:
        remarks.append(
            text(
                fr=f"Questions encore sans réponse : {len(untouched)} sur {len(questions)}.",
                en=f"Questions without an answer yet: {len(untouched)} of {len(questions)}.",
            )
        )
    return remarks


def _remark_on_setup(notebook: NotebookNode, runs: dict[str, CellRun]) -> list[str]:
    failed = [
        runs[name_of(cell)]
        for cell in notebook.cells
        if grading(cell).get("locked") and not is_test(cell) and runs[name_of(cell)].state == "error"
    ]
    return [
        text(
            fr=f"La cellule de préparation échoue ({_first_line(run)}). Lancez « {spell('doctor')} ».",
            en=f"The setup cell fails ({_first_line(run)}). Run '{spell('doctor')}'.",
        )
        for run in failed
    ]


# ------------------------------------------------------------------------------------------------ judging


def _judge(test: NotebookNode, runs: dict[str, CellRun], timeout_seconds: float) -> Row:
    name, points = name_of(test), float(grading(test).get("points", 0))
    if name not in runs:
        message = text(
            fr="ce test n'est plus dans le carnet : recopiez-le depuis l'original",
            en="this test is no longer in the notebook: copy it back from the original",
        )
        return Row(name, points, "missing", message)
    run = runs[name]
    if run.state == "ok":
        return Row(name, points, "passed")
    exercise = exercise_of(name)
    answer = runs.get(exercise)
    if _is_unwritten(run) or (answer is not None and _is_unwritten(answer)):
        return Row(name, points, "unwritten", text(fr="reste à écrire", en="still to be written"))
    if answer is None:
        message = text(
            fr=f"la cellule de réponse « {exercise} » manque", en=f"the answer's cell '{exercise}' is missing"
        )
    elif answer is not None and answer.state not in ("ok", "not reached"):
        # What follows from it would only hide the cause.
        reason = _explain(answer, timeout_seconds)
        message = text(fr=f"la cellule de réponse échoue : {reason}", en=f"the answer's cell fails: {reason}")
    else:
        message = _explain(run, timeout_seconds)
    return Row(name, points, "failed", message)


def _explain(run: CellRun, timeout_seconds: float) -> str:
    match run.state:
        case "timeout":
            return text(
                fr=f"arrêté après {timeout_seconds:g} s ; une boucle sans fin ?",
                en=f"stopped after {timeout_seconds:g} s; an endless loop?",
            )
        case "dead":
            return text(
                fr="le noyau s'est arrêté pendant cette cellule ; trop de mémoire ?",
                en="the kernel died in this cell; out of memory?",
            )
        case "not reached":
            return text(fr="pas atteint : le noyau n'était plus là", en="not reached: the kernel was gone")
    return _first_line(run)


def _is_unwritten(run: CellRun) -> bool:
    return run.error_name == "NotImplementedError"


def _first_line(run: CellRun) -> str:
    first = run.error_text.strip().split("\n")[0].removeprefix("✗ ")
    return first if run.error_name == "Failure" else f"{run.error_name}: {first}".rstrip(": ")
