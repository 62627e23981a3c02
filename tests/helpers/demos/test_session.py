"""Sessions without a front end: commands, speed, frames for slow consumers, failures, and how the thread ends."""

import gc
import subprocess
import sys
import threading
import time
import tracemalloc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from helpers.demos.session import Session
from helpers.demos.settings import Range, Settings, Text, setting
from helpers.errors import AtelierError
from helpers.language import set_language

WAIT_SECONDS = 30


@dataclass(frozen=True, kw_only=True)
class CounterSettings(Settings):
    """A model that counts can be made to count otherwise."""

    start: int = setting(0, Range(0, 100, step=1), Text(fr="début", en="start"))
    by: int = setting(1, Range(1, 10, step=1), Text(fr="de", en="by"), is_live=True)


class Counter:
    """Counts; may take its time, fail, or come to an end."""

    def __init__(self, settings: CounterSettings) -> None:
        self.value = settings.start
        self.by = settings.by
        self.n_steps = 0
        self.seconds = 0.0
        self.error: Exception | None = None
        self.end: int | None = None
        self.actions: list[str | None] = []

    def step(self, action: str | None = None) -> None:
        if self.error is not None:
            raise self.error
        time.sleep(self.seconds)
        self.value += self.by
        self.n_steps += 1
        self.actions = [*self.actions, action][-5:]

    def apply(self, settings: CounterSettings) -> None:
        self.by = settings.by

    @property
    def is_finished(self) -> bool:
        return self.n_steps == self.end


CounterSession = Session[Counter, CounterSettings, int]


@pytest.fixture
def session() -> Iterator[CounterSession]:
    made = Session(Counter, CounterSettings(), take_snapshot=lambda model: model.value)
    yield made
    made.close()


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.002)


def value(session: CounterSession) -> int:
    return session.ask(lambda model: model.value)


# ------------------------------------------------------------------------------------------------ commands


def test_it_starts_stops_steps_and_resets(session: CounterSession) -> None:
    assert (session.state, value(session)) == ("stopped", 0)
    session.step()
    session.step("half")
    assert session.ask(lambda model: (model.value, model.actions)) == (2, [None, "half"])
    session.start()
    assert session.state == "running"
    wait_until(lambda: value(session) > 10)
    session.stop()
    assert session.state == "stopped"
    stopped_at = value(session)
    time.sleep(0.05)
    assert value(session) == stopped_at
    session.reset(start=7)
    assert (session.state, value(session), session.settings.start) == ("stopped", 7, 7)


def test_a_step_ends_a_run(session: CounterSession) -> None:
    session.start()
    wait_until(lambda: value(session) > 3)
    session.step()
    assert session.state == "stopped"
    n = value(session)
    assert session.ask(lambda model: model.value) == n


def test_commands_return_at_once_while_steps_take_long(session: CounterSession) -> None:
    session.edit(lambda model: setattr(model, "seconds", 0.6))
    frames: list[int] = []
    session.on_frame(frames.append)
    session.start()
    wait_until(lambda: session.ask(lambda model: model.n_steps) > 0)
    began = time.monotonic()
    session.edit(lambda model: None)
    session.change(by=2)
    session.stop()
    assert time.monotonic() - began < 0.3
    assert session.state == "stopped"
    n = session.ask(lambda model: model.n_steps)
    time.sleep(0.7)
    assert session.ask(lambda model: model.n_steps) == n
    assert frames[-1] == value(session)


def test_stopping_takes_one_step_at_most(session: CounterSession) -> None:
    session.edit(lambda model: setattr(model, "seconds", 0.05))
    session.start()
    wait_until(lambda: session.ask(lambda model: model.n_steps) > 1)
    seen = session._model.n_steps
    session.stop()
    assert session.ask(lambda model: model.n_steps) <= seen + 1


def test_live_settings_keep_the_model_and_others_make_a_new_one(session: CounterSession) -> None:
    session.step()
    session.change(by=5)
    session.step()
    assert value(session) == 6
    session.change(by=5)  # no change at all
    assert value(session) == 6
    session.start()
    wait_until(lambda: value(session) > 50)
    session.change(start=3, by=1)
    assert session.state == "running"
    wait_until(lambda: value(session) > 3)
    assert session.settings == CounterSettings(start=3, by=1)


def test_settings_that_do_not_exist_or_fit_are_refused_at_once(session: CounterSession) -> None:
    with pytest.raises(TypeError, match="speeed"):
        session.change(speeed=3)
    with pytest.raises(ValueError, match=r"by must be a whole number in \[1, 10\]; got 11"):
        session.reset(by=11)
    assert session.settings == CounterSettings()


