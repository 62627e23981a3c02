"""What `nbgrader autograde` and the formgrader's button use in our courses: they give the marks that `grade` gives."""

import os
import weakref
from concurrent.futures import Executor
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict

from autograder.build import Chapter
from autograder.course_folder import Course, open_course
from autograder.execution.owner import Mode
from autograder.execution.sandbox import choose_sandbox
from autograder.grade import make_pool
from autograder.grade_submission import grade_submission
from autograder.gradebook import one_commit, open_gradebook
from autograder.penalties import enter_dates
from autograder.record import write_record
from autograder.results import compute_key, load_result, save_result
from autograder.stages import Record
from autograder.submissions import read_submission


class GradingExporter(NotebookExporter):
    """Stands where nbgrader reads, repairs, executes and marks a submission.

    nbgrader converts each notebook twice: from submitted/ to autograded/, where it repairs, and from autograded/ to
    itself, where it executes and marks. The first time, this gives back the graded notebook and enters its marks;
    the second time it only runs the preprocessors that the course's settings leave there (penalties for late work).
    """

    @cached_property
    def _sandbox(self) -> Mode:
        return choose_sandbox(os.environ.get("ATELIER_SANDBOX", "auto"))

    @cached_property
    def _pool(self) -> Executor:
        """A process to judge in: this one may be the formgrader's server. It ends with this exporter."""
        pool = make_pool(1, self._sandbox)
        weakref.finalize(self, pool.stop)
        return pool

    def from_filename(
        self, filename: str, resources: dict[str, Any] | None = None, **options: Any
    ) -> tuple[str, ResourcesDict]:
        """Convert a notebook; in submitted/ it may be any file, which nbgrader alone would refuse."""
        converter = self.parent
        if not converter._sanitizing:
            return super().from_filename(filename, resources=resources, **options)
        names = resources["nbgrader"]
        course = open_course(Path(converter.coursedir.root))
        (chapter,) = course.read_chapters([names["assignment"]])
        record = self._find_record(course, names["student"], chapter)
        with open_gradebook(course.db_url) as gradebook:
            write_record(gradebook, course.root, record, chapter)
            with one_commit(gradebook):  # nbgrader takes penalties from there, in its second conversion
                enter_dates(gradebook, course.late, chapter.name, student=names["student"])
        notebook = nbformat.from_dict(record.notebook)
        _, resources = self.from_notebook_node(notebook, resources=resources, **options)
        return nbformat.writes(notebook), resources

    def _find_record(self, course: Course, student: str, chapter: Chapter) -> Record:
        """Return a submission's record: the one in results/ where nothing changed since, else a new one.

        A record of `grade` counts whatever sandbox it was told to use; a new one is made in the best that there is,
        or in the one that the environment variable ATELIER_SANDBOX names.
        """
        submission = read_submission(course, student, chapter)
        compute = partial(compute_key, submission, chapter, course, course.limits, "sealed")
        stored = load_result(course, student, chapter.name)
        if stored and stored.key == compute(sandbox=stored.sandbox) and not stored.problem:
            return stored
        options = {"lang": course.lang, "limits": course.limits, "sandbox": self._sandbox}
        key = compute(sandbox=self._sandbox)
        record = self._pool.submit(grade_submission, submission, chapter, key, **options).result()
        save_result(course, record)
        return record
