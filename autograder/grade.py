"""Grade a class: find what was handed in, run the stages on several at a time, write down the marks."""

import multiprocessing
import signal
import socket
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from autograder.build import Chapter
from autograder.cores import count_cores
from autograder.course_folder import Course
from autograder.execution import Limits
from autograder.gradebook import open_gradebook
from autograder.graded_notebook import compose
from autograder.judgement.answers import judge_nothing
from autograder.record import write_record
from autograder.results import compute_key, load_result, save_result
from autograder.run_submission import Tests, run_submission
from autograder.sanitise import sanitise
from autograder.sanitise.finding import find_notebook
from autograder.sanitise.timestamps import read_timestamp
from autograder.stages import Execution, Flag, Outcome, Record, Submission
from helpers.errors import AtelierError
from helpers.language import Language

Work = Callable[[], Record]


@dataclass
class Summary:
    """What a run of `grade` did.

    Attributes
    ----------
    records : list of Record
        One a submission, graded now or before.
    n_graded, n_written : int
        Submissions that were run now, and that changed the gradebook.
    problems : list of str
        What went wrong in the grader itself: "student/chapter: reason".
    """

    records: list[Record] = field(default_factory=list)
    n_graded: int = 0
    n_written: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def n_unreadable(self) -> int:
        """Submissions that are not a notebook of their chapter."""
        return sum(any(flag.kind == "unreadable" for flag in record.flags) for record in self.records)


def grade_course(
    course: Course,
    names: Sequence[str] = (),
    *,
    jobs: int | None = None,
    regrade: bool = False,
    limits: Limits | None = None,
    tests: Tests = "sealed",
    executor: Executor | None = None,
) -> Summary:
    """Grade the submissions of a course; what was graded before, and has not changed, is taken from results/.

    Parameters
    ----------
    course : Course
        The course folder.
    names : sequence of str
        Chapters; all of them when empty.
    jobs : int, optional
        Submissions at a time; by default one a core.
    regrade : bool
        Run everything again.
    limits : Limits, optional
        Seconds and characters; by default the course's.
    tests : {"sealed", "in-kernel"}
        Where the tests run: in a process of their own, or in the student's.
    executor : Executor, optional
        Where submissions run; by default processes of this machine. Threads will not do: the language of the cards,
        the warnings and the standard output belong to a process.

    Returns
    -------
    Summary
        One submission that breaks the grader is noted there and does not stop the class.

    Raises
    ------
    AtelierError
        If tests are to be sealed on a system without Unix sockets.
    """
    if tests == "sealed" and not hasattr(socket, "AF_UNIX"):
        message = "grade: sealed tests need Unix sockets, which Python does not have on this system."
        raise AtelierError(message, "On Windows, grade in WSL2; or see 'atelier grade --help' for --tests in-kernel.")
    summary = Summary()
    chapters = {chapter.name: chapter for chapter in course.read_chapters(names)}
    places = find_submissions(course, chapters)
    pool = executor or make_pool(jobs or count_cores())
    try:
        with open_gradebook(course.db_url) as gradebook, _show_progress(len(places)) as advance:
            graded = _grade_all(course, chapters, places, pool, limits or course.limits, tests, regrade)
            for record, is_new in graded:
                try:
                    if is_new:
                        save_result(course, record)
                    summary.n_written += write_record(gradebook, course.root, record, chapters[record.chapter])
                    problem = record.problem
                except Exception as error:  # the next student's marks do not depend on this one's
                    problem = f"{type(error).__name__}: {error}"
                if problem:
                    summary.problems.append(f"{record.student}/{record.chapter}: {problem.splitlines()[-1]}")
                summary.records.append(record)
                summary.n_graded += is_new
                advance(summary.n_unreadable + len(summary.problems))
    finally:
        if executor is None:
            pool.shutdown(wait=False, cancel_futures=True)
    return summary


def _grade_all(
    course: Course,
    chapters: dict[str, Chapter],
    places: Iterable[tuple[str, str]],
    pool: Executor,
    limits: Limits,
    tests: Tests,
    regrade: bool,
) -> Iterator[tuple[Record, bool]]:
    """Yield each record, and whether it is new, as soon as it is there."""
    jobs: dict[Future[Record], tuple[str, str, Work]] = {}
    for student, name in places:
        try:
            submission = read_submission(course, student, chapters[name])
        except OSError:
            yield _give_up(student, chapters[name], course.lang), True
            continue
        key = compute_key(submission, chapters[name], course, limits, tests)
        stored = None if regrade else load_result(course, student, name)
        if stored and stored.key == key and not stored.problem:
            yield stored, False
        else:
            options = {"lang": course.lang, "limits": limits, "tests": tests}
            work = partial(grade_submission, submission, chapters[name], key, **options)
            jobs[_submit(pool, work)] = (student, name, work)
    for job in as_completed(jobs):
        student, name, work = jobs[job]
        try:
            yield _get(job, work), True
        except Exception:  # a worker that died; what goes wrong inside is in the record
            yield _give_up(student, chapters[name], course.lang), True