def test_edits_come_between_steps_in_their_order(session: CounterSession) -> None:
    is_stepping = []

    def watch(model: Counter) -> None:
        is_stepping.append(threading.current_thread())
        model.value = -1000

    session.start()
    session.edit(watch)
    session.edit(lambda model: setattr(model, "value", model.value + 1))
    session.stop()
    session.edit(lambda model: is_stepping.append(model.value))
    wait_until(lambda: len(is_stepping) == 2)
    assert is_stepping[0] is not threading.current_thread()
    assert -999 <= is_stepping[1] <= -990


def test_the_speed_is_kept(session: CounterSession) -> None:
    session.speed = 100
    session.start()
    began, first = time.monotonic(), value(session)
    time.sleep(1.0)
    n, seconds = value(session) - first, time.monotonic() - began
    session.stop()
    assert 30 <= n / seconds <= 110  # a busy machine makes it fall behind, never run ahead
    session.speed = 1
    session.start()
    time.sleep(0.1)
    session.speed = None  # whoever asks for more need not wait for the second to end
    began = time.monotonic()
    wait_until(lambda: value(session) > first + n + 20)
    assert time.monotonic() - began < 0.9


def test_a_pause_keeps_the_state(session: CounterSession) -> None:
    session.start()
    wait_until(lambda: value(session) > 3)
    session.pause()
    assert session.state == "running"
    seen = value(session)
    time.sleep(0.1)
    assert value(session) <= seen + 1
    session.resume()
    wait_until(lambda: value(session) > seen + 3)


def test_a_model_that_has_finished_stops_the_session(session: CounterSession) -> None:
    frames: list[int] = []
    session.on_frame(frames.append)
    session.edit(lambda model: setattr(model, "end", 12))
    session.start()
    wait_until(lambda: session.state == "stopped")
    assert value(session) == 12
    wait_until(lambda: frames[-1] == 12)


# ------------------------------------------------------------------------------------------------ frames


def test_a_slow_consumer_gets_the_latest_and_makes_no_queue(session: CounterSession) -> None:
    frames: list[int] = []
    is_ready = threading.Event()
    is_ready.set()

    def draw(snapshot: int) -> None:
        frames.append(snapshot)
        is_ready.clear()

    session.on_frame(draw, is_ready.is_set)
    wait_until(lambda: frames == [0])
    session.start()
    wait_until(lambda: value(session) > 100)
    # It has not asked for another; the steps went on without it.
    assert len(frames) == 1
    is_ready.set()
    wait_until(lambda: len(frames) == 2)
    assert frames[1] > 90
    session.stop()
    wait_until(lambda: len(frames) == 3)  # the last one comes even to a consumer that is not ready
    assert frames[2] == value(session)


def test_frames_come_no_faster_than_a_screen_shows_them(session: CounterSession) -> None:
    frames: list[float] = []
    session.on_frame(lambda snapshot: frames.append(time.monotonic()))
    session.start()
    wait_until(lambda: len(frames) > 20)
    session.stop()
    # One that came late does not put off those after it: on the mean, then.
    assert np.diff(frames[1:20]).mean() > 0.9 / 60


@pytest.mark.parametrize(
    "command",
    [
        lambda session: session.stop(),
        lambda session: session.step(),
        lambda session: session.reset(),
        lambda session: session.change(by=2),
        lambda session: session.change(start=2),
        lambda session: session.edit(lambda model: None),
        lambda session: session.edit(lambda model: setattr(model, "value", 40)),
    ],
    ids=["stop", "step", "reset", "live change", "change", "edit", "other edit"],
)
def test_each_command_is_followed_by_a_frame(
    session: CounterSession, command: Callable[[CounterSession], None]
) -> None:
    frames: list[int] = []
    session.on_frame(frames.append, lambda: False)
    wait_until(lambda: len(frames) == 1)
    command(session)
    wait_until(lambda: len(frames) == 2)
    assert frames[1] == value(session)
    time.sleep(0.05)
    assert len(frames) == 2


def test_a_hail_of_edits_is_drawn_once_in_a_while(session: CounterSession) -> None:
    frames: list[int] = []
    session.on_frame(frames.append)
    wait_until(lambda: len(frames) == 1)
    for i in range(500):
        session.edit(lambda model, i=i: setattr(model, "value", i))
    wait_until(lambda: frames[-1] == 499)
    assert len(frames) < 30


