"""Read the corpus, make submissions of it, and hold what came back against what each file states."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode
from nbgrader.utils import determine_grade

from autograder.build import Chapter, read_chapter, student_notebook
from autograder.hidden_lines import find_hidden_lines
from autograder.stages import Record, Submission

FOLDER = Path(__file__).parent
ROOT = FOLDER.parents[2]
TARGET = "01_target"
FAMILIES = ("lies", "patches", "reads", "kills", "files", "limits", "honest")
KEYS = {"on", "earns", "outcome", "unlocked", "says", "flags", "alone", "chapter"}
ACTIONS = {"answer", "before", "after", "edit"}


@dataclass(frozen=True)
class Attack:
    """One file of the corpus; what its keys mean is said in the package's docstring."""

    name: str
    on: tuple[str, ...]
    earns: float
    outcomes: frozenset[str]
    unlocked: frozenset[str]
    says: str
    flags: frozenset[str]
    alone: bool
    chapter: str
    steps: tuple[tuple[str, Any, str], ...]


@cache
def load_chapter(name: str) -> Chapter:
    """Read the chapter that an attack is made on."""
    return read_chapter(FOLDER / f"{TARGET}.py" if name == TARGET else ROOT / "solutions" / f"{name}.py")


def read_corpus() -> list[Attack]:
    """Read all files."""
    return [read_attack(path) for family in FAMILIES for path in sorted((FOLDER / family).glob("*.py"))]


def read_attack(path: Path) -> Attack:
    """Read one file, and refuse one that states too little or does nothing."""
    head, *cells = jupytext.read(path, fmt="py:percent").cells
    keys = _keys(head)
    name = f"{path.parent.name}/{path.stem}"
    assert head.cell_type == "markdown" and head.source.strip(), f"{name}: begin with what it does, and why"
    assert {"on", "earns"} <= set(keys) <= KEYS, f"{name}: {sorted(keys)}"
    steps = []
    for cell in cells:
        ((action, target),) = _keys(cell).items()
        assert action in ACTIONS, f"{name}: {action}"
        steps.append((action, target, cell.source))
    chapter = keys.get("chapter", TARGET)
    exercises = tuple(cell.name for cell in load_chapter(chapter).solutions)
    on = exercises if keys["on"] == "*" else tuple(keys["on"].split())
    assert set(on) <= set(exercises), name
    return Attack(
        name=name,
        on=on,
        earns=float(keys["earns"]),
        outcomes=(outcomes := frozenset(filter(None, keys.get("outcome", "").split("|")))),
        unlocked=frozenset(keys["unlocked"].split("|")) if "unlocked" in keys else outcomes,
        says=keys.get("says", ""),
        flags=frozenset(keys.get("flags", "").split()),
        alone=keys.get("alone", False),
        chapter=chapter,
        steps=tuple(steps),
    )


def _keys(cell: NotebookNode) -> dict[str, Any]:
    return {key: value for key, value in cell.metadata.items() if key != "lines_to_next_cell"}


# --------------------------------------------------------------------------------------------- submissions


def share_out(attacks: Iterable[Attack]) -> list[list[Attack]]:
    """Put attacks on different exercises, which do not disturb each other, into one submission."""
    packs: list[list[Attack]] = []
    for attack in attacks:
        fitting = (pack for pack in packs if not attack.alone and _fits(attack, pack))
        pack = next(fitting, None)
        if pack is None:
            packs.append([attack])
        else:
            pack.append(attack)
    return packs


def _fits(attack: Attack, pack: list[Attack]) -> bool:
    taken = {name for one in pack for name in one.on}
    return not pack[0].alone and pack[0].chapter == attack.chapter and not taken & set(attack.on)


def make_right_notebook(chapter: Chapter) -> NotebookNode:
    """Return the notebook of a student who did everything right."""
    notebook = student_notebook(chapter, "en")
    answers = {cell.cell_id: cell.full for cell in chapter.solutions}
    answers |= {cell.cell_id: "Because." for cell in chapter.answers}
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    return notebook


