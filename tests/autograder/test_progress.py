"""A log shows lines now and then, a terminal a bar that vanishes; both say rate, time left and failures."""

import io

import pytest
from rich.console import Console

from autograder import progress
from autograder.progress import Tally, format_seconds, show_progress


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """A clock that stands still until it is set."""
    now = [0.0]
    monkeypatch.setattr(progress.time, "monotonic", lambda: now[0])
    return now


def test_the_rate_is_of_what_was_graded_now(clock: list[float]) -> None:
    tally = Tally(100)
    assert tally.describe() == ""
    for _ in range(40):
        tally.count(is_new=False, has_failed=False)
    assert tally.describe() == ""
    for number in range(20):
        tally.count(is_new=True, has_failed=number < 2)
    clock[0] = 40.0
    assert tally.describe() == "30.0/min, 80 s left, 2 unreadable or failed"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "0 s"), (89, "89 s"), (95, "2 min"), (3540, "59 min"), (3600, "1 h 00 min"), (7500, "2 h 05 min")],
)
def test_times_are_said_in_words(seconds: float, words: str) -> None:
    assert format_seconds(seconds) == words


def test_a_log_gets_a_line_every_ten_seconds(clock: list[float]) -> None:
    with io.StringIO() as log:
        with show_progress(3, Console(file=log, width=40)) as shown:
            for clock[0] in (1.0, 9.0, 11.0, 12.0, 22.0):
                shown.refresh()
                if clock[0] == 11.0:
                    shown.tally.count(is_new=True, has_failed=True)
        assert log.getvalue().splitlines() == [
            "grading: 0 of 3",
            "grading: 1 of 3, 2.7/min, 44 s left, 1 unreadable or failed",
        ]


def test_a_terminal_gets_a_bar() -> None:
    with io.StringIO() as screen:
        with show_progress(2, Console(file=screen, width=100, force_terminal=True)) as shown:
            shown.tally.count(is_new=True, has_failed=False)
            shown.refresh()
        assert "1/2" in screen.getvalue()
        assert "grading: " not in screen.getvalue()
