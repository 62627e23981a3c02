"""A demo at work: one thread owns the model, makes its steps, and hands pictures of it to whoever draws them.

Callbacks of widgets may run on any thread: here they only put a command into a queue, and the thread obeys between
two steps. So nothing locks the model, nothing blocks a front end, and stopping takes one step at most.
"""

import queue
from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from typing import Any, Generic, Literal, Protocol, TypeVar

from helpers.demos.settings import Settings, find_changes
from helpers.demos.worker import start_worker
from helpers.errors import AtelierError
from helpers.language import text

# More pictures a second than a screen shows are work for nobody.
SECONDS_BETWEEN_FRAMES = 1 / 60
# Steps are made in bursts, with a breath as long in between: a thread that computes without one holds Python's lock,
# and the threads that serve the front end would have to wait for it; where two cores do all, a browser draws with one.
BURST_SECONDS = 0.004
BREATH_SECONDS = 0.004
# How often the thread looks whether a consumer that was busy wants a frame, and when it gets its last one anyway.
LOOK_SECONDS = 0.01
PATIENCE_SECONDS = 0.5
# A model that falls behind its speed by more is not made to catch up.
MAX_LAG_SECONDS = 0.25
MAX_ERROR_LENGTH = 240

State = Literal["stopped", "running", "failed"]


class Model(Protocol):
    """What a session needs of a model.

    It may also have `apply(settings)`, which takes live settings over, and `is_finished`, true when there is nothing
    left to do: then the session stops.
    """

    def step(self, action: str | None = None) -> None:
        """Make one step, or the part of one that `action` names."""


M = TypeVar("M", bound=Model)
S = TypeVar("S", bound=Settings)
F = TypeVar("F")


