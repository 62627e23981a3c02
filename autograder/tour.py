"""The tour: a whole class made up, graded and reported in build/tour, each mark held against its prediction."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.attempts import read_attempts
from autograder.course_folder import ROOT, Course, init_course
from autograder.execution.limits import Limits
from autograder.execution.owner import Mode
from autograder.execution.sandbox import choose_sandbox
from autograder.flags import describe_flags
from autograder.grade import describe_sandbox, grade_course
from autograder.marks import Score, read_scores
from autograder.report import write_report
from autograder.report_page import summarise
from autograder.simulated_class import Simulated, simulate_class
from helpers.command import spell
from helpers.errors import AtelierError

CHAPTER = "01_neuron"
# Nothing right in this class takes a second; what hangs, hangs.
LIMITS = Limits(cell_seconds=10.0, test_seconds=4.0, grace_seconds=1.0)


def run_tour(
    *,
    folder: Path = ROOT / "build" / "tour",
    solutions: Path = ROOT / "solutions",
    mutants: Path = ROOT / "tests" / "course" / "mutants",
    chapter_name: str = CHAPTER,
    jobs: int | None = None,
    console: Console | None = None,
) -> bool:
    """Make the class, grade it, report on it, print the table; return whether every mark is the predicted one.

    Parameters
    ----------
    folder : Path
        Removed and made again.
    solutions, mutants : Path
        The sources, and the known mistakes.
    chapter_name : str
        The chapter.
    jobs : int, optional
        Submissions at a time.
    console : Console, optional
        Where the table goes.
    """
    console = console or Console()
    attempts = read_attempts(mutants / f"{chapter_name}.py")
    shutil.rmtree(folder, ignore_errors=True)
    console.print(f"A course for chapter {chapter_name} in {folder} …")
    course = init_course(folder, [chapter_name], lang="fr", solutions=solutions, limits=LIMITS)
    (chapter,) = course.read_chapters()
    students = simulate_class(chapter, attempts)
    hand_in(course, students, chapter.name, chapter.notebook_name)
    console.print(f"{len(students)} students hand in their notebooks; now they are graded …")
    mode = find_sandbox(console)
    console.print(describe_sandbox(mode), highlight=False)
    summary = grade_course(course, jobs=jobs, sandbox=mode)
    page = write_report(course).page
    scores = {submission[0].student: submission for submission in read_scores(course)}
    wrong = [student.student for student in students if not _is_right(student, scores.get(student.student))]
    console.print(make_table(students, scores))
    _print_next(console, course, page, students[3].student, chapter_name)
    for problem in summary.problems:
        console.print(f"The grader itself failed: {problem}")
    if wrong:
        console.print(f"[bold red]Not the predicted mark: {', '.join(wrong)}.[/]")
    return not wrong and not summary.problems


def find_sandbox(console: Console) -> Mode:
    """Return the sandbox to use; this class is ours, so where there is none, none will do."""
    try:
        return choose_sandbox("auto")
    except AtelierError as error:
        console.print(f"No sandbox here, and for the tour none is needed: {error.message}", highlight=False)
        return "none"


def hand_in(course: Course, students: Sequence[Simulated], chapter: str, notebook: str) -> None:
    """Write the students' files where nbgrader expects submissions."""
    for student in students:
        path = course.root / "submitted" / student.student / chapter / f"{notebook}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(student.content)


def make_table(students: Sequence[Simulated], scores: dict[str, Sequence[Score]]) -> Table:
    """Return the class as a table: made from, expected, got, reasons."""
    table = Table(title="The class", caption="Points by machine + points that wait for a human.")
    table.add_column("student", no_wrap=True)
    table.add_column("made from")
    table.add_column("expected", justify="right", no_wrap=True)
    table.add_column("got", justify="right", no_wrap=True)
    table.add_column("reasons")
    for student in students:
        found = scores.get(student.student, ())
        got = _points(sum(score.earned for score in found), sum(score.to_mark for score in found))
        style = "green" if _is_right(student, found) else "bold red"
        lost = [score for score in found if score.outcome not in ("passed", "to_mark")]
        expected = _points(student.earned, student.to_mark)
        flags = "; ".join(describe_flags((flag for score in found for flag in score.flags), "en"))
        reasons = summarise(lost, "en") + (f" [dim]{flags}[/]" if flags else "")
        table.add_row(student.student, student.made_from, expected, f"[{style}]{got}[/]", reasons)
    return table


def _is_right(student: Simulated, scores: Sequence[Score] | None) -> bool:
    earned, to_mark = (
        sum(score.earned for score in scores or ()),
        sum(score.to_mark for score in scores or ()),
    )
    return bool(scores) and (earned, to_mark) == (student.earned, student.to_mark)


def _points(earned: float, to_mark: float) -> str:
    return f"{earned:g} + {to_mark:g}"


def _print_next(console: Console, course: Course, page: Path, student: str, chapter: str) -> None:
    feedback = course.root / "feedback" / student / chapter / f"{chapter[3:]}.html"
    rows = {
        "the class on one page": page,
        "scores": page.with_name("scores.csv"),
        "what one student reads": feedback,
        "marking schemes": course.root / "marking_schemes" / f"{chapter}.html",
    }
    for what, path in rows.items():
        console.print(f"  {what:<24} {_short(path)}", soft_wrap=True, highlight=False)
    submitted, again = _short(course.root / "submitted"), spell("grade", Path(_short(course.root)))
    lines = (
        f"\nNext: change a notebook in {submitted}, then run '{again}': only that one is graded again.",
        f"Then make a course of your own: {spell('init ~/my_course --lang en')}",
    )
    console.print(*lines, sep="\n", soft_wrap=True, highlight=False)


def _short(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def check_clone() -> None:
    """Refuse where there is no repository to make the class from."""
    if not (ROOT / "solutions").is_dir():
        message = f"tour: {ROOT} must hold the folder solutions; it is not there."
        raise AtelierError(message, "Run the tour in a clone of the repository.", exit_code=2)
