"""One run over a class: hand submissions to an executor, a bounded number at a time, and keep what comes back."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any

from autograder.build import Chapter
from autograder.course_folder import Course
from autograder.grade_submission import DISK_ERRORS, give_up, grade_submission
from autograder.gradebook import GradebookError, load_nbgrader, open_gradebook, wait_for_others
from autograder.progress import show_progress
from autograder.record import write_record
from autograder.results import compute_key, load_result, save_result
from autograder.stages import Record
from autograder.submissions import find_submissions, read_submission
from helpers.errors import AtelierError

Job = Future[Record]
_TICK_SECONDS, _BUSY_SECONDS = 0.2, 0.5


@dataclass
class Summary:
    """What a run of `grade` did.

    Attributes
    ----------
    n_graded, n_known, n_written : int
        Submissions that were run now, that had been run before, and that changed the gradebook.
    n_unreadable : int
        Submissions that are not a notebook of their chapter.
    problems : list of str
        What went wrong in the grader itself: "student/chapter: reason".
    """

    n_graded: int = 0
    n_known: int = 0
    n_written: int = 0
    n_unreadable: int = 0
    problems: list[str] = field(default_factory=list)


@dataclass
class ClassRun:
    """One run over a class.

    Attributes
    ----------
    course, chapters
        What is graded.
    executor : Executor
        Where submissions run.
    options : dict
        How: what both `compute_key` and `grade_submission` take.
    regrade : bool
        Whether to run everything again.
    is_stopping : callable
        Says whether to stop; then what is finished is kept, and KeyboardInterrupt raised.
    summary : Summary
        What has been done so far.
    """

    course: Course
    chapters: dict[str, Chapter]
    executor: Executor
    options: dict[str, Any]
    regrade: bool
    is_stopping: Callable[[], bool]
    summary: Summary = field(default_factory=Summary)
    _stack: ExitStack = field(default_factory=ExitStack, init=False)

    def grade_all(self, n_ahead: int) -> Summary:
        """Grade what was handed in, with a bounded number of jobs waiting."""
        threading.Thread(target=load_nbgrader, daemon=True).start()  # meanwhile the processes start
        places = find_submissions(self.course, self.chapters)
        with self._stack, show_progress(len(places)) as shown:
            for record, is_new in self._find_records(places, n_ahead, shown.refresh):
                has_failed = self._keep(record, is_new)
                shown.tally.count(is_new=is_new, has_failed=has_failed)
                shown.refresh()
        return self.summary

    @cached_property
    def _gradebook(self) -> Any:
        """The gradebook, opened when the processes are at work already."""
        opened = partial(open_gradebook, self.course.db_url, busy_seconds=_BUSY_SECONDS)
        return wait_for_others(lambda: self._stack.enter_context(opened()), self.is_stopping)

    def _keep(self, record: Record, is_new: bool) -> bool:
        """Write a record down; return whether the submission could not be graded."""
        problem = record.problem
        try:
            if is_new:
                save_result(self.course, record)
            chapter, gradebook = self.chapters[record.chapter], self._gradebook
            written = write_record(gradebook, self.course.root, record, chapter, is_stopping=self.is_stopping)
            self.summary.n_written += written
        except GradebookError:
            raise
        except Exception as error:  # the next student's marks do not depend on this one's
            if getattr(error, "errno", None) in DISK_ERRORS:
                message = f"grade: {self.course.root} must be writable; the system says: {error}."
                raise AtelierError(message, "Make room; the same command goes on, nothing is lost.") from error
            problem = f"{type(error).__name__}: {error}"
        if problem:
            self.summary.problems.append(f"{record.student}/{record.chapter}: {problem.splitlines()[-1]}")
        is_unreadable = any(flag.kind == "unreadable" for flag in record.flags)
        self.summary.n_unreadable += is_unreadable
        self.summary.n_graded += is_new
        self.summary.n_known += not is_new
        return bool(problem) or is_unreadable

    def _find_records(
        self, places: Sequence[tuple[str, str]], n_ahead: int, tick: Callable[[], None]
    ) -> Iterator[tuple[Record, bool]]:
        """Yield each record, and whether it is new, as soon as it is there."""
        jobs: dict[Job, tuple[str, Chapter]] = {}
        for student, name in places:
            while len(jobs) >= n_ahead:
                yield from self._take_finished(jobs, tick)
            chapter = self.chapters[name]
            try:
                submission = read_submission(self.course, student, chapter)
            except OSError:
                yield give_up(student, chapter, self.course.lang), True
                continue
            key = compute_key(submission, chapter, self.course, **self.options)
            stored = None if self.regrade else load_result(self.course, student, name)
            if stored and stored.key == key and not stored.problem:
                yield stored, False
            else:
                work = partial(grade_submission, submission, chapter, key, lang=self.course.lang, **self.options)
                jobs[self._submit(work)] = (student, chapter)
            if self.is_stopping():
                yield from self._take_finished(jobs, tick)
        while jobs:
            yield from self._take_finished(jobs, tick)

    def _take_finished(
        self, jobs: dict[Job, tuple[str, Chapter]], tick: Callable[[], None]
    ) -> Iterator[tuple[Record, bool]]:
        """Yield the records of jobs that have ended, or wait a little for one that does."""
        done, _ = wait(jobs, _TICK_SECONDS, FIRST_COMPLETED)
        tick()
        for job in done:
            student, chapter = jobs.pop(job)
            try:
                record = job.result()
            except AtelierError:
                raise
            except Exception:  # a worker that died; what goes wrong inside is in the record
                record = give_up(student, chapter, self.course.lang)
            yield record, True
        if self.is_stopping():
            raise KeyboardInterrupt

    def _submit(self, work: Callable[[], Record]) -> Job:
        try:
            return self.executor.submit(work)
        except Exception as error:
            job = Job()
            job.set_exception(error)
            return job
