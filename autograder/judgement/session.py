"""The examiner's end of the conversation, for one test."""

import functools
import sys
import types
import warnings
from typing import Any, NoReturn

import numpy as np

from autograder.judgement.clock import Clock, Ended
from autograder.judgement.link import UNSENDABLE, ErrorData, Link
from autograder.judgement.proxies import CallableHandle, Handle
from autograder.judgement.student_error import find_category, make_student_error
from autograder.judgement.vocabulary import Reference, UnsendableError, WireError
from autograder.judgement.wire import decode, encode
from helpers import expect
from helpers.language import text

_FUNCTIONS = (
    types.FunctionType, types.BuiltinFunctionType, types.MethodType, functools.partial, np.ufunc, type(np.sum),
)  # fmt: skip


class NotPlainError(TypeError):
    """An argument that a test may not give to an answer."""


class ExaminerSession(Link):
    """One test's conversation with the student's end.

    Parameters
    ----------
    clock : Clock
        Limits each call.
    copies_arguments : bool
        Whether calls get copies of what may change, so that the test's own objects stay as they are.

    Attributes
    ----------
    changed_arguments : bool
        Whether a call changed one of its arguments.
    faults : list of Exception
        Failures that the test cannot undo by catching them.
    """

    def __init__(self, exchange: Any, post: Any, clock: Clock, *, copies_arguments: bool = False) -> None:
        super().__init__(exchange, post)
        self.clock = clock
        self.copies_arguments = copies_arguments
        self.changed_arguments = False
        self.faults: list[Exception] = []
        self._handles: dict[int, Handle] = {}
        self._functions: list[Any] = []
        self._function_numbers: dict[int, int] = {}
        self._errors: list[BaseException] = []

    # Asking.

    def ask(self, verb: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Ask the student's end, within the limits of a call."""
        if self.copies_arguments:
            args, kwargs = copy_arguments((args, kwargs))
        is_outermost = self._depth == 0
        if is_outermost:
            self.clock.start_call()
        try:
            return self.request(verb, target, args, kwargs)
        except UnsendableError as error:
            raise self._blame_test(NotPlainError(f"an argument is {error}")) from None
        except WireError:
            raise Ended("tampered") from None
        finally:
            if is_outermost:
                self.clock.end_call()

    def fetch(self, names: tuple[str, ...]) -> dict[str, Any]:
        """Return those of the answer's names that exist, each a plain value or a handle."""
        found = self.ask("names", None, names, {})
        if type(found) is not tuple or len(found) != len(names):
            raise Ended("tampered")
        answers = {}
        for name, pair in zip(names, found, strict=True):
            if type(pair) is not tuple or len(pair) != 2 or type(pair[0]) is not bool:
                raise Ended("tampered")
            if pair[0]:
                answers[name] = pair[1]
        return answers

    def misuse(self, problem: expect.Failure) -> NoReturn:
        """Raise a failure that the test cannot swallow."""
        self.faults.append(problem)
        raise problem

    def _blame_test(self, error: Exception) -> Exception:
        self.faults.append(error)
        return error

    # Answering callbacks.

    def perform(self, verb: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if verb != "call" or not any(target is function for function in self._functions):
            raise WireError("no callback")
        try:
            return target(*args, **kwargs)
        except expect.Failure as failure:  # the student's code might catch it
            self.faults.append(failure)
            raise

    def must_leave(self, error: BaseException) -> bool:
        return not isinstance(error, Exception) or isinstance(error, WireError)

    def note_changes(self) -> None:
        self.changed_arguments = True

    # References.

    def refer(self, value: Any) -> Reference:
        if isinstance(value, Handle):
            return Reference("yours", value._reference.key)
        if not isinstance(value, _FUNCTIONS):
            kind = type(value).__name__
            raise self._blame_test(
                NotPlainError(
                    f"a call takes numbers, text, None, containers, arrays, tensors, rng and functions; got {kind}. "
                    "Make the object in a function decorated with @expect.probe."
                )
            )
        number = self._function_numbers.get(id(value))
        if number is None:
            number = self._function_numbers[id(value)] = len(self._functions)
            self._functions.append(value)
        return Reference("mine", number, "function", getattr(value, "__name__", "function"))

    def resolve(self, reference: Reference) -> Any:
        if reference.owner == "yours":
            return self._functions[reference.key]
        if reference.key not in self._handles:
            can_be_called = reference.kind in ("function", "class", "callable")
            self._handles[reference.key] = (CallableHandle if can_be_called else Handle)(self, reference)
        return self._handles[reference.key]

    # Errors and extras.

    def describe_error(self, error: BaseException) -> ErrorData:
        self._errors.append(error)
        classes = tuple(f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__)
        return type(error).__name__, classes, str(error)[:1000], (), len(self._errors) - 1, -1

    def restore_error(self, data: ErrorData) -> BaseException:
        if data[5] >= 0:
            if data[5] >= len(self._errors):
                raise WireError("no such error")
            return self._errors[data[5]]
        if data[1] == (UNSENDABLE,):
            return expect.Failure(
                text(fr="la valeur renvoyée ne peut pas être jugée", en="the returned value cannot be judged"),
                got=text(fr="une valeur trop grande ou trop imbriquée", en="a value that is too large or too deep"),
            )
        return make_student_error(data)

    def take_extras(self, extras: tuple[Any, ...]) -> None:
        if len(extras) != 2 or type(extras[0]) is not str or type(extras[1]) is not tuple:
            raise WireError("no extras")
        printed, caught = extras
        for warning in caught:
            if type(warning) is not tuple or len(warning) != 2 or type(warning[1]) is not str:
                raise WireError("no warning")
            if type(warning[0]) is not tuple or any(type(name) is not str for name in warning[0]):
                raise WireError("no warning")
        if printed:
            sys.stdout.write(printed)
        for classes, message in caught:
            warnings.warn(message, find_category(classes), stacklevel=4)


def copy_arguments(arguments: Any) -> Any:
    """Return arguments whose arrays, tensors and containers are copies, views of one memory still being so.

    Functions, handles and generators stay themselves: a generator is there to be advanced.
    """
    kept: list[Any] = []

    def keep(value: Any) -> Reference:
        kept.append(value)
        return Reference("mine", len(kept) - 1)

    try:
        frame = encode(_hide_generators(arguments, keep), refer=keep)
    except UnsendableError:  # the call will say so
        return arguments
    return decode(frame, resolve=lambda reference: kept[reference.key])


def _hide_generators(value: Any, keep: Any) -> Any:
    """Replace generators by references; containers that hold them come out as new ones."""
    kind = type(value)
    if kind is np.random.Generator:
        return keep(value)
    if kind in (tuple, list):
        return kind(_hide_generators(item, keep) for item in value)
    if kind is dict:
        return {key: _hide_generators(item, keep) for key, item in value.items()}
    return value