def test_memory_stays_flat(session: CounterSession) -> None:
    session.on_frame(lambda snapshot: None, lambda: False)
    session.start()
    wait_until(lambda: value(session) > 1000)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    seen = value(session)
    wait_until(lambda: value(session) > seen + 4_000)
    grown = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert grown < 50_000


# ------------------------------------------------------------------------------------------------ failures


@pytest.mark.parametrize(("lang", "says"), [("fr", "Le calcul s'est arrêté"), ("en", "The computation stopped")])
def test_a_failure_is_a_state_with_a_text_and_a_reset_mends_it(
    session: CounterSession, capfd: pytest.CaptureFixture[str], lang: str, says: str
) -> None:
    set_language(lang)
    told: list[str] = []
    session.on_state(lambda: told.append(session.state))
    session.edit(lambda model: setattr(model, "error", FloatingPointError("x" * 1000)))
    session.start()
    wait_until(lambda: session.state == "failed")
    assert says in session.error
    assert "FloatingPointError" in session.error
    assert len(session.error) < 400
    assert told == ["running", "failed"]
    session.start()
    session.step()
    session.edit(lambda model: setattr(model, "value", 77))
    assert (session.state, value(session)) == ("failed", 0)
    session.reset()
    session.start()
    wait_until(lambda: value(session) > 2)
    assert (session.state, session.error) == ("running", "")
    assert capfd.readouterr() == ("", "")


def test_what_a_user_can_mend_is_said_as_it_is(session: CounterSession) -> None:
    session.edit(lambda model: setattr(model, "error", AtelierError("No points.", "Draw some.")))
    session.step()
    wait_until(lambda: session.state == "failed")
    assert session.error == "No points. Draw some."


def test_a_change_mends_too(session: CounterSession) -> None:
    session.edit(lambda model: setattr(model, "error", ValueError()))
    session.step()
    wait_until(lambda: session.state == "failed")
    session.change(by=3)
    wait_until(lambda: session.state == "stopped")
    session.step()
    assert value(session) == 3


def test_a_model_that_cannot_be_made(capfd: pytest.CaptureFixture[str]) -> None:
    def make(settings: CounterSettings) -> Counter:
        if settings.start == 0:
            raise RuntimeError("zero")
        return Counter(settings)

    session = Session(make, CounterSettings(), take_snapshot=lambda model: model.value)
    wait_until(lambda: session.state == "failed")
    with pytest.raises(RuntimeError, match="must have a model"):
        value(session)
    session.start()
    session.reset(start=5)
    assert value(session) == 5
    session.close()
    assert capfd.readouterr() == ("", "")


def test_a_drawing_that_fails_is_a_failure_of_the_demo(session: CounterSession) -> None:
    session.on_frame(lambda snapshot: 1 / 0)
    wait_until(lambda: session.state == "failed")
    assert "ZeroDivisionError" in session.error


# ------------------------------------------------------------------------------------------------ the thread's end


def find_new_thread(before: set[threading.Thread]) -> threading.Thread:
    """Return the one thread that was not there before."""
    (new,) = set(threading.enumerate()) - before
    return new


def test_the_thread_ends_on_close() -> None:
    before = set(threading.enumerate())
    session = Session(Counter, CounterSettings(), take_snapshot=lambda model: model.value)
    session.start()
    thread = find_new_thread(before)
    session.close()
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive()
    session.start()
    session.step()
    session.close()


def test_the_thread_ends_when_nobody_holds_the_session() -> None:
    class View:
        """Holds its session, which holds its methods: a cycle."""

        def __init__(self) -> None:
            self.session = Session(Counter, CounterSettings(), take_snapshot=lambda model: model.value)
            self.session.on_frame(self.draw)
            self.session.on_state(self.tell)
            self.session.edit(self.draw)

        def draw(self, snapshot: object) -> None:
            pass

        def tell(self) -> None:
            pass

    before = set(threading.enumerate())
    view = View()
    view.session.start()
    thread = find_new_thread(before)
    ref = weakref.ref(view.session)
    del view
    wait_until(lambda: gc.collect() is not None and ref() is None)
    thread.join(WAIT_SECONDS)
    assert not thread.is_alive()


def test_a_process_ends_while_its_session_runs() -> None:
    code = """
import time
from helpers.demos.gan_2d.model import Gan2dModel
from helpers.demos.gan_2d.settings import Gan2dSettings
from helpers.demos.session import Session
session = Session(Gan2dModel, Gan2dSettings(), take_snapshot=Gan2dModel.take_snapshot)
session.start()
while session.ask(lambda model: model.n_steps) < 3:
    time.sleep(0.05)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