def make_submission(pack: list[Attack]) -> Submission:
    """Make the right notebook worse, step by step."""
    chapter = load_chapter(pack[0].chapter)
    notebook = make_right_notebook(chapter)
    rewrites = []
    for action, target, source in (step for attack in pack for step in attack.steps):
        if action == "answer":
            find(notebook, target).source = source
        elif action == "edit":
            made: dict[str, Any] = {}
            exec(source, made)
            if "edit" in made:
                made["edit"](notebook)
            else:
                rewrites.append(made["rewrite"])
        else:
            place = notebook.cells.index(find(notebook, target)) + (action == "after")
            notebook.cells.insert(place, nbformat.v4.new_code_cell(source))
    content = json.dumps(notebook).encode()  # nbformat would not write what some attacks make
    for rewrite in rewrites:
        content = rewrite(content)
    return Submission("mallory", chapter.name, content)


def find(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    """Return the cell of this id."""
    return next(cell for cell in notebook.cells if cell.get("id") == cell_id)


# ------------------------------------------------------------------------------------------------ verdicts


def find_wrongs(attack: Attack, pack: list[Attack], record: Record) -> list[str]:
    """Return what is not as an attack's file states, and what may not be whatever it states."""
    chapter = load_chapter(attack.chapter)
    about = [verdict for verdict in record.verdicts if verdict.exercise in attack.on]
    earned = sum(verdict.earned or 0.0 for verdict in about)
    seen = {str(verdict.outcome) for verdict in about if not verdict.earned}
    shown = [(str(verdict.outcome), verdict.earned, verdict.message) for verdict in about]
    expected = attack.unlocked if record.sandbox == "none" else attack.outcomes
    wrongs = []
    if earned != attack.earns:
        wrongs.append(f"earns {earned:g} instead of {attack.earns:g}: {shown}")
    if not seen <= expected or bool(seen) != bool(expected):
        wrongs.append(f"ends as {seen} instead of {set(expected)}: {shown}")
    if attack.says and not re.search(attack.says, _read_outputs(record.notebook)):
        wrongs.append(f"does not say {attack.says!r}: {_read_outputs(record.notebook)!r}")
    if not attack.flags <= set(map(str, record.flags)):
        wrongs.append(f"has the flags {[*map(str, record.flags)]}")
    return wrongs + find_harm(pack, record, chapter)


def find_harm(pack: list[Attack], record: Record, chapter: Chapter) -> list[str]:
    """Return what no submission may bring about."""
    attacked = {name for attack in pack for name in attack.on}
    others = [v for v in record.verdicts if v.exercise not in attacked and v.earned is not None]
    lost = [] if len(attacked) == len(chapter.solutions) else [v for v in others if v.earned < v.points]
    wrongs = [f"{v.cell_id} lost its points: {v.outcome}: {v.message}" for v in lost]
    if record.problem:
        wrongs.append(f"breaks the grader: {record.problem}")
    verdicts = {verdict.cell_id: verdict for verdict in record.verdicts}
    tests = [cell for cell in chapter.tests if cell.cell_id in verdicts]
    if len(tests) != len(chapter.tests):
        wrongs.append(f"has verdicts on {sorted(verdicts)} only")
    for test in tests:
        cell = find(nbformat.from_dict(record.notebook), test.cell_id)
        if determine_grade(cell) != (verdicts[test.cell_id].earned, test.points):
            wrongs.append(f"nbgrader sees {determine_grade(cell)} for {test.cell_id}")
    words = json.dumps(record.to_json(), ensure_ascii=False)
    leaked = [line for line in find_hidden_lines(chapter) if any(form in words for form in _disguise(line))]
    if leaked:
        wrongs.append(f"shows hidden lines: {leaked}")
    if '"text/html"' in words or '"application/' in words:
        wrongs.append("carries HTML or code to the reader's browser")
    return wrongs


def _disguise(line: str) -> tuple[str, ...]:
    """Return a secret in the forms in which the attacks print what they find."""
    return line, line[::-1], line.encode().hex()


def _read_outputs(notebook: dict[str, Any]) -> str:
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    return "\n".join(output.get("text", "") for output in outputs)
