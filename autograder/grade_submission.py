"""Take one submission through all stages but the last; this is what the processes of a pool do."""

import errno
import shutil
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path

from autograder.build import Chapter
from autograder.execution.limits import Limits
from autograder.execution.owner import Mode
from autograder.execution.precedence import step_back
from autograder.execution.start import warm_up
from autograder.graded_notebook import compose
from autograder.judgement.answers import judge_nothing
from autograder.run_submission import Tests, run_submission
from autograder.sanitise import sanitise
from autograder.stages import Execution, Flag, Outcome, Record, Submission
from helpers.errors import AtelierError
from helpers.language import Language

# Of the examiner itself, which holds what a student's code returns; one of the limits of the wire is 64 MiB.
MEMORY_BYTES = 4_000_000_000
DISK_ERRORS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO)
_MIN_FREE_BYTES = 5_000_000


def prepare_worker(scratch: Path, sandbox: Mode, modules: Sequence[str] = (), shared: Path | None = None) -> None:
    """Limit this process, say where its temporary files go, and get what its kernels come from."""
    tempfile.tempdir = str(scratch)
    step_back()
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = MEMORY_BYTES if most == resource.RLIM_INFINITY else min(MEMORY_BYTES, most)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))
    warm_up(sandbox, modules, shared)


def compute_deadline(chapter: Chapter, limits: Limits) -> float:
    """Return the seconds in which a submission ends if every cell takes as long as it may.

    The notebook may run four times: with and without what ended a kernel, each again when that kernel was lost. Cells
    of text are counted in, for those that students add.
    """
    cell = limits.cell_seconds + limits.grace_seconds
    test = limits.test_seconds + limits.grace_seconds
    n_cells = len(chapter.in_language("fr"))
    return 60.0 + 4 * (limits.startup_seconds + n_cells * cell + len(chapter.tests) * test)


def grade_submission(
    submission: Submission,
    chapter: Chapter,
    key: str,
    *,
    lang: Language,
    limits: Limits | None = None,
    tests: Tests = "sealed",
    sandbox: Mode = "none",
    experiments: bool = False,
) -> Record:
    """Grade a submission.

    What goes wrong in the grader itself is in the record's `problem`, with 0 points.

    Raises
    ------
    AtelierError
        If the disk for temporary files is full: no submission can be graded then.
    """
    try:
        sanitised = sanitise(submission, chapter, lang=lang, experiments=experiments)
        execution, verdicts = run_submission(sanitised, chapter, limits or Limits(), tests=tests, sandbox=sandbox)
        notebook = compose(sanitised, execution, verdicts, chapter, key=key)
    except Exception as error:
        _check_disk(error)
        return give_up(submission.student, chapter, lang)
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
        sandbox=execution.sandbox,
    )


def _check_disk(error: Exception) -> None:
    """Raise where the error is not the submission's: an answer that filled the disk has gone, and its files with it."""
    folder = tempfile.gettempdir()
    if getattr(error, "errno", None) in DISK_ERRORS and shutil.disk_usage(folder).free < _MIN_FREE_BYTES:
        message = f"grade: there must be room for temporary files in {folder}; the disk is full."
        raise AtelierError(message, "Make room, or set TMPDIR to another disk; the same command goes on.") from error


def give_up(student: str, chapter: Chapter, lang: Language) -> Record:
    """Return a record of 0 points for what the grader itself could not do; call it while handling the error."""
    problem = traceback.format_exc()
    empty = sanitise(Submission(student, chapter.name, b""), chapter, lang=lang)
    verdicts = judge_nothing(chapter, lang, Outcome.NOT_GRADED)
    notebook = compose(empty, Execution(student, chapter.name, ()), verdicts, chapter, key="")
    flags = (Flag("grader_problem"),)
    return Record(student, chapter.name, lang, "", verdicts, notebook, flags, problem=problem)
