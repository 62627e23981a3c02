"""What was handed in: which submissions there are, and what each one's files say."""

from collections.abc import Iterable

from autograder.build import Chapter
from autograder.course_folder import Course
from autograder.sanitise.finding import find_notebook
from autograder.sanitise.timestamps import read_timestamp
from autograder.stages import Submission


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
