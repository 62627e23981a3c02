"""The agent: on the main thread of the student's kernel, it does what the examiner asks and sends back what came of it.

Nothing here decides a mark. The student's code shares the process and can change all of this, which costs that
student alone: the examiner believes nothing but plain values that it compares itself.
"""

import builtins
import linecache
import signal
import socket
import sys
import threading
import types
from typing import Any

from numpy import ndarray

from .capture import Capture, plain_text
from .channel import SYNC, Channel, ChannelClosedError, converse, take
from .link import ErrorData, Link
from .vocabulary import LIMITS, Reference, UnsendableError, WireError, WireLimits

PROBE_FILE = "<probe>"
MAX_MESSAGE, MAX_LINE, MAX_FRAMES = 1000, 160, 6
# Read past what a class says about itself.
_name_of = type.__dict__["__name__"].__get__
_mro_of = type.__dict__["__mro__"].__get__
_module_of = type.__dict__["__module__"].__get__
_traceback_of = BaseException.__dict__["__traceback__"].__get__


class Agent(Link):
    """The student's end of the conversation.

    Parameters
    ----------
    namespace : dict
        The student's global names.
    """

    def __init__(self, namespace: dict[str, Any], exchange: Any, post: Any, limits: WireLimits = LIMITS) -> None:
        super().__init__(exchange, post, limits)
        self.namespace = namespace
        self.is_closed = False
        self._kept: list[Any] = []  # what the examiner has handles of
        self._numbers: dict[int, int] = {}
        self._stubs: dict[int, Any] = {}  # by the examiner's numbers
        self._stub_numbers: dict[int, int] = {}
        self._remote_errors: dict[int, tuple[BaseException, int]] = {}
        self._thread = threading.get_ident()
        self._in_student = self._is_interrupted = False

    # Interrupts reach the student's code only: a frame half sent would end the conversation.

    def interrupt(self, *_: Any) -> None:
        """Handle a signal."""
        if self._in_student:
            raise KeyboardInterrupt
        self._is_interrupted = True

    def _enter_student(self) -> None:
        self._in_student = True
        if self._is_interrupted:
            self._is_interrupted = False
            raise KeyboardInterrupt

    def _leave_student(self) -> None:
        self._in_student = False

    def _run(self, function: Any, *args: Any, **kwargs: Any) -> Any:
        try:
            self._enter_student()
            value = function(*args, **kwargs)
            self._leave_student()
        except BaseException:
            self._leave_student()
            raise
        return value

    # What the examiner asks for.

    def perform(self, verb: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if verb == "names":
            return tuple((name in self.namespace, self.namespace.get(name)) for name in args)
        if verb == "attribute":
            return self._run(getattr, target, args[0])
        if verb == "call":
            return self._run(target, *args, **kwargs)
        if verb == "probe":
            return self._run(self._make_probe(*target), *args, **kwargs)
        raise WireError("no such verb")

    def _make_probe(self, name: str, source: str) -> Any:
        """Define a probe where its free names are the student's, without leaving its own name there."""
        made: dict[str, Any] = {}
        exec(compile(source, PROBE_FILE, "exec"), self.namespace, made)
        return made[name]

    def begin(self) -> Capture:
        return Capture()

    def finish(self, begun: Capture) -> tuple[Any, ...]:
        begun.close()
        return begun.output(), begun.warnings(self._run, _names)

    # Objects that stay here, functions that stay there.

    def refer(self, value: Any) -> Reference:
        number = self._stub_numbers.get(id(value))
        if number is not None:
            return Reference("yours", number)
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._kept)
            self._kept.append(value)
        return Reference("mine", number, *describe_object(value))

    def resolve(self, reference: Reference) -> Any:
        if reference.owner == "mine":
            return self._make_stub(reference.key, reference.name)
        return self._kept[reference.key]

    def _make_stub(self, number: int, name: str) -> Any:
        if number in self._stubs:
            return self._stubs[number]

        def stub(*args: Any, **kwargs: Any) -> Any:
            if threading.get_ident() != self._thread or self.is_closed:
                raise RuntimeError(f"{name} can only be called in the main thread, before the call that got it returns")
            self._leave_student()
            try:
                return self.request("call", Reference("yours", number), args, kwargs)
            except ChannelClosedError:
                raise KeyboardInterrupt from None
            except UnsendableError as error:
                raise ValueError(f"{name}: the arguments are {error}") from None
            finally:
                self._enter_student()

        stub.__name__ = stub.__qualname__ = name
        self._stubs[number] = stub
        self._stub_numbers[id(stub)] = number
        return stub

    # Exceptions as data.

    def describe_error(self, error: BaseException) -> ErrorData:
        remote = self._remote_errors.get(id(error), (None, -1))
        theirs = remote[1] if remote[0] is error else -1
        names = _names(type(error))
        try:
            message = plain_text(self._run(str, error))[:MAX_MESSAGE]
        except BaseException:  # the student's own __str__
            message = ""
        return _name_of(type(error))[:100], names, message, self._own_lines(error), -1, theirs

    def _own_lines(self, error: BaseException) -> tuple[Any, ...]:
        """Return (line number, function, code) for the student's own lines on the way to an error."""
        lines, step = [], _traceback_of(error)
        while step is not None:
            code = step.tb_frame.f_code
            if step.tb_frame.f_globals is self.namespace and code.co_filename != PROBE_FILE:
                text = linecache.getline(code.co_filename, step.tb_lineno or 0)
                lines.append((step.tb_lineno or 0, code.co_name[:100], text.strip()[:MAX_LINE]))
            step = step.tb_next
        return tuple(lines[:2] + lines[2:][-(MAX_FRAMES - 2) :])

    def restore_error(self, data: ErrorData) -> BaseException:
        """Return an exception of the nearest builtin class, which is recognised if it comes back."""
        kinds = (getattr(builtins, name.removeprefix("builtins."), None) for name in data[1])
        for kind in kinds:
            if isinstance(kind, type) and issubclass(kind, Exception):
                try:
                    error = kind(data[2])
                except TypeError:  # its constructor wants more
                    continue
                self._remote_errors[id(error)] = (error, data[4])
                return error
        return RuntimeError(data[2])


