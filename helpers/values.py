"""Plain values: what counts as numbers, when two values are the same, and how to say what a value is."""

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from helpers.language import text

NUMERIC_KINDS = "iufc"
_describers: list[tuple[type, Callable[[Any], str]]] = []


def describe_with(kind: type, describer: Callable[[Any], str]) -> None:
    """Let `describer` say what values of exactly the class `kind` are: for what stands for a student's object."""
    _describers.append((kind, describer))


def describe(value: Any) -> str:
    """Say in a few words what a value is, without running code of a class that is not ours."""
    for kind, describer in _describers:
        if type(value) is kind:
            return describer(value)
    if type(value) is np.ndarray or _is_tensor(value):
        array = as_array(value, booleans=True)
        if array is None:
            return f"{type(value).__name__}, dtype {value.dtype}"
        numbers = np.array2string(array, precision=6, threshold=12, edgeitems=2, separator=", ")
        return f"{shorten(numbers, 300)}  (shape {array.shape})" if array.ndim else shorten(numbers.removesuffix("."))
    if type(value) in (list, tuple):
        inside = ", ".join(describe(item) for item in value[:6]) + (", …" if len(value) > 6 else "")
        return shorten(f"[{inside}]" if type(value) is list else f"({inside})", 300)
    if type(value) is dict:
        inside = ", ".join(f"{describe(key)}: {describe(item)}" for key, item in list(value.items())[:6])
        return shorten("{" + inside + (", …}" if len(value) > 6 else "}"), 300)
    if type(value) in (set, frozenset):
        inside = ", ".join(map(describe, list(value)[:6]))
        return shorten("{" + inside + (", …}" if len(value) > 6 else "}"), 300) if value else "set()"
    if type(value) is int and value.bit_length() > 10_000:  # Python refuses to write such numbers out
        return text(fr=f"un entier de {value.bit_length()} bits", en=f"an integer of {value.bit_length()} bits")
    if type(value) in (int, float, complex, str, bytes, bool, type(None)) or is_numpy_scalar(value):
        shown = repr(value.item()) if is_numpy_scalar(value) else repr(value)
        none = text(fr="None (la fonction ne renvoie rien ?)", en="None (does the function return anything?)")
        return none if value is None else shorten(shown)
    name = type.__getattribute__(type(value), "__name__")
    return text(fr=f"un objet de la classe {name}", en=f"an object of class {name}")


def shorten(words: str, limit: int = 160) -> str:
    """Cut a text to a length."""
    return words if len(words) <= limit else words[: limit - 1] + "…"


def is_numpy_scalar(value: Any) -> bool:
    """Say whether a value is a scalar of NumPy's own."""
    return isinstance(value, np.generic) and type(value).__module__ == "numpy"


def _is_tensor(value: Any) -> bool:
    torch = sys.modules.get("torch")
    return torch is not None and type(value) in (torch.Tensor, torch.nn.Parameter)


def as_array(value: Any, *, booleans: bool = False) -> np.ndarray | None:
    """Convert plain numbers to an array, or return None: the one conversion table of all comparisons."""
    if type(value) in (list, tuple):
        parts = [as_array(item, booleans=booleans) for item in value]
        if any(part is None for part in parts) or len({part.shape for part in parts}) > 1:
            return None
        return np.array(parts) if parts else np.empty(0)
    if _is_tensor(value):
        value = value.detach().cpu().resolve_conj().resolve_neg().numpy()
    plain = type(value) in (int, float, complex, np.ndarray) or is_numpy_scalar(value)
    if not plain and not (booleans and type(value) is bool):
        return None
    array = np.asarray(value)
    return array if array.dtype.kind in NUMERIC_KINDS + ("b" if booleans else "") else None


def same(got: Any, expected: Any) -> bool:
    """Say whether two plain values are equal; a boolean equals only a boolean, a list is as good as a tuple."""
    if isinstance(expected, bool | np.bool_) or isinstance(got, bool | np.bool_):
        return type(got) in (bool, np.bool_) and type(expected) in (bool, np.bool_) and bool(got) == bool(expected)
    if type(expected) in (str, bytes, type(None)):
        return type(got) is type(expected) and got == expected
    if type(expected) is int and type(got) is int:  # of any length: arrays hold 64 bits
        return got == expected
    if type(expected) is dict:
        return (
            type(got) is dict
            and got.keys() == expected.keys()
            and all(same(got[key], value) for key, value in expected.items())
        )
    if type(expected) in (set, frozenset):
        return type(got) in (set, frozenset) and got == expected
    wanted, found = as_array(expected, booleans=True), as_array(got, booleans=True)
    if wanted is not None and found is not None and (wanted.dtype.kind == "b") == (found.dtype.kind == "b"):
        return found.shape == wanted.shape and bool((found == wanted).all())
    if type(expected) in (list, tuple):
        return type(got) in (list, tuple) and len(got) == len(expected) and all(map(same, got, expected))
    return False