class Session(Generic[M, S, F]):
    """Runs a model. Its methods may be called from any thread, and all but `ask` return at once.

    The thread ends with `close`, with the last reference to the session, and with the process.

    Parameters
    ----------
    make_model : callable (settings) -> model
        Called in the session's thread, as are all methods of the model.
    settings : Settings
    take_snapshot : callable (model) -> snapshot
        Copies from the model what a picture needs.

    Attributes
    ----------
    settings : Settings
        As last asked for.
    error : str
        Why the session failed, in the user's language; empty while it has not.
    """

    def __init__(self, make_model: Callable[[S], M], settings: S, *, take_snapshot: Callable[[M], F]) -> None:
        self.settings = settings
        self.error = ""
        self._speed: float | None = None
        self._make_model = make_model
        self._take_snapshot = take_snapshot
        self._model: M | None = None
        self._is_started = self._is_paused = False
        self._draw: Callable[[F], None] | None = None
        self._wants_frame: Callable[[], bool] = lambda: True
        self._tell_state: Callable[[], None] = lambda: None
        self._told: tuple[State, str] = ("stopped", "")
        # When the next step and the next burst are due, when the last frame was drawn, and until when one must be
        # drawn, if at all.
        self._next_step = self._next_burst = self._last_frame = 0.0
        self._draw_by: float | None = None
        self._commands, self._end = start_worker(self, (Session._run_burst, ()))
        self._put(Session._make, self.settings)

    # ------------------------------------------------------------------------------------------------ commands

    @property
    def state(self) -> State:
        """What the session does, or will do once its current step ends."""
        return "failed" if self.error else "running" if self._is_started else "stopped"

    @property
    def speed(self) -> float | None:
        """Steps a second; None for as fast as it can."""
        return self._speed

    @speed.setter
    def speed(self, steps_per_second: float | None) -> None:
        self._speed = steps_per_second
        self._put(Session._restart_clock)

    def start(self) -> None:
        """Make steps until something stops them; a failed session needs a reset first."""
        self._set_started(not self.error)
        self._put(Session._restart_clock)

    def stop(self) -> None:
        """Make no more steps, the current one apart; then draw."""
        self._set_started(False)
        self._put(Session._require_frame)

    def step(self, action: str | None = None) -> None:
        """Stop, make one step (or what `action` names), and draw."""
        self._set_started(False)
        self._put(Session._step_once, action)

    def reset(self, **changes: Any) -> None:
        """Stop, and begin again with a new model, from the settings with some changes; mends a failed session.

        Raises
        ------
        TypeError, ValueError
            If there is no such setting, or it does not take such a value.
        """
        self.settings = replace(self.settings, **changes)
        self.error = ""
        self._set_started(False)
        self._put(Session._make, self.settings)

    def change(self, **changes: Any) -> None:
        """Change settings: live ones in the model as it is; others make a new model, which goes on running.

        Raises
        ------
        TypeError, ValueError
            If there is no such setting, or it does not take such a value.
        """
        old, self.settings = self.settings, replace(self.settings, **changes)
        changed = find_changes(old, self.settings)
        if changed:
            self._put(Session._apply if all(changed.values()) else Session._make, self.settings)

    def edit(self, function: Callable[[M], object]) -> None:
        """Run function(model) between two steps, and draw: what a hand does to points or data."""
        self._put(Session._edit, function)

    def pause(self) -> None:
        """Make no steps until `resume`, as while nobody looks; the state stays as it is."""
        self._is_paused = True

    def resume(self) -> None:
        """End a pause."""
        self._is_paused = False
        self._put(Session._restart_clock)

    def close(self) -> None:
        """End the thread after its current step; later commands do nothing."""
        self._set_started(False)
        self._end()

    def on_frame(self, draw: Callable[[F], None], wants_frame: Callable[[], bool] = lambda: True) -> None:
        """Let `draw(snapshot)` be called from the session's thread: now, and whenever there is something new.

        Snapshots are taken when `wants_frame()` says so; nothing is queued, the latest wins. After a stop, a step, a
        reset, a change or an edit there will be one in any case, if need be after half a second of patience.
        """
        self._put(Session._connect, draw, wants_frame)

    def on_state(self, tell: Callable[[], None]) -> None:
        """Let `tell()` be called, from whatever thread, after `state` or `error` has changed."""
        self._tell_state = tell

    def ask(self, function: Callable[[M], Any], *, timeout_seconds: float = 30) -> Any:
        """Return function(model), computed between two steps; for scripts and tests: a callback must not wait.

        Raises
        ------
        RuntimeError
            If the session has no model, or does not answer in time.
        """
        answers: queue.SimpleQueue[tuple[Any, Exception | None]] = queue.SimpleQueue()
        self._put(Session._answer, function, answers)
        try:
            value, error = answers.get(timeout=timeout_seconds)
        except queue.Empty:
            error = RuntimeError(f"Session.ask: the thread must answer within {timeout_seconds} s; closed or busy.")
        if error is not None:
            raise error
        return value

    def refresh(self, *, timeout_seconds: float = 30) -> None:
        """Draw, and return when it is done; for scripts and tests, as `ask`."""
        self.ask(lambda model: self._draw and self._draw(self._take_snapshot(model)), timeout_seconds=timeout_seconds)

    # ------------------------------------------------------------------------------------- in the session's thread

    def obey(self, function: Callable[..., None], arguments: tuple[Any, ...]) -> float | None:
        """Do one thing, and return how many seconds the thread may wait for the next; None for as long as it takes.

        For the thread alone; whatever fails becomes the state "failed".
        """
        try:
            function(self, *arguments)
            return self._draw_if_wanted()
        except Exception as error:
            self._is_started = False
            self.error = _describe(error)
            self._draw_by = None
            self._tell_if_new()
            return None

    def _connect(self, draw: Callable[[F], None], wants_frame: Callable[[], bool]) -> None:
        self._draw, self._wants_frame = draw, wants_frame
        self._require_frame()

    def _make(self, settings: S) -> None:
        self._model = None
        self._model = self._make_model(settings)
        self.error = ""
        self._tell_if_new()
        self._restart_clock()
        self._require_frame()

    def _apply(self, settings: S) -> None:
        if self.error or not hasattr(self._model, "apply"):
            self._make(settings)
        else:
            self._model.apply(settings)
            self._require_frame()

    def _step_once(self, action: str | None) -> None:
        if self._model is not None and not self.error:
            self._model.step(action)
            self._require_frame()

    def _edit(self, function: Callable[[M], object]) -> None:
        if self._model is not None and not self.error:
            function(self._model)
            self._require_frame()

    def _answer(self, function: Callable[[M], Any], answers: "queue.SimpleQueue[Any]") -> None:
        try:
            if self._model is None:
                raise RuntimeError(f"Session.ask: the session must have a model; got none. {self.error}")
            answers.put((function(self._model), None))
        except Exception as error:  # it belongs to whoever asked
            answers.put((None, error))

    def _run_burst(self) -> None:
        """Make the steps that are due, for a few milliseconds at most."""
        if monotonic() < self._next_burst:  # woken to draw
            return
        end = monotonic() + BURST_SECONDS
        while self._is_running and self._next_step <= (now := monotonic()) < end and self._commands.empty():
            self._model.step()
            if self._speed is not None:
                self._next_step = max(self._next_step, now - MAX_LAG_SECONDS) + 1 / self._speed
            if self._draw_by is None:
                self._draw_by = float("inf")
            if getattr(self._model, "is_finished", False):
                self._set_started(False)
                self._require_frame()
        self._next_burst = monotonic() + BREATH_SECONDS

    def _draw_if_wanted(self) -> float | None:
        """Draw if there is something new and someone to look at it; return the seconds until the next event."""
        now = monotonic()
        # Counted from the last burst: commands that come one after the other must not put off the next.
        waits = [max(self._next_step - now, self._next_burst - now, 0.0)] if self._is_running else []
        if self._draw_by is not None and self._draw is not None and self._model is not None:
            too_soon = self._last_frame + SECONDS_BETWEEN_FRAMES - now
            if self._commands.empty() and ((too_soon <= 0 and self._wants_frame()) or now >= self._draw_by):
                self._draw_by = None
                self._draw(self._take_snapshot(self._model))
                # A frame that came late does not put off those after it.
                self._last_frame = max(self._last_frame + SECONDS_BETWEEN_FRAMES, now - SECONDS_BETWEEN_FRAMES)
            elif self._is_running or self._draw_by < float("inf"):
                waits.append(too_soon if too_soon > 0 else LOOK_SECONDS)
        return min(waits, default=None)

    @property
    def _is_running(self) -> bool:
        return self._is_started and not self._is_paused and self._model is not None

    def _restart_clock(self) -> None:
        self._next_step = monotonic()

    def _require_frame(self) -> None:
        self._draw_by = min(self._draw_by or float("inf"), monotonic() + PATIENCE_SECONDS)

    # ------------------------------------------------------------------------------------------------- both sides

    def _put(self, function: Callable[..., None], *arguments: Any) -> None:
        self._commands.put((function, arguments))

    def _set_started(self, is_started: bool) -> None:
        self._is_started = is_started
        self._tell_if_new()

    def _tell_if_new(self) -> None:
        news = (self.state, self.error)
        if news != self._told:
            self._told = news
            self._tell_state()


def _describe(error: Exception) -> str:
    if isinstance(error, AtelierError):
        return str(error)
    reason = f"{type(error).__name__}: {error}"
    if len(reason) > MAX_ERROR_LENGTH:
        reason = reason[:MAX_ERROR_LENGTH] + " …"
    return text(
        fr=f"Le calcul s'est arrêté ({reason}). « Recommencer » remet tout à neuf.",
        en=f"The computation stopped ({reason}). Reset begins anew.",
    )
