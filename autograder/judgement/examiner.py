"""The examiner: runs a chapter's tests, in order, against answers that live elsewhere, and says what they earned.

It runs our own code only; what it gets from the student's side is plain values that it compares itself.
"""

import contextlib
import io
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from autograder.build import Cell, Chapter
from autograder.judgement.clock import DEFAULT_LIMITS, Clock, Ended, TestLimits
from autograder.judgement.prepared import PROBES, prepare_setup, prepare_test
from autograder.judgement.proxies import Probe
from autograder.judgement.session import ExaminerSession, NotPlainError
from autograder.judgement.student_error import StudentError, clean
from autograder.stages import Outcome, Verdict
from helpers import expect, tally
from helpers.language import Language, set_language, text

MAX_CHARS = 4000


class Transport(Protocol):
    """A way to the process where the answer lives."""

    student_is_here: bool

    def open(
        self, make_session: Callable[..., ExaminerSession], clock: Clock
    ) -> AbstractContextManager[ExaminerSession]:
        """Connect for one run of a test; `make_session(exchange, post)` makes the examiner's end.

        Raises
        ------
        Ended
            If there is nobody at the other end.
        """


@dataclass(frozen=True)
class _Run:
    outcome: Outcome
    message: str = ""
    changed_arguments: bool = False


class Examiner:
    """Judges the tests of one submission.

    Parameters
    ----------
    chapter : Chapter
        The source of the tests, hidden parts included.
    lang : {"fr", "en"}
        The language of the cards.
    limits : TestLimits
        Seconds for a call and for a test.
    """

    def __init__(self, chapter: Chapter, lang: Language, limits: TestLimits = DEFAULT_LIMITS) -> None:
        self.chapter, self.limits, self.lang = chapter, limits, lang
        self._setup = run_setup(chapter, lang)
        self._prepare = cache(lambda test: prepare_test(chapter, test))

    def judge(
        self, test: Cell, transport: Transport, *, answer_problem: str = "", is_untouched: bool = False
    ) -> Verdict:
        """Run one test.

        A test during which the answer changed an argument must pass twice: with the changes brought to the test's own
        objects, as if the call had been local, and with copies given in their place. Otherwise an answer could
        overwrite what the test compares with.

        Parameters
        ----------
        test : Cell
            From the chapter.
        transport : Transport
            The way to the answer.
        answer_problem : str
            How the answer's own cell ended, where not well: said when the test does not find its names.
        is_untouched : bool
            Whether the answer's cell is the stub: what is not written is then unanswered, not an error.
        """
        set_language(self.lang)
        run = self._run(test, transport, answer_problem, copies=False)
        if run.outcome is Outcome.PASSED and run.changed_arguments:
            run = self._run(test, transport, answer_problem, copies=True)
            if run.outcome is Outcome.FAILED:
                why = text(
                    fr="la réponse modifie ses arguments ; avec des copies, ce test échoue :",
                    en="the answer changes its arguments; when given copies, it fails this test:",
                )
                run = _Run(run.outcome, f"{why}\n{run.message}")
        if is_untouched and run.outcome is Outcome.ERROR:
            run = _Run(Outcome.UNANSWERED)
        earned = test.points if run.outcome is Outcome.PASSED else 0.0
        return Verdict(test.cell_id, test.name, test.points, earned, run.outcome, clean(run.message[:MAX_CHARS]))

    def _run(self, test: Cell, transport: Transport, answer_problem: str, *, copies: bool) -> _Run:
        prepared = self._prepare(test)
        clock = Clock(self.limits, alarm_in_calls=transport.student_is_here)
        n_before = tally.n_passed()
        session = None
        try:
            with (
                _quietly(),
                clock,
                transport.open(lambda *ways: ExaminerSession(*ways, clock, copies_arguments=copies), clock) as session,
            ):
                namespace = {
                    **self._setup,
                    **session.fetch(prepared.names),
                    PROBES: [Probe(session, name, source) for name, source in prepared.probes],
                }
                exec(prepared.code, namespace)
        except Ended as ended:
            return _Run(Outcome(ended.why))
        except Exception as error:
            return _explain(error, prepared.names, answer_problem)
        if session.faults:
            return _explain(session.faults[0], (), "")
        if tally.n_passed() == n_before:
            return _Run(Outcome.FAILED, text(fr="✗ rien n'a pu être vérifié", en="✗ nothing could be checked"))
        return _Run(Outcome.PASSED, changed_arguments=session.changed_arguments)


def run_setup(chapter: Chapter, lang: Language) -> dict[str, Any]:
    """Run a chapter's setup cells and return the names that they define, for tests and solutions."""
    namespace: dict[str, Any] = {"__name__": "__main__"}
    with _quietly():
        for code in prepare_setup(chapter, lang):
            exec(code, namespace)
    return namespace


@contextlib.contextmanager
def _quietly() -> Any:
    """Let no warning and no print of a student reach the grader's terminal; checks that look for them find them."""
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        yield


def _explain(error: Exception, names: tuple[str, ...], answer_problem: str) -> _Run:
    """Say why a test did not pass: what the student may read of it, and never a line of the test."""
    match error:
        case expect.Failure():
            return _Run(Outcome.FAILED, str(error))
        case StudentError() if isinstance(error, MemoryError):
            return _Run(Outcome.MEMORY, error.card())
        case StudentError() if isinstance(error, NotImplementedError):
            return _Run(Outcome.ERROR, _say_unwritten(error))
        case StudentError():
            return _Run(Outcome.ERROR, error.card())
        case NotPlainError():
            return _Run(Outcome.NOT_GRADED, f"{type(error).__name__}: {error}")
        case NameError() if error.name in names:
            missing = text(fr=f"✗ `{error.name}` n'est pas défini", en=f"✗ `{error.name}` is not defined")
            return _Run(Outcome.ERROR, f"{missing}\n{answer_problem}".strip())
        case MemoryError():
            return _Run(Outcome.MEMORY)
        case _:
            problem = text(
                fr="✗ la réponse n'est pas de la forme attendue", en="✗ the answer does not have the expected form"
            )
            return _Run(Outcome.ERROR, f"{problem} ({type(error).__name__}: {str(error)[:300]})")


def _say_unwritten(error: StudentError) -> str:
    where = error.lines[-1][1] if error.lines else ""
    name = f"`{where}`" if where.isidentifier() else text(fr="la réponse", en="the answer")
    return text(
        fr=f"✗ {name} reste à écrire : remplacez `raise NotImplementedError()` par votre code.",
        en=f"✗ {name} is still to be written: replace `raise NotImplementedError()` by your code.",
    )
