"""What a call changed in its arguments: noticed where it ran, brought to where the arguments came from."""

from collections.abc import Iterable
from typing import Any

from numpy import ndarray
from numpy.random import Generator

from .arrays import as_plain_tensor
from .generators import read_state, set_state
from .vocabulary import SharedObjects, WireError

Change = tuple[int, Any]  # the number of a shared object, and all that it holds now


class Watch:
    """Remembers what some shared objects hold."""

    def __init__(self, shared: SharedObjects, numbers: Iterable[int]) -> None:
        self._shared = shared
        self._before: dict[int, Any] = {}
        for number in numbers:
            self.remember(number)

    def remember(self, number: int) -> None:
        """Take what an object holds now as unchanged. What may not be written to is not watched."""
        value = self._shared.objects[number]
        if type(value) is not ndarray or value.flags.writeable:
            self._before[number] = _hold(value)

    def collect(self) -> tuple[Change, ...]:
        """Return what has changed since the last time."""
        changes = []
        for number, before in list(self._before.items()):
            value = self._shared.objects[number]
            now = _hold(value)
            if not _is_same(before, now):
                self._before[number] = now
                changes.append((number, _travel(value)))
        return tuple(changes)

    def refresh(self, changes: Iterable[Change]) -> None:
        """Take changes that came from the other end as known."""
        for number, _ in changes:
            if number in self._before:
                self.remember(number)


def apply_changes(shared: SharedObjects, changes: Any) -> None:
    """Bring changes from the other end to the objects of this one.

    Raises
    ------
    WireError
        If they are no changes of these objects.
    """
    if type(changes) is not tuple:
        raise WireError("no changes")
    for change in changes:
        if type(change) is not tuple or len(change) != 2 or type(change[0]) is not int:
            raise WireError("no change")
        number, content = change
        if not 0 <= number < len(shared):
            raise WireError("no shared object")
        _apply(shared.objects[number], content)


def _hold(value: Any) -> Any:
    """Return what an object holds, in a form that can be compared without running anyone's code."""
    kind = type(value)
    if kind is ndarray:
        return value.dtype.str, value.shape, value.tobytes()
    if kind is list or kind is set:
        return list(value)
    if kind is dict:
        return [part for pair in list(value.items()) for part in pair]
    if kind is Generator:
        return read_state(value)
    tensor = as_plain_tensor(value)
    return None if tensor is None else _hold(tensor[0])


def _is_same(before: Any, now: Any) -> bool:
    if type(before) is list and type(now) is list:
        return len(before) == len(now) and all(one is other for one, other in zip(before, now, strict=True))
    return before == now


def _travel(value: Any) -> Any:
    """Return what an object holds, in a form that travels by value."""
    kind = type(value)
    if kind is ndarray:
        return value.copy()
    if kind is dict:
        return tuple((key, item) for key, item in list(value.items()))
    if kind is list or kind is set:
        return tuple(value)
    if kind is Generator:
        return read_state(value)
    tensor = as_plain_tensor(value)
    return None if tensor is None else tensor[0].copy()


def _apply(value: Any, content: Any) -> None:
    kind = type(value)
    if kind is Generator:
        set_state(value, content)
    elif kind in (list, set, dict):
        if type(content) is not tuple:
            raise WireError("no content")
        if kind is list:
            value[:] = content
            return
        new = kind(content)
        value.clear()
        value.update(new)
    else:
        _apply_array(value, content)


def _apply_array(value: Any, content: Any) -> None:
    tensor = None if type(value) is ndarray else as_plain_tensor(value)
    array = value if tensor is None else tensor[0]
    if type(array) is not ndarray or type(content) is not ndarray:
        raise WireError("no content")
    # An argument that was given another shape in place keeps its own here.
    if array.dtype == content.dtype and array.shape == content.shape:
        if not array.flags.writeable:
            raise WireError("a read-only array")
        array[...] = content
