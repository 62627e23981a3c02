"""What `nbgrader autograde` and the formgrader's button use in our courses: they give the marks that `grade` gives."""

from concurrent.futures import Executor
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbconvert.exporters.exporter import ResourcesDict

from autograder.build import Chapter
from autograder.course_folder import Course, open_course
from autograder.grade import grade_submission, make_pool, read_submission
from autograder.gradebook import open_gradebook
from autograder.record import write_record
from autograder.results import compute_key, load_result, save_result
from autograder.stages import Record


class GradingExporter(NotebookExporter):
    """Stands where nbgrader reads, repairs, executes and marks a submission.

    nbgrader converts each notebook twice: from submitted/ to autograded/, where it repairs, and from autograded/ to
    itself, where it executes and marks. The first time, this gives back the graded notebook and enters its marks;
    the second time it only runs the preprocessors that the course's settings leave there (penalties for late work).
    """

    @cached_property
    def _pool(self) -> Executor:
        """A process to judge in: this one may be the formgrader's server."""
        return make_pool(1)

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
        record = find_record(course, names["student"], chapter, self._pool)
        with open_gradebook(course.db_url) as gradebook:
            write_record(gradebook, course.root, record, chapter)
        notebook = nbformat.from_dict(record.notebook)
        _, resources = self.from_notebook_node(notebook, resources=resources, **options)
        return nbformat.writes(notebook), resources


def find_record(course: Course, student: str, chapter: Chapter, pool: Executor) -> Record:
    """Return a submission's record: the one in results/ where nothing changed since, else a new one."""
    submission = read_submission(course, student, chapter)
    key = compute_key(submission, chapter, course, course.limits, "sealed")
    stored = load_result(course, student, chapter.name)
    if stored and stored.key == key and not stored.problem:
        return stored
    job = pool.submit(grade_submission, submission, chapter, key, lang=course.lang, limits=course.limits)
    record = job.result()
    save_result(course, record)
    return record