def _submit(pool: Executor, work: Work) -> Future[Record]:
    try:
        return pool.submit(work)
    except BrokenExecutor as error:  # a submission before this one took the pool with it
        job: Future[Record] = Future()
        job.set_exception(error)
        return job


def _get(job: Future[Record], work: Work) -> Record:
    """Return a job's record; when the pool broke under it, whoever's fault that was, try again on its own."""
    try:
        return job.result()
    except BrokenExecutor:
        with make_pool(1) as alone:
            return alone.submit(work).result()


def grade_submission(
    submission: Submission,
    chapter: Chapter,
    key: str,
    *,
    lang: Language,
    limits: Limits | None = None,
    tests: Tests = "sealed",
) -> Record:
    """Take one submission through all stages but the last; never raises.

    What goes wrong in the grader itself is in the record's `problem`, with 0 points.
    """
    try:
        return _grade(submission, chapter, key, lang, limits or Limits(), tests)
    except Exception:
        return _give_up(submission.student, chapter, lang)


def _grade(submission: Submission, chapter: Chapter, key: str, lang: Language, limits: Limits, tests: Tests) -> Record:
    sanitised = sanitise(submission, chapter, lang=lang)
    execution, verdicts = run_submission(sanitised, chapter, limits, tests=tests)
    notebook = compose(sanitised, execution, verdicts, chapter, key=key)
    return Record(
        student=submission.student,
        chapter=chapter.name,
        lang=sanitised.lang,
        key=key,
        verdicts=verdicts,
        notebook=notebook,
        flags=sanitised.flags,
        timestamp=submission.timestamp,
        seconds=execution.seconds,
    )


def _give_up(student: str, chapter: Chapter, lang: Language) -> Record:
    """Return a record of 0 points for what the grader itself could not do; call it while handling the error."""
    problem = traceback.format_exc()
    empty = sanitise(Submission(student, chapter.name, b""), chapter, lang=lang)
    verdicts = judge_nothing(chapter, lang, Outcome.NOT_GRADED)
    notebook = compose(empty, Execution(student, chapter.name, ()), verdicts, chapter, key="")
    flags = (Flag("grader_problem"),)
    return Record(student, chapter.name, lang, "", verdicts, notebook, flags, problem=problem)


# ------------------------------------------------------------------------------------------- submissions


def find_submissions(course: Course, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return (student, chapter) of what lies in submitted/ for these chapters, in order."""
    root, names = course.root / "submitted", set(names)
    found = sorted(path.relative_to(root).parts for path in root.glob("*/*") if path.is_dir())
    return [(student, name) for student, name in found if name in names and not student.startswith(".")]


def read_submission(course: Course, student: str, chapter: Chapter) -> Submission:
    """Read a student's notebook, whatever it is called, and its date; a notebook that is missing is empty."""
    folder = course.root / "submitted" / student / chapter.name
    content, flags = find_notebook(folder, chapter)
    timestamp, more_flags = read_timestamp(folder / "timestamp.txt")
    return Submission(student, chapter.name, content, timestamp, (*flags, *more_flags))


def make_pool(n_processes: int) -> Executor:
    """Return a pool of processes that hold none of this one's state, its gradebook least of all."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":  # what they all import is imported once
        context.set_forkserver_preload([__name__])
    return ProcessPoolExecutor(n_processes, mp_context=context, initializer=_leave_quietly)


def _leave_quietly() -> None:
    """On Ctrl-C let a worker end its kernel and go, without a traceback."""
    signal.signal(signal.SIGINT, lambda number, frame: sys.exit(130))


@contextmanager
def _show_progress(total: int) -> Iterator[Callable[[int], None]]:
    """Show a bar with the failures so far; it vanishes at the end, and is not there in files and pipes."""
    console = Console(stderr=True)
    columns = (TextColumn("grading"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(
        *columns,
        TextColumn("{task.fields[note]}"),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        bar = progress.add_task("grading", total=total, note="")
        yield lambda n_failed: progress.update(
            bar, advance=1, note=f"{n_failed} unreadable or failed" if n_failed else ""
        )
