"""The examiner's clock: seconds for a call, seconds for a test; what takes longer is ended, whatever it catches."""

import signal
import threading
from dataclasses import dataclass
from time import monotonic
from types import FrameType
from typing import Any, Self

_LATE_SECONDS = 0.5
_REPEAT_SECONDS = 0.2


@dataclass(frozen=True)
class TestLimits:
    """Seconds that a test may take.

    Attributes
    ----------
    call_seconds : float
        For one call of the student's code, with all that it calls back.
    test_seconds : float
        For one test.
    """

    __test__ = False  # no test of pytest's

    call_seconds: float = 5.0
    test_seconds: float = 20.0


DEFAULT_LIMITS = TestLimits()


class Ended(BaseException):
    """Ends a test at once: no `except Exception` of a test, and no `expect.raises`, may take it for an answer's error.

    Attributes
    ----------
    why : str
        The value of an `Outcome`.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Clock:
    """Counts the seconds of a test, as a context.

    Parameters
    ----------
    limits : TestLimits
        How many.
    alarm_in_calls : bool
        Whether the student's code runs in this process, so that an alarm must end it. Otherwise the alarm is for the
        test's own code alone, and the waits for the student's process look at the clock.
    """

    def __init__(self, limits: TestLimits, *, alarm_in_calls: bool) -> None:
        self._limits, self._alarm_in_calls = limits, alarm_in_calls
        self._deadline = self._test_deadline = float("inf")
        self._previous: Any = None
        self._has_alarm = False

    def __enter__(self) -> Self:
        self._deadline = self._test_deadline = monotonic() + self._limits.test_seconds
        if threading.current_thread() is threading.main_thread():  # elsewhere Python has no alarm
            self._previous = signal.signal(signal.SIGALRM, self._on_alarm)
            self._has_alarm = True
        self._arm()
        return self

    def rest(self) -> None:
        """Let no alarm end what follows."""
        if self._has_alarm:
            signal.setitimer(signal.ITIMER_REAL, 0)

    def __exit__(self, *_: object) -> None:
        if self._has_alarm:
            self.rest()
            signal.signal(signal.SIGALRM, self._previous)
            self._has_alarm = False

    def start_call(self) -> None:
        """Give a call its seconds, at most those that the test has left."""
        self._deadline = min(self._test_deadline, monotonic() + self._limits.call_seconds)
        if self._alarm_in_calls:
            self._arm()

    def end_call(self) -> None:
        """Check that a call kept to its seconds, and go back to the test's.

        Raises
        ------
        Ended
            If it did not.
        """
        self.check()
        self._deadline = self._test_deadline
        if self._alarm_in_calls:
            self._arm()

    def check(self) -> float:
        """Return the seconds left.

        Raises
        ------
        Ended
            If there are none.
        """
        left = self._deadline - monotonic()
        if left <= 0:
            raise Ended("timeout")
        return left

    def _arm(self) -> None:
        if self._has_alarm:
            late, again = (0.0, _REPEAT_SECONDS) if self._alarm_in_calls else (_LATE_SECONDS, 0.0)
            left = max(0.001, self._deadline - monotonic() + late)
            signal.setitimer(signal.ITIMER_REAL, left, again)

    def _on_alarm(self, _number: int, _frame: FrameType | None) -> None:
        raise Ended("timeout")
