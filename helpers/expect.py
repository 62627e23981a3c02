"""The language of tests: compare an answer with what is expected, and say in one short card what differs.

Every check is strict on types: an object that claims to be equal to everything passes nothing. Checks return None;
a failed check raises `Failure`, whose text is the card that the student reads.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from helpers.language import prose, text
from helpers.tally import count_pass
from helpers.values import as_array, describe, is_numpy_scalar, same, shorten

__all__ = [
    "Failure", "close", "dtype", "equal", "finite", "probe", "raises", "shape", "silent", "true", "unchanged",
    "unpack", "within",
]  # fmt: skip


class Failure(AssertionError):
    """A check that failed: what is wrong, what was expected, what came, and a hint.

    Its text is already in the notebook's language and already abridged.
    """

    def __init__(self, problem: str, *, expected: str = "", got: str = "", hint: str = "") -> None:
        self.problem = problem
        self.expected = expected
        self.got = got
        self.hint = hint
        super().__init__(problem)

    def lines(self) -> list[str]:
        """Return the card, one string a line: the problem, then expected, got and hint where there are any."""
        labels = {
            text(fr="attendu", en="expected"): self.expected,
            text(fr="obtenu", en="got"): self.got,
            text(fr="indice", en="hint"): self.hint,
        }
        width = max(map(len, labels))
        indent = "\n" + " " * (width + 5)
        rows = [f"  {label:<{width}} : {value}" for label, value in labels.items() if value]
        return [f"✗ {self.problem}", *(row.replace("\n", indent) for row in rows)]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback: the card, without the checker's insides."""
        first, *rest = self.lines()
        return [f"\x1b[1;31m{first}\x1b[0m", *rest]


# ---------------------------------------------------------------------------------------------- comparisons


def close(got: Any, expected: Any, *, rtol: float = 1e-6, atol: float = 1e-9, fr: str = "", en: str = "") -> None:
    """Check that numbers agree up to rounding: |got - expected| <= atol + rtol |expected|, and the shapes are equal.

    Takes Python numbers, NumPy scalars and arrays, torch tensors, and lists or tuples of these; refuses booleans,
    object arrays and subclasses. dtypes are not compared. NaN and infinity pass only where they are expected.

    Parameters
    ----------
    got, expected : number, array, tensor, list or tuple
        What came, and what should have.
    rtol, atol : float
        Relative and absolute tolerance.
    fr, en : str
        The hint, in both languages.
    """
    wanted = as_array(expected)
    if wanted is None:
        raise TypeError(f"expect.close: expected must be numbers; got {describe(expected)}.")
    hint = prose(fr=fr, en=en)
    found = _numbers(got, expected=wanted, hint=hint)
    _check_shape(found, wanted.shape, hint)
    with np.errstate(all="ignore"):
        wrong = ~np.isclose(found, wanted, rtol=rtol, atol=atol, equal_nan=True)
    if wrong.any():
        raise Failure(
            _count_differences(found, wanted, wrong),
            expected=describe(wanted),
            got=describe(found),
            hint=hint,
        )
    count_pass()


def equal(got: Any, expected: Any, *, fr: str = "", en: str = "") -> None:
    """Check that two plain values are the same, exactly: numbers, strings, booleans, None, arrays, containers.

    A list is as good as a tuple, a NumPy integer as good as an int, an array of integers as good as their list;
    a boolean equals only a boolean.
    """
    if not same(got, expected):
        raise Failure(
            text(fr="la valeur n'est pas la bonne", en="not the right value"),
            expected=describe(expected),
            got=describe(got),
            hint=prose(fr=fr, en=en),
        )
    count_pass()


def shape(got: Any, expected: tuple[int, ...], *, fr: str = "", en: str = "") -> None:
    """Check the shape of an array, a tensor, a number (shape ()) or nested lists."""
    hint = prose(fr=fr, en=en)
    _check_shape(_numbers(got, expected=None, hint=hint, booleans=True), tuple(expected), hint)
    count_pass()


def dtype(got: Any, expected: Any, *, fr: str = "", en: str = "") -> None:
    """Check the dtype of a NumPy array or scalar; `expected` is anything that `numpy.dtype` takes."""
    wanted = np.dtype(expected)
    found = got.dtype if type(got) is np.ndarray or is_numpy_scalar(got) else None
    # NumPy takes None for float64 in comparisons, hence the first condition.
    if found is None or found != wanted:
        raise Failure(
            text(fr="le type des nombres (dtype) n'est pas le bon", en="not the right dtype"),
            expected=str(wanted),
            got=describe(got) if found is None else str(found),
            hint=prose(fr=fr, en=en),
        )
    count_pass()


def true(got: Any, *, fr: str = "", en: str = "") -> None:
    """Check that a condition, a Python or NumPy boolean, holds. The hint should say which one."""
    if type(got) not in (bool, np.bool_) or not got:
        raise Failure(
            text(fr="la condition n'est pas vérifiée", en="the condition does not hold"),
            got="" if type(got) in (bool, np.bool_) else describe(got),
            hint=prose(fr=fr, en=en),
        )
    count_pass()


def finite(got: Any, *, fr: str = "", en: str = "") -> None:
    """Check that every number is finite: no NaN, no infinity."""
    hint = prose(fr=fr, en=en)
    found = _numbers(got, expected=None, hint=hint)
    if not np.isfinite(found).all():
        raise Failure(
            text(fr="des valeurs ne sont pas finies (nan ou inf)", en="some values are not finite (nan or inf)"),
            got=describe(found),
            hint=hint,
        )
    count_pass()


