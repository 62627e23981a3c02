"""A class of made-up students: the solution with known mistakes in it, each with its predicted mark."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import nbformat
from nbformat import NotebookNode

from autograder.attempts import Attempt
from autograder.build import Chapter, student_notebook
from autograder.build.names import bound_names
from helpers.language import Language

EXIT = "import os; os._exit(1)"
# What a cheat answers: an object that claims to be whatever is expected, and a function that silences all checks.
EQUAL_TO_ALL = """\
class Right(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __array__ = lambda self, *args, **kwargs: self
    shape = dtype = property(lambda self: self)
    __hash__ = float.__hash__

def {}(*args, **kwargs):
    return Right(1)
"""
NO_TESTS = "vars(expect).update({name: lambda *args, **kwargs: None for name in expect.__all__})"

Edit = Callable[[NotebookNode], None]
_ANSWERS = {
    "fr": "Aucune droite ne sépare les deux groupes : c'est écrit ici pour que quelqu'un le note.",
    "en": "No straight line separates the two groups: this is written here for somebody to mark.",
}


@dataclass(frozen=True)
class Simulated:
    """A student: the notebook, how it was made, and the points it must get by machine and leave to mark by hand."""

    student: str
    made_from: str
    content: bytes
    earned: float
    to_mark: float


def simulate_class(chapter: Chapter, attempts: Iterable[Attempt]) -> list[Simulated]:
    """Return the class.

    The mistakes are made in exercises with a single test, so that their price is known before anything runs.

    Parameters
    ----------
    chapter : Chapter
        With at least two exercises of one test each.
    attempts : iterable of Attempt
        At least one mutant of each of these.
    """
    attempts = list(attempts)
    single = [cell.name for cell in chapter.solutions if len(chapter.tests_of(cell.name)) == 1]
    mutants = [next(one for one in attempts if (one.kind, one.exercise) == ("mutant", name)) for name in single]
    variants = {one.exercise: one for one in attempts if one.kind == "variant"}
    first, last = single[0], single[-1]
    first_mutant, *_, last_mutant = mutants
    make = _Maker(chapter)
    return [
        make("amina.benali", "fr", "the solution", []),
        make("brian.oconnor", "en", "the solution", []),
        make("chloe.martin", "fr", "another right answer to each exercise", [answer(v) for v in variants.values()]),
        make("dmitri.volkov", "en", f"mistake {_title(first_mutant)}", [answer(first_mutant)], {first}),
        make("elise.dupont", "fr", f"mistake {_title(last_mutant)}", [answer(last_mutant)], {last}),
        make("farid.haddad", "fr", "a mistake in each of them", [answer(one) for one in mutants], {*single}),
        make("grace.kim", "en", "no open question answered", [write_nothing], unanswered=True),
        make.untouched("hugo.bernard", "fr"),
        make.untouched("ines.costa", "en"),
        make("jonas.weber", "en", f"a syntax error: {first}", [replace(first, "def broken(:")], {first}),
        make("karim.ziani", "fr", f"an endless loop: {last}", [break_with(chapter, last, "while True: pass")], {last}),
        make("lea.moreau", "en", f"the test of {first} deleted", [delete(f"{first}-test-1")]),
        make("mateo.garcia", "fr", f"the answer {first} deleted", [delete(first)], {first}),
        make("nadia.rossi", "en", f"the cell of {last} raises", [prepend(last, "raise OSError('no disk')")], {last}),
        make("oscar.lind", "fr", f"{first} prints a lot", [prepend(first, "print('word ' * 20_000)")]),
        make("paula.novak", "en", f"no {last}, its test emptied", [forget(chapter, last), empty_test(last)], {last}),
        make("quentin.roy", "fr", f"{first} twice, the right one executed last", [copy_wrong(first, first_mutant)]),
        make("rosa.silva", "en", f"{last} kills the kernel", [break_with(chapter, last, EXIT)], {last}),
        make("umar.diallo", "fr", f"cheat: {first} equals all", [replace(first, EQUAL_TO_ALL.format(first))], {first}),
        make("vera.lopes", "en", f"cheat: {last} rewrites the tests", [break_with(chapter, last, NO_TESTS)], {last}),
        Simulated("samuel.cohen", "an empty file", b"", 0.0, 0.0),
        Simulated("tara.singh", "a text file", b"Sorry, my dog ate it.\n", 0.0, 0.0),
    ]  # fmt: skip


class _Maker:
    """Makes students' notebooks of one chapter."""

    def __init__(self, chapter: Chapter) -> None:
        self.chapter = chapter

    def __call__(
        self,
        student: str,
        lang: Language,
        made_from: str,
        edits: Iterable[Edit],
        lost: Iterable[str] = (),
        *,
        unanswered: bool = False,
    ) -> Simulated:
        """Edit the solved notebook; `lost` names the exercises whose points go."""
        notebook = student_notebook(self.chapter, lang)
        answers = {cell.name: cell.full for cell in self.chapter.solutions}
        questions = {cell.name for cell in self.chapter.answers}
        for number, cell in enumerate(notebook.cells, start=1):
            cell.source = _ANSWERS[lang] if cell.id in questions else answers.get(cell.id, cell.source)
            if cell.cell_type == "code":
                cell.execution_count = number
        for edit in edits:
            edit(notebook)
        lost = set(lost)
        earned = sum(cell.points for cell in self.chapter.tests if cell.name not in lost)
        to_mark = 0.0 if unanswered else self.chapter.points[1]
        return Simulated(student, f"{made_from} ({lang})", nbformat.writes(notebook).encode(), earned, to_mark)

    def untouched(self, student: str, lang: Language) -> Simulated:
        """Hand in the notebook as it was given out."""
        content = nbformat.writes(student_notebook(self.chapter, lang)).encode()
        return Simulated(student, f"the untouched notebook ({lang})", content, 0.0, 0.0)


# ------------------------------------------------------------------------------------------------ edits


def answer(attempt: Attempt) -> Edit:
    """Answer an exercise with a mutant or a variant."""
    return replace(attempt.exercise, attempt.code)


def replace(cell_id: str, source: str) -> Edit:
    """Put other code into a cell."""

    def edit(notebook: NotebookNode) -> None:
        _find(notebook, cell_id).source = source

    return edit


def prepend(cell_id: str, line: str) -> Edit:
    """Put a line at the top of a cell."""

    def edit(notebook: NotebookNode) -> None:
        cell = _find(notebook, cell_id)
        cell.source = f"{line}\n{cell.source}"

    return edit


def delete(cell_id: str) -> Edit:
    """Delete a cell."""

    def edit(notebook: NotebookNode) -> None:
        notebook.cells.remove(_find(notebook, cell_id))

    return edit


def forget(chapter: Chapter, exercise: str) -> Edit:
    """Leave an exercise as it was given out."""
    return replace(exercise, next(cell.stub for cell in chapter.solutions if cell.name == exercise))


def break_with(chapter: Chapter, exercise: str, statement: str) -> Edit:
    """Define all names of an exercise as functions that run one statement."""
    (cell,) = (one for one in chapter.solutions if one.name == exercise)
    functions = (f"def {name}(*args, **kwargs):\n    {statement}" for name in sorted(bound_names(cell.full)))
    return replace(exercise, "\n\n".join(functions))


def empty_test(exercise: str) -> Edit:
    """Cheat: a test that tests nothing."""
    return replace(f"{exercise}-test-1", "print('all good')")


def copy_wrong(exercise: str, mutant: Attempt) -> Edit:
    """Leave a wrong answer below the right one, executed before it."""

    def edit(notebook: NotebookNode) -> None:
        right = _find(notebook, exercise)
        wrong = nbformat.from_dict({**right, "id": "copy", "source": mutant.code, "execution_count": 1})
        right.execution_count = 99
        notebook.cells.insert(notebook.cells.index(right) + 1, wrong)

    return edit


def write_nothing(notebook: NotebookNode) -> None:
    """Empty every open question."""
    for cell in notebook.cells:
        grading = cell.metadata.get("nbgrader", {})
        if grading.get("grade") and grading.get("solution"):
            cell.source = ""


def _find(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def _title(attempt: Attempt) -> str:
    return f"{attempt.exercise}/{attempt.name}"
