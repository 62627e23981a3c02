"""The checks pass what is right, refuse what only claims to be, and say what differs in both languages."""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from helpers import expect, values
from helpers.language import set_language


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("en")


class AlwaysEqual:
    """Claims to be equal to everything, and close to everything."""

    shape = ()
    dtype = np.dtype(float)

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(1.0)

    def __float__(self) -> float:
        return 1.0

    def __bool__(self) -> bool:
        return True

    def __repr__(self) -> str:
        raise RuntimeError("a representation that explodes")


class Subclass(np.ndarray):
    pass


class StrangeFloat(float):
    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = float.__hash__


RIGHT: list[tuple[Any, Any]] = [
    (1, 1.0), (1.0, 1), (np.float32(1), 1.0), (np.array(1.0), 1.0), (1.0 + 1e-9, 1.0), (1j, 1j), (np.int64(3), 3),
    ([1.0, 2.0], np.array([1, 2])), ((1.0, 2.0), [1.0, 2.0]), (np.array([[1.0]]), [[1.0]]), (np.nan, np.nan),
    (np.inf, np.inf), (torch.tensor([1.0, 2.0]), [1.0, 2.0]), (torch.tensor(1.0, requires_grad=True), 1.0),
    ([torch.tensor(1.0), 2.0], [1.0, 2.0]), ([], np.empty(0)), (np.arange(6.0).reshape(2, 3).T, np.arange(6.0).reshape(2, 3).T),
]  # fmt: skip
WRONG: list[tuple[Any, Any]] = [
    (True, 1), (np.True_, 1.0), (AlwaysEqual(), 1.0), (StrangeFloat(1.0), 1.0), (np.array([1.0]).view(Subclass), [1.0]),
    (np.array([1.0], dtype=object), [1.0]), ("1", 1), (None, 1.0), (np.nan, 1.0), (1.0, np.nan), (np.inf, 1.0),
    (-np.inf, np.inf), (1.0, [1.0]), ([1.0], 1.0), (np.zeros((3, 1)), np.zeros(3)), ([[1.0], [1.0, 2.0]], [1.0, 2.0]),
    (1.001, 1.0), ({"a": 1}, 1.0), ([True], [1.0]), (torch.tensor([True]), [1.0]), (lambda: 1.0, 1.0), (1 + 1j, 1.0),
]  # fmt: skip


@pytest.mark.parametrize(("got", "expected"), RIGHT, ids=repr)
def test_close_takes_what_is_right(got: Any, expected: Any) -> None:
    expect.close(got, expected)


@pytest.mark.parametrize(("got", "expected"), WRONG, ids=lambda v: type(v).__name__)
def test_close_refuses_what_is_not(got: Any, expected: Any) -> None:
    with pytest.raises(expect.Failure):
        expect.close(got, expected)


@given(hnp.arrays(np.float64, hnp.array_shapes(max_dims=3, max_side=4), elements=st.floats(-1e6, 1e6)), st.data())
def test_close_finds_any_single_difference(array: np.ndarray, data: st.DataObject) -> None:
    expect.close(array.copy(), array)
    index = data.draw(st.tuples(*(st.integers(0, n - 1) for n in array.shape)))
    changed = array.copy()
    changed[index] += 1 + abs(changed[index])
    with pytest.raises(expect.Failure, match=r"1 of|right value"):
        expect.close(changed, array)


def test_the_author_must_expect_numbers() -> None:
    with pytest.raises(TypeError, match="expected must be numbers"):
        expect.close(1.0, "one")


EQUAL: list[tuple[Any, Any]] = [
    (3, 3), (np.int64(3), 3), ("a", "a"), (None, None), (True, True), (np.True_, True), ([1, 2], (1, 2)), (np.array([1, 2]), [1, 2]),
    ({"a": [1, 2]}, {"a": (1, 2)}), ({1, 2}, {1, 2}), (["D", "G"], ["D", "G"]), ((1, ["a", None]), (1, ["a", None])),
    (np.array([True, False]), [True, False]), (b"x", b"x"),
]  # fmt: skip
UNEQUAL: list[tuple[Any, Any]] = [
    (1, True), (True, 1), (AlwaysEqual(), 3), ("a", "b"), (None, 0), ([1, 2], [1, 2, 3]), ([1, 2], [2, 1]), ({"a": 1}, {"b": 1}),
    ({"a": 1}, {"a": 2}), ({1}, [1]), (np.array([1, 0]), [True, False]), ("1", 1), (["D"], "D"), (AlwaysEqual(), "a"),
    ([AlwaysEqual()], ["a"]),
]  # fmt: skip


@pytest.mark.parametrize(("got", "expected"), EQUAL, ids=lambda v: type(v).__name__)
def test_equal_takes_what_is_the_same(got: Any, expected: Any) -> None:
    expect.equal(got, expected)


@pytest.mark.parametrize(("got", "expected"), UNEQUAL, ids=lambda v: type(v).__name__)
def test_equal_refuses_what_is_not(got: Any, expected: Any) -> None:
    with pytest.raises(expect.Failure):
        expect.equal(got, expected)


def raise_it(error: BaseException) -> Any:
    raise error


def warn() -> None:
    warnings.warn("overflow", RuntimeWarning, stacklevel=1)


def spoil(array: np.ndarray) -> None:
    array[0] = 7


def run_unchanged(change: Callable[[np.ndarray], None]) -> None:
    array = np.ones(3)
    with expect.unchanged(array):
        change(array)


