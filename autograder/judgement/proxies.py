"""What stands in a test for the student's things: handles that can be called and read, and nothing else; and probes."""

from typing import Any, NoReturn, Protocol

from autograder.judgement.student_error import clean
from autograder.judgement.vocabulary import Reference
from helpers import expect, values
from helpers.language import text


class Session(Protocol):
    """What a proxy needs of the examiner's end of the conversation."""

    def ask(self, verb: str, target: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Ask the student's end."""

    def misuse(self, problem: expect.Failure) -> NoReturn:
        """Raise a failure that the test cannot swallow."""


class Handle:
    """Stands for an object that is not plain and stays with the student: only its public attributes can be read.

    Any other use raises, so that no test passes on what a student's object says about itself.
    """

    __slots__ = ("_reference", "_session")

    def __init__(self, session: Session, reference: Reference) -> None:
        object.__setattr__(self, "_session", session)
        object.__setattr__(self, "_reference", reference)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(f"a handle shows public attributes only; {name!r} is private. Read it in a probe.")
        return self._session.ask("attribute", self, (name,), {})

    def __repr__(self) -> str:
        return describe_handle(self)

    __str__ = __repr__


class CallableHandle(Handle):
    """Stands for a function, a class or an object that can be called."""

    __slots__ = ()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._session.ask("call", self, args, kwargs)


class Probe:
    """A function of the test whose source runs where the answer lives."""

    def __init__(self, session: Session, name: str, source: str) -> None:
        self._session, self._name, self._source = session, name, source

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._session.ask("probe", (self._name, self._source), args, kwargs)


def describe_handle(handle: Handle) -> str:
    """Say what a handle stands for, as its owner described it."""
    _, _, kind, name, detail = handle._reference
    name = clean(name)[:80]
    match kind:
        case "function":
            return text(fr=f"la fonction {name}", en=f"the function {name}")
        case "class":
            return text(fr=f"la classe {name}", en=f"the class {name}")
        case "array":
            return text(fr=f"un tableau, {clean(detail)[:40]}", en=f"an array, {clean(detail)[:40]}")
        case _:
            return text(fr=f"un objet de la classe {name}", en=f"an object of class {name}")


def _refuse(operation: str) -> Any:
    def method(self: Handle, *args: Any, **kwargs: Any) -> NoReturn:
        generator = self._reference.name in ("generator", "map", "zip", "filter", "enumerate", "reversed")
        self._session.misuse(
            expect.Failure(
                text(fr="la réponse n'est pas une valeur simple", en="the answer is not a plain value"),
                expected=text(
                    fr="un nombre, un texte, un tableau, ou une liste, un tuple, un dictionnaire de ceux-ci",
                    en="a number, a text, an array, or a list, a tuple, a dictionary of these",
                ),
                got=describe_handle(self),
                hint=text(fr="renvoyez une liste", en="return a list") if generator else "",
            )
        )

    method.__name__ = method.__qualname__ = operation
    return method


_OPERATIONS = """
    bool eq ne lt le gt ge hash len iter next reversed contains getitem setitem delitem missing length_hint
    int float complex index round trunc floor ceil bytes format fspath
    neg pos abs invert add sub mul matmul truediv floordiv mod divmod pow lshift rshift and xor or
    radd rsub rmul rmatmul rtruediv rfloordiv rmod rdivmod rpow rlshift rrshift rand rxor ror
    iadd isub imul imatmul itruediv ifloordiv imod ipow ilshift irshift iand ixor ior
    enter exit aenter aexit await aiter anext setattr delattr
    array array_ufunc array_function torch_function instancecheck subclasscheck reduce reduce_ex copy deepcopy
"""
_REFUSED = _OPERATIONS.split()
for _name in _REFUSED:
    setattr(Handle, f"__{_name}__", _refuse(f"__{_name}__"))
for _kind in (Handle, CallableHandle):
    values.describe_with(_kind, describe_handle)
