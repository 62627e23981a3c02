"""One end of a conversation: ask the other end to do something, do what it asks, keep the arguments of both the same.

Both ends run the same code, so a call may call back, and that call again. Whatever the called side changes in the
arguments of a pending call is sent along whenever the conversation changes sides.
"""

from collections.abc import Callable
from typing import Any

from .changes import Watch, apply_changes
from .vocabulary import LIMITS, Reference, SharedObjects, UnsendableError, WireError, WireLimits
from .wire import decode, encode

MAX_NESTED = 40
# (name, names of the classes that it is, message, the student's lines, number at the sender's, at the receiver's)
ErrorData = tuple[str, tuple[str, ...], str, tuple[Any, ...], int, int]
UNSENDABLE = "unsendable"


class Link:
    """What both ends have in common.

    Parameters
    ----------
    exchange : callable
        Sends the bytes of a request and returns the bytes of its reply.
    post : callable
        Sends the bytes of changes, which have no reply.
    """

    def __init__(
        self, exchange: Callable[[bytes], bytes], post: Callable[[bytes], None], limits: WireLimits = LIMITS
    ) -> None:
        self.exchange, self.post, self.limits = exchange, post, limits
        self.shared = SharedObjects()
        self._watches: list[Watch] = []
        self._serial = 0
        self._depth = 0

    # What each end does in its own way.

    def refer(self, value: Any) -> Reference:
        """Return the reference that stands for an object which is not plain."""
        raise NotImplementedError

    def resolve(self, reference: Reference) -> Any:
        """Return the object that a reference from the other end stands for."""
        raise NotImplementedError

    def perform(self, verb: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Do what the other end asks."""
        raise NotImplementedError

    def describe_error(self, error: BaseException) -> ErrorData:
        """Return an exception as plain data."""
        raise NotImplementedError

    def restore_error(self, data: ErrorData) -> BaseException:
        """Return the exception that came as data."""
        raise NotImplementedError

    def begin(self) -> Any:
        """Do what comes before a performance."""

    def finish(self, begun: Any) -> tuple[Any, ...]:
        """Return what else a reply carries: standard output and warnings."""
        return ()

    def take_extras(self, extras: tuple[Any, ...]) -> None:
        """Receive what `finish` returned at the other end."""

    def note_changes(self) -> None:
        """Hear that an argument was changed, by either end."""

    # Asking.

    def request(self, verb: str, target: Any, args: tuple[Any, ...] = (), kwargs: dict[str, Any] | None = None) -> Any:
        """Ask the other end, and return or raise what comes of it.

        Raises
        ------
        UnsendableError
            If the arguments are too large.
        WireError
            If the reply is no reply.
        """
        if self._depth >= MAX_NESTED:
            raise RecursionError("calls and callbacks are nested too deeply")
        self._depth += 1
        self._serial += 1
        serial, mark = self._serial, len(self.shared)
        try:
            self._flush()
            frame = self._encode((serial, verb, target, tuple(args), tuple((kwargs or {}).items())), register=True)
            value, error, extras = self._read_reply(self.exchange(frame), serial)
        finally:
            self.shared.truncate(mark)
            self._depth -= 1
        self.take_extras(extras)
        if error is not None:
            raise self.restore_error(error)
        return value

    def _flush(self) -> None:
        changes = tuple(change for watch in self._watches for change in watch.collect())
        if changes:
            self.post(self._encode(changes))

    def _read_reply(self, frame: bytes, serial: int) -> tuple[Any, ErrorData | None, tuple[Any, ...]]:
        message = decode(frame, resolve=self.resolve, shared=self.shared, limits=self.limits)
        if type(message) is not tuple or len(message) != 5:
            raise WireError("no reply")
        number, value, error, changes, extras = message
        if type(number) is not int or number != serial or type(extras) is not tuple:
            raise WireError("no reply")
        if error is not None:
            check_error(error)
        self._receive(changes)
        return value, error, extras

    def accept(self, frame: bytes) -> None:
        """Receive changes of arguments of a pending call."""
        self._receive(decode(frame, resolve=self.resolve, shared=self.shared, limits=self.limits))

    def _receive(self, changes: Any) -> None:
        apply_changes(self.shared, changes)
        if changes:
            for watch in self._watches:
                watch.refresh(changes)
            self.note_changes()

    # Answering.

    def answer(self, frame: bytes) -> bytes:
        """Do what a request asks and return the reply.

        Raises
        ------
        WireError
            If the request is no request.
        """
        mark = len(self.shared)
        mentioned: set[int] = set()
        self._depth += 1
        try:
            message = decode(
                frame, resolve=self.resolve, shared=self.shared, register=True, mentioned=mentioned, limits=self.limits
            )
            serial, verb, target, args, kwargs = check_request(message)
            watch = Watch(self.shared, sorted({*mentioned, *range(mark, len(self.shared))}))
            self._watches.append(watch)
            try:
                return self._perform(serial, watch, verb, target, args, kwargs)
            finally:
                self._watches.pop()
        finally:
            self.shared.truncate(mark)
            self._depth -= 1

    def _perform(
        self, serial: int, watch: Watch, verb: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> bytes:
        value, error = None, None
        begun = self.begin()
        try:
            value = self.perform(verb, target, args, kwargs)
        except BaseException as caught:
            if self.must_leave(caught):
                self.finish(begun)
                raise
            error = self.describe_error(caught)
        extras = self.finish(begun)
        changes: tuple[Any, ...] = ()
        try:
            changes = watch.collect()
            if changes:
                self.note_changes()
            return self._encode((serial, value, error, changes, extras))
        except Exception as refused:
            if not isinstance(refused, UnsendableError):
                error = self.describe_error(refused)
            else:
                error = (UNSENDABLE, (UNSENDABLE,), str(refused), (), -1, -1)
            return self._encode((serial, None, error, (), extras))

    def must_leave(self, error: BaseException) -> bool:
        """Say whether an exception ends the conversation, rather than being its subject."""
        return False

    def _encode(self, message: tuple[Any, ...], *, register: bool = False) -> bytes:
        return encode(message, refer=self.refer, shared=self.shared, register=register, limits=self.limits)


def check_request(message: Any) -> tuple[int, str, Any, tuple[Any, ...], dict[str, Any]]:
    """Return the parts of a request, or raise `WireError`."""
    if type(message) is not tuple or len(message) != 5:
        raise WireError("no request")
    serial, verb, target, args, pairs = message
    types = (type(serial), type(verb), type(args), type(pairs))
    if types != (int, str, tuple, tuple) or any(type(pair) is not tuple or len(pair) != 2 for pair in pairs):
        raise WireError("no request")
    if any(type(name) is not str for name, _ in pairs):
        raise WireError("no keyword")
    return serial, verb, target, args, dict(pairs)


def check_error(data: Any) -> None:
    """Raise `WireError` unless a value is an exception as data."""
    if type(data) is not tuple or tuple(map(type, data)) != (str, tuple, str, tuple, int, int):
        raise WireError("no error")
    if any(type(name) is not str for name in data[1]):
        raise WireError("no error")
    for frame in data[3]:
        if type(frame) is not tuple or tuple(map(type, frame)) != (int, str, str):
            raise WireError("no error")
