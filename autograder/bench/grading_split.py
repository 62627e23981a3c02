"""Where the time of one submission goes: each stage by itself, in one process, with everything warm."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from autograder.build import Chapter
from autograder.course_folder import Course
from autograder.execution.owner import Mode
from autograder.execution.start import start_kernel
from autograder.feedback import write_feedback
from autograder.gradebook import open_gradebook
from autograder.graded_notebook import compose
from autograder.judgement.answers import judge_answer
from autograder.judgement.clock import TestLimits
from autograder.judgement.sealed import judge_sealed
from autograder.marks import make_scores, read_graded
from autograder.record import write_record
from autograder.results import save_result
from autograder.sanitise import sanitise
from autograder.stages import Execution, Record, Submission

STAGES = ("sanitise", "start", "cells", "judge", "compose", "record", "feedback")


@dataclass
class Split:
    """Seconds of each stage, added up."""

    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def time(self, stage: str) -> Iterator[None]:
        """Add the seconds of a block to a stage's."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] += time.perf_counter() - started


def split_time(course: Course, chapter: Chapter, notebooks: Mapping[str, bytes], sandbox: Mode) -> dict[str, float]:
    """Grade some notebooks one after the other; return the mean seconds of each stage for one of them.

    The first is not counted: what is done once in a process is no part of what one more submission costs. "cells" is
    the student's own; "judge" is what the tests take, the student's functions that they call included.
    """
    split = Split()
    with open_gradebook(course.db_url) as gradebook:
        for number, (student, content) in enumerate(notebooks.items()):
            if number == 1:
                split = Split()
            record = _grade(split, Submission(student, chapter.name, content), chapter, course, sandbox)
            with split.time("record"):
                save_result(course, record)
                write_record(gradebook, course.root, record, chapter)
    for number, (record, marks) in enumerate(read_graded(course)):
        with split.time("warm-up" if number == 0 else "feedback"):
            write_feedback(course, record, list(make_scores(record, marks)), marks)
    return {stage: split.seconds[stage] / (len(notebooks) - 1) for stage in STAGES}


def _grade(split: Split, submission: Submission, chapter: Chapter, course: Course, sandbox: Mode) -> Record:
    limits = TestLimits(call_seconds=course.limits.call_seconds, test_seconds=course.limits.test_seconds)
    with split.time("sanitise"):
        sanitised = sanitise(submission, chapter, lang=course.lang)
    with ExitStack() as stack:
        with split.time("start"):
            kernel, folder = stack.enter_context(start_kernel(course.limits, sandbox))
        with split.time("judge"):
            run = judge_sealed(kernel, sanitised, chapter, limits=limits, folder=folder)
        with split.time("start"):
            stack.close()
    own = sum(one.seconds for one in run.runs)
    split.seconds["cells"] += own
    split.seconds["judge"] -= own
    with split.time("compose"):
        execution = Execution(submission.student, chapter.name, run.runs)
        questions = [cell for cell in chapter.in_language(sanitised.lang) if cell.kind == "answer"]
        verdicts = (*run.verdicts, *(judge_answer(cell, sanitised) for cell in questions))
        notebook = compose(sanitised, execution, verdicts, chapter, key="bench")
    return Record(submission.student, chapter.name, sanitised.lang, "bench", verdicts, notebook, sanitised.flags)
