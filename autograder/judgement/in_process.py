"""Judge an answer in this process, for the course's own tests: no kernel, but every call goes over the wire.

For answers that we wrote: hostile ones belong in a sandboxed kernel.
"""

import linecache
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from autograder.build import Chapter
from autograder.build.notebook import add_language
from autograder.judgement.agent import Agent
from autograder.judgement.capture import Capture
from autograder.judgement.clock import DEFAULT_LIMITS, Clock, Ended, TestLimits
from autograder.judgement.examiner import Examiner
from autograder.judgement.session import ExaminerSession
from autograder.stages import Verdict
from helpers.language import Language


class InProcess:
    """The transport to an answer in this process.

    Parameters
    ----------
    namespace : dict
        The answer's global names.
    """

    student_is_here = True

    def __init__(self, namespace: dict[str, Any]) -> None:
        self._namespace = namespace

    @contextmanager
    def open(self, make_session: Callable[..., ExaminerSession], clock: Clock) -> Iterator[ExaminerSession]:
        """Join two ends by calls."""
        agent = Agent(
            self._namespace,
            exchange=lambda frame: session.answer(frame),  # noqa: PLW0108
            post=lambda frame: session.accept(frame),  # noqa: PLW0108
        )
        session = make_session(agent.answer, agent.accept)
        yield session
        agent.is_closed = True


def judge_in_process(
    chapter: Chapter,
    exercise: str,
    answer_source: str,
    lang: Language,
    limits: TestLimits = DEFAULT_LIMITS,
) -> list[Verdict]:
    """Run an answer and the tests of its exercise, with the semantics of a real grading.

    Parameters
    ----------
    chapter : Chapter
        The chapter.
    exercise : str
        The exercise's name.
    answer_source : str
        What stands in the answer's cell.
    lang : {"fr", "en"}
        The language of the cards.
    limits : TestLimits
        Seconds. They need the main thread, and do not end code that catches every exception.

    Returns
    -------
    list of Verdict
        One for each test, in order.
    """
    return list(_judge_each(chapter, exercise, answer_source, lang, limits))


def _judge_each(
    chapter: Chapter, exercise: str, answer_source: str, lang: Language, limits: TestLimits
) -> Iterator[Verdict]:
    examiner = Examiner(chapter, lang, limits)
    (solution,) = (cell for cell in chapter.solutions if cell.name == exercise)
    namespace: dict[str, Any] = {"__name__": "__main__"}
    for cell in chapter.setup:
        _execute(add_language(cell.full, lang), f"<{cell.cell_id}>", namespace, limits)
    problem = _execute(answer_source, f"<{exercise}>", namespace, limits)
    is_untouched = answer_source.strip() == solution.stub.strip()
    transport = InProcess(namespace)
    for test in chapter.tests_of(exercise):
        yield examiner.judge(test, transport, answer_problem=problem, is_untouched=is_untouched)


def _execute(source: str, name: str, namespace: dict[str, Any], limits: TestLimits) -> str:
    """Run a cell; return how it ended, where not well."""
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    captured = Capture()
    try:
        with Clock(limits, alarm_in_calls=True):
            exec(compile(source, name, "exec"), namespace)
    except Ended as ended:
        return ended.why
    except (Exception, SystemExit) as error:
        return f"{type(error).__name__}: {error}"
    finally:
        captured.close()
    return ""