def _names(kind: type) -> tuple[str, ...]:
    modules = [(_module_of(one), _name_of(one)) for one in _mro_of(kind)[:20]]
    return tuple(f"{module}.{name}"[:200] for module, name in modules if type(module) is str)


def describe_object(value: Any) -> tuple[str, str, str]:
    """Return (kind, name, detail) of an object, without running its code."""
    kind = type(value)
    if kind is types.FunctionType:
        return "function", value.__name__, ""
    if type in _mro_of(kind):
        return "class", _name_of(value), ""
    if kind is ndarray:
        return "array", "ndarray", f"dtype {value.dtype.str}" if value.dtype.kind != "O" else "dtype object"
    return "callable" if callable(value) else "object", _name_of(kind), ""


def stay_alive() -> None:
    """Make `exit()` in the notebook end what called it, not the kernel with all that comes after."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is not None:
        shell.ask_exit = _refuse_exit


def _refuse_exit() -> None:
    raise SystemExit


def serve(address: str | int, namespace: dict[str, Any]) -> None:
    """Serve one test: connect to the examiner, do what it asks until it hangs up.

    Parameters
    ----------
    address : str or int
        The path of a Unix socket, or the number of an open one.
    namespace : dict
        The student's global names.
    """
    if isinstance(address, int):
        connection = socket.socket(fileno=address)
    else:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(address)
    channel = Channel(connection, LIMITS.max_frame)
    agent = Agent(
        namespace,
        exchange=lambda frame: converse(channel, agent, frame),
        post=lambda frame: channel.send(SYNC, frame),
    )
    previous = signal.signal(signal.SIGINT, agent.interrupt)
    try:
        while True:
            take(channel, agent, *channel.receive())
    except ChannelClosedError:
        pass
    finally:
        agent.is_closed = True
        channel.close()
        signal.signal(signal.SIGINT, previous if previous is not None else signal.SIG_DFL)
