"""Answers in a real kernel, their tests outside: the same marks, for the same reasons, as in one process."""

import pytest

from autograder.build.notebook import add_language
from autograder.execution.limits import Limits
from autograder.execution.start import start_kernel
from autograder.judgement.bundle import agent_source
from autograder.judgement.examiner import Examiner
from autograder.judgement.sealed import SocketTransport
from tests.course.harness import CHAPTERS, explain, judge_each, load_attempts, load_chapter


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_mutant_and_variant_gets_the_marks_it_gets_in_process(name: str) -> None:
    chapter = load_chapter(name)
    examiner = Examiner(chapter, "en")
    attempts = load_attempts(name)
    sealed = []
    with start_kernel(Limits()) as (kernel, folder):
        kernel.wait(kernel.start(agent_source()), 30.0)
        for cell in chapter.setup:
            assert kernel.run_cell(cell.cell_id, add_language(cell.full, "en")).status == "ok"
        transport = SocketTransport(kernel, folder)
        for attempt in attempts:
            # The kernel has seen other attempts: only names that this answer defines may matter.
            run = kernel.run_cell(attempt.exercise, attempt.code)
            problem = "" if run.status == "ok" else f"{run.error}: {run.message}"
            verdicts = [
                examiner.judge(test, transport, answer_problem=problem) for test in chapter.tests_of(attempt.exercise)
            ]
            sealed.append({verdict.cell_id: explain(verdict) for verdict in verdicts})
    here = judge_each(name, [(attempt.exercise, attempt.code) for attempt in attempts])
    different = {a.name: both for a, *both in zip(attempts, sealed, here, strict=True) if both[0] != both[1]}
    assert different == {}
