"""Grade a class: run the stages on several submissions at a time, write down the marks, lose nothing."""

import socket
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from functools import partial

import filelock

from autograder.build import Chapter
from autograder.class_run import ClassRun, Summary
from autograder.cores import count_cores
from autograder.course_folder import Course
from autograder.execution.limits import Limits
from autograder.execution.owner import Mode
from autograder.execution.sandbox import choose_sandbox
from autograder.execution.start import start_shared
from autograder.files import remove_abandoned_parts
from autograder.grade_submission import compute_deadline, grade_submission, prepare_worker
from autograder.interrupts import catch_interrupts
from autograder.pool import WorkerPool
from autograder.run_submission import Tests
from autograder.scratch import get_scratch
from helpers.command import spell
from helpers.errors import AtelierError

_PLACES = {
    "fork": "Students' code runs in a sandbox (namespaces), in kernels that start warm.",
    "bwrap": "Students' code runs in a sandbox (bubblewrap), in kernels that start cold: some seconds each.",
    "none": "Students' code runs WITHOUT a sandbox, with your rights: it can read, write and send what you can.",
}
_AGENT = "autograder.judgement.preload"
LOCK, WRITTEN = ".grade.lock", ("results", "autograded")


def grade_course(
    course: Course,
    names: Sequence[str] = (),
    *,
    jobs: int | None = None,
    regrade: bool = False,
    limits: Limits | None = None,
    tests: Tests = "sealed",
    sandbox: Mode | None = None,
    experiments: bool = False,
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
        Seconds, bytes and characters; by default the course's.
    tests : {"sealed", "in-kernel"}
        Where the tests run: in a process of their own, or in the student's.
    sandbox : {"fork", "bwrap", "none"}, optional
        Where students' code runs; by default in the best sandbox of this machine, which must have one.
    experiments : bool
        Whether to run the experiments.
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
        If tests are to be sealed on a system without Unix sockets, there is no such sandbox, another run is at work
        in the course, or nothing can be written.
    KeyboardInterrupt
        If Ctrl-C or SIGTERM came. What was finished is kept.
    """
    if tests == "sealed" and not hasattr(socket, "AF_UNIX"):
        message = "grade: sealed tests need Unix sockets, which Python does not have on this system."
        hint = f"On Windows, grade in WSL2; or see '{spell('grade --help')}' for --tests in-kernel."
        raise AtelierError(message, hint)
    chapters = {chapter.name: chapter for chapter in course.read_chapters(names)}
    limits = limits or course.limits
    mode = sandbox or choose_sandbox("auto")
    options = {"limits": limits, "tests": tests, "sandbox": mode, "experiments": experiments}
    with ExitStack() as stack:
        stack.enter_context(_lock(course))
        is_stopping = stack.enter_context(catch_interrupts())
        for name in WRITTEN:
            remove_abandoned_parts(course.root / name)
        if executor is None:
            jobs = jobs or count_cores()
            deadline = max((compute_deadline(chapter, limits) for chapter in chapters.values()), default=None)
            executor = make_pool(jobs, mode, chapters.values(), deadline_seconds=deadline)
            stack.callback(executor.stop)
        run = ClassRun(course, chapters, executor, options, regrade, is_stopping)
        return run.grade_all(n_ahead=2 * (jobs or count_cores()))


def describe_sandbox(mode: Mode) -> str:
    """Return in a sentence where students' code runs."""
    return _PLACES[mode]


def make_pool(
    n_workers: int, sandbox: Mode, chapters: Iterable[Chapter] = (), *, deadline_seconds: float | None = None
) -> WorkerPool:
    """Return processes to grade in: with none of this one's state, and imported once what the chapters import."""
    modules = sorted({name for chapter in chapters for name in chapter.modules})
    if modules:  # none: all that any chapter may want
        modules.insert(0, _AGENT)
    zygote = start_shared(sandbox, modules)
    prepare = partial(prepare_worker, get_scratch(), sandbox, modules, zygote and zygote.share())
    module = grade_submission.__module__
    return WorkerPool(n_workers, deadline_seconds=deadline_seconds, prepare=prepare, preload=module, companion=zygote)


@contextmanager
def _lock(course: Course) -> Iterator[None]:
    """Have the course to oneself: its results and graded notebooks have one writer."""
    try:
        with filelock.FileLock(course.root / LOCK, timeout=0):
            yield
    except filelock.Timeout:
        message = f"grade: another 'atelier grade' is at work in {course.root}."
        raise AtelierError(message, "Wait until it has ended, or stop it with Ctrl-C.") from None
