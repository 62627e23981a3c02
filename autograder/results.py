"""Keep each submission's record as a file, so that grading a class again runs only what changed."""

import hashlib
import json
import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from autograder.build import Chapter
from autograder.course_folder import ROOT, Course
from autograder.execution.limits import Limits
from autograder.files import write_file
from autograder.stages import Record, Submission

COMPUTES_WITH = ("numpy", "torch", "scipy", "pot", "scikit-learn", "ipykernel")


def compute_key(
    submission: Submission,
    chapter: Chapter,
    course: Course,
    limits: Limits,
    tests: str,
    *,
    sandbox: str = "none",
    experiments: bool = False,
) -> str:
    """Return a hash of all that the marks depend on: the submission, the source, the grader, and how it is set.

    Of the sandbox, whether there is one: code sees the same in each of them, and sees more without.
    """
    place = "open" if sandbox == "none" else "closed"
    how = (repr(limits), tests, place, str(experiments))
    parts = (submission.digest, chapter.digest, course.lang, *how, grader_version())
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@cache
def grader_version() -> str:
    """Return a hash of the grader's code and helpers, of Python, and of the libraries that chapters use."""
    digest = hashlib.sha256(platform.python_version().encode())
    for name in COMPUTES_WITH:
        try:
            digest.update(f"{name} {version(name)}".encode())
        except PackageNotFoundError:
            continue
    for folder in ("autograder", "helpers"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def result_path(course: Course, student: str, chapter: str) -> Path:
    """Return where a submission's record is kept."""
    return course.root / "results" / chapter / f"{student}.json"


def save_result(course: Course, record: Record) -> None:
    """Keep a record in place of the student's earlier one."""
    text = json.dumps(record.to_json(), ensure_ascii=False)
    write_file(result_path(course, record.student, record.chapter), text)


def load_result(course: Course, student: str, chapter: str) -> Record | None:
    """Return the record that is kept, None when there is none that can be read."""
    try:
        text = result_path(course, student, chapter).read_text(encoding="utf-8")
        return Record.from_json(json.loads(text))
    except (OSError, ValueError):  # a StageError is a ValueError
        return None


def load_results(course: Course, chapter: str) -> list[Record]:
    """Return all records of a chapter, by student."""
    paths = sorted((course.root / "results" / chapter).glob("*.json"))
    loaded = (load_result(course, path.name.removesuffix(".json"), chapter) for path in paths)
    return [record for record in loaded if record is not None]