def run_silent(action: Callable[[], None]) -> None:
    with expect.silent():
        action()


PASSES: dict[str, Callable[[], Any]] = {
    "shape of an array": lambda: expect.shape(np.zeros((2, 3)), (2, 3)),
    "shape of a number": lambda: expect.shape(1.0, ()),
    "shape of booleans": lambda: expect.shape(np.zeros(2, bool), (2,)),
    "shape of a tensor": lambda: expect.shape(torch.zeros(2, 1), (2, 1)),
    "dtype of an array": lambda: expect.dtype(np.zeros(2, np.float32), np.float32),
    "dtype of a scalar": lambda: expect.dtype(np.float64(1), float),
    "a condition": lambda: expect.true(True),
    "a NumPy condition": lambda: expect.true(np.bool_(True)),
    "finite": lambda: expect.finite([1.0, -1e300]),
    "within": lambda: expect.within([0.0, 1.0], 0, 1),
    "raises": lambda: expect.raises(ValueError, raise_it, ValueError("no")),
    "raises a subclass": lambda: expect.raises(ArithmeticError, raise_it, ZeroDivisionError()),
    "unpack a tuple": lambda: expect.unpack((1, 2), 2),
    "unchanged": lambda: run_unchanged(lambda array: None),
    "silent": lambda: run_silent(lambda: None),
}
FAILS: dict[str, tuple[Callable[[], Any], str]] = {
    "another shape": (lambda: expect.shape(np.zeros((2, 3)), (3, 2)), r"shape[\s\S]*\(3, 2\)[\s\S]*\(2, 3\)"),
    "no shape": (lambda: expect.shape(AlwaysEqual(), ()), "object of class AlwaysEqual"),
    "another dtype": (lambda: expect.dtype(np.zeros(2), np.float32), "float32[\\s\\S]*float64"),
    "dtype of a list": (lambda: expect.dtype([1.0], float), "dtype"),
    "dtype of an impostor": (lambda: expect.dtype(AlwaysEqual(), float), "dtype"),
    "a false condition": (lambda: expect.true(False), "does not hold"),
    "a condition that is none": (lambda: expect.true(AlwaysEqual()), "class AlwaysEqual"),
    "one": (lambda: expect.true(1), "does not hold"),
    "infinite": (lambda: expect.finite([1.0, np.inf]), "not finite"),
    "nan": (lambda: expect.finite(np.nan), "not finite"),
    "out of range": (lambda: expect.within([0.0, 1.1], 0, 1), "between 0 and 1"),
    "nan out of range": (lambda: expect.within(np.nan, 0, 1), "out of range"),
    "nothing raised": (lambda: expect.raises(ValueError, len, []), "should have raised ValueError"),
    "another error": (lambda: expect.raises(ValueError, raise_it, KeyError("k")), "not the expected error"),
    "too many values": (lambda: expect.unpack((1, 2, 3), 2), "must return 2 values"),
    "no value": (lambda: expect.unpack(None, 2), "does the function return anything"),
    "an impostor": (lambda: expect.unpack(AlwaysEqual(), 2), "class AlwaysEqual"),
    "a changed argument": (lambda: run_unchanged(spoil), "an argument was modified"),
    "a warning": (lambda: run_silent(warn), "RuntimeWarning: overflow"),
}


@pytest.mark.parametrize("name", PASSES)
def test_the_check_passes(name: str) -> None:
    PASSES[name]()


@pytest.mark.parametrize("name", FAILS)
def test_the_check_fails_and_says_why(name: str) -> None:
    action, pattern = FAILS[name]
    with pytest.raises(expect.Failure, match=pattern):
        action()


def test_a_changed_nan_is_no_change() -> None:
    array = np.array([np.nan, 1.0])
    with expect.unchanged(array):
        pass


def test_an_unwritten_answer_is_no_wrong_error() -> None:
    """`raises` must not report a stub as an answer that raises the wrong thing: the notebook says it better."""
    with pytest.raises(NotImplementedError):
        expect.raises(ValueError, raise_it, NotImplementedError())


def test_the_card_speaks_the_language_of_the_notebook() -> None:
    set_language("fr")
    with pytest.raises(expect.Failure) as caught:
        expect.close([1.0, 3.0], [1.0, 2.0], fr="pensez au signe", en="mind the sign")
    assert str(caught.value).splitlines() == [
        "✗ 1 valeur(s) fausse(s) sur 2, la première à l'indice 1",
        "  attendu : [1., 2.]  (shape (2,))",
        "  obtenu  : [1., 3.]  (shape (2,))",
        "  indice  : pensez au signe",
    ]


def test_a_single_number_is_shown_without_a_trailing_point() -> None:
    with pytest.raises(expect.Failure) as caught:
        expect.close(7.0, 10.0)
    assert (caught.value.expected, caught.value.got) == ("10", "7")


def test_long_answers_are_abridged() -> None:
    for value in (np.arange(1e6), "x" * 10_000, list(range(10_000)), {i: i for i in range(10_000)}):
        assert len(values.describe(value)) < 400


def test_a_description_runs_no_code_of_the_answer() -> None:
    assert values.describe(AlwaysEqual()) == "an object of class AlwaysEqual"
    assert values.describe([AlwaysEqual()]) == "[an object of class AlwaysEqual]"
    assert values.describe({"a": AlwaysEqual()}) == "{'a': an object of class AlwaysEqual}"


def test_a_probe_is_the_function_itself() -> None:
    def measure(x: int) -> int:
        return x

    assert expect.probe(measure) is measure