def within(got: Any, low: float, high: float, *, fr: str = "", en: str = "") -> None:
    """Check that every number lies in [low, high]."""
    hint = prose(fr=fr, en=en)
    found = _numbers(got, expected=None, hint=hint)
    # Written so that a NaN, for which every comparison is false, fails.
    if np.iscomplexobj(found) or not ((found >= low) & (found <= high)).all():
        raise Failure(
            text(fr="des valeurs sortent de l'intervalle", en="some values are out of range"),
            expected=text(fr=f"entre {low:g} et {high:g}", en=f"between {low:g} and {high:g}"),
            got=describe(found),
            hint=hint,
        )
    count_pass()


def unpack(got: Any, n: int, *, fr: str = "", en: str = "") -> Sequence[Any]:
    """Check that an answer returned `n` values (a tuple or a list) and return them, ready to be unpacked."""
    if type(got) not in (tuple, list) or len(got) != n:
        raise Failure(
            text(fr=f"la fonction doit renvoyer {n} valeurs", en=f"the function must return {n} values"),
            expected=text(fr=f"un tuple de {n} valeurs", en=f"a tuple of {n} values"),
            got=describe(got),
            hint=prose(fr=fr, en=en),
        )
    count_pass()
    return got


# ---------------------------------------------------------------------------------------------- behaviour


def raises(
    exception: type[Exception],
    function: Callable[..., Any],
    *args: Any,
    fr: str = "",
    en: str = "",
    **kwargs: Any,
) -> None:
    """Check that `function(*args, **kwargs)` raises `exception` (or a subclass of it)."""
    name = exception.__name__
    hint = prose(fr=fr, en=en)
    try:
        value = function(*args, **kwargs)
    except exception:
        count_pass()
        return
    except NotImplementedError:
        raise
    except Exception as error:
        raise Failure(
            text(fr=f"ce n'est pas l'erreur attendue ({name})", en=f"not the expected error ({name})"),
            expected=name,
            got=f"{type(error).__name__}: {shorten(str(error))}",
            hint=hint,
        ) from None
    raise Failure(
        text(fr=f"l'appel devait lever {name}", en=f"the call should have raised {name}"),
        expected=name,
        got=describe(value),
        hint=hint,
    )


@contextmanager
def unchanged(*arrays: np.ndarray, fr: str = "", en: str = "") -> Iterator[None]:
    """Check that the calls made in the block leave `arrays` (given to them as arguments) as they were.

    >>> X = np.ones((3, 2))
    >>> with unchanged(X):
    ...     total = X.sum()
    """
    before = [array.copy() for array in arrays]
    yield
    for array, old in zip(arrays, before, strict=True):
        if array.dtype != old.dtype or not np.array_equal(array, old, equal_nan=old.dtype.kind in "fc"):
            raise Failure(
                text(fr="un argument a été modifié", en="an argument was modified"),
                expected=describe(old),
                got=describe(array),
                hint=text(
                    fr=fr or "travaillez sur une copie : l'appelant garde ses tableaux intacts",
                    en=en or "work on a copy: the caller's arrays must stay as they were",
                ),
            )
    count_pass()


@contextmanager
def silent(*, fr: str = "", en: str = "") -> Iterator[None]:
    """Check that the calls made in the block give no warning (an overflow in `exp`, a division by zero …)."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        yield
    if caught:
        raise Failure(
            text(fr="le calcul émet un avertissement", en="the computation gives a warning"),
            got=shorten(f"{caught[0].category.__name__}: {caught[0].message}"),
            hint=prose(fr=fr, en=en),
        )
    count_pass()


def probe(function: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a function that measures an answer where the answer lives, and returns plain measurements.

    In a notebook the decorator changes nothing. When a submission is graded, the body of the function runs in the
    student's process and only what it returns comes back. It may refer to nothing but its arguments, the names of
    the setup cells and those of the answer.
    """
    return function


# ---------------------------------------------------------------------------------------------- shared


def _numbers(got: Any, *, expected: np.ndarray | None, hint: str, booleans: bool = False) -> np.ndarray:
    found = as_array(got, booleans=booleans)
    if found is None:
        raise Failure(
            text(fr="la réponse n'est pas faite de nombres", en="the answer is not made of numbers"),
            expected=text(fr="un nombre ou un tableau", en="a number or an array")
            if expected is None
            else describe(expected),
            got=describe(got),
            hint=hint,
        )
    return found


def _check_shape(found: np.ndarray, expected: tuple[int, ...], hint: str) -> None:
    if found.shape != expected:
        raise Failure(
            text(fr="la forme (shape) n'est pas la bonne", en="not the right shape"),
            expected=str(expected),
            got=str(found.shape),
            hint=hint,
        )


def _count_differences(found: np.ndarray, wanted: np.ndarray, wrong: np.ndarray) -> str:
    if found.ndim == 0:
        return text(fr="la valeur n'est pas la bonne", en="not the right value")
    index = tuple(int(i) for i in np.argwhere(wrong)[0])
    position = str(index[0]) if len(index) == 1 else str(index)
    return text(
        fr=f"{wrong.sum()} valeur(s) fausse(s) sur {wrong.size}, la première à l'indice {position}",
        en=f"{wrong.sum()} of {wrong.size} values are wrong, the first at index {position}",
    )
