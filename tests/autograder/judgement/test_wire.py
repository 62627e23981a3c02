"""The wire carries the values of a closed list unchanged, and nothing that is not a message gets through."""

import ast
import contextlib
import math
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from autograder.judgement import bundle
from autograder.judgement.generators import MAX_DRAWS, count_draws, read_state, set_state
from autograder.judgement.vocabulary import HEAD, VERSION, SharedObjects, UnsendableError, WireError, WireLimits
from autograder.judgement.wire import decode, encode

SMALL = WireLimits(max_bytes=10_000, max_items=200, max_depth=8)
FEW = settings(max_examples=60, deadline=None)

numbers = st.integers() | st.floats() | st.complex_numbers() | st.booleans() | st.none()
words = st.text() | st.binary()
scalars = st.sampled_from(["?", "i1", "u8", "f2", "f4", "f8", "c8", "c16"]).flatmap(
    lambda code: arrays.from_dtype(np.dtype(code))
)
keys = numbers | words | st.tuples(numbers, words) | st.frozensets(numbers, max_size=3)
dtypes = st.sampled_from(["?", "i1", ">i4", "<u2", "f4", ">f8", "c16", "f2"]).map(np.dtype)
plain_arrays = dtypes.flatmap(lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, min_side=0, max_side=5)))
values = st.recursive(
    keys | scalars | plain_arrays,
    lambda inside: (
        st.lists(inside, max_size=4)
        | st.tuples(inside, inside)
        | st.dictionaries(keys, inside, max_size=3)
        | st.sets(keys, max_size=3)
    ),
    max_leaves=8,
)


def carry(value: Any) -> Any:
    """Send a value over the wire and receive it."""
    return decode(encode(value))


def is_same(one: Any, other: Any) -> bool:
    """Say whether two values are the same to the bit, types included."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, np.generic):
        return one.tobytes() == other.tobytes()
    if isinstance(one, float):
        return math.copysign(1, one) == math.copysign(1, other) and (one == other or one != one)
    if isinstance(one, complex):
        return is_same((one.real, one.imag), (other.real, other.imag))
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(is_same, one, other))
    if isinstance(one, dict):
        return is_same(list(one.items()), list(other.items()))
    if isinstance(one, set | frozenset):
        return len(one) == len(other) and sorted(map(repr, one)) == sorted(map(repr, other))
    return one == other


# ------------------------------------------------------------------------------------------ what travels


@FEW
@given(values)
def test_a_value_comes_out_as_it_went_in(value: Any) -> None:
    assert is_same(carry(value), value)


@pytest.mark.parametrize(
    "value", [2**63, -(2**63), -(2**63) - 1, 10**1000, -1, 0, "\ud800", range(3, 30, 4), np.longdouble(1) / 3]
)
def test_the_edges_of_types(value: Any) -> None:
    assert is_same(carry(value), value)


@pytest.mark.parametrize(
    "take",
    [
        lambda X: X,
        lambda X: X.T,
        lambda X: X[::2],
        lambda X: X[::-1, ::-2],
        lambda X: X[:, 1],
        lambda X: X[1:1],
        np.asfortranarray,
        lambda X: X[2, 3],
        lambda X: np.array(X[2, 3]),
        lambda X: np.broadcast_to(X[0], (3, 6)),
        lambda X: np.lib.stride_tricks.sliding_window_view(X[0], 3),
        lambda X: X.astype(">f4"),
    ],
)
def test_an_array_keeps_its_strides_and_flags(take: Any) -> None:
    X = take(np.arange(24.0).reshape(4, 6))
    got = carry(X)
    assert is_same(got, X)
    if X.size and X.ndim:
        assert got.strides == X.strides
        assert [got.flags[name] for name in ("C", "F", "W", "A")] == [X.flags[name] for name in ("C", "F", "W", "A")]


def test_a_read_only_array_stays_one() -> None:
    X = np.arange(3.0)
    X.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        carry(X)[0] = 1.0


def test_views_of_one_memory_stay_views_of_one_memory() -> None:
    X = np.zeros((4, 6))
    got, rows, again, (column,), empty = carry((X, X[::2], X, [X[:, 1]], X[:0]))
    assert got is again and empty.shape == (0, 6)
    column[2] = 5.0
    assert got[2, 1] == rows[1, 1] == 5.0
    assert not np.shares_memory(*carry((X, X.copy())))


def test_the_gaps_of_a_slice_do_not_travel() -> None:
    table = np.array([[1.0, 12345.0], [2.0, 12345.0]])
    frame = encode(table[:, 0])
    assert np.float64(12345.0).tobytes() not in frame
    assert np.float64(12345.0).tobytes() in encode(table)


def test_one_list_twice_is_one_list_twice() -> None:
    row = [1]
    first, (second, third) = carry((row, [row, [1]]))
    assert first is second and first is not third


def test_tensors() -> None:
    torch = pytest.importorskip("torch")
    leaf = torch.arange(6.0).reshape(2, 3).requires_grad_()
    half = torch.ones(2, dtype=torch.bfloat16)
    got, turned, brain, parameter, again = carry((leaf, leaf.detach().T, half, torch.nn.Parameter(leaf.detach()), leaf))
    assert got is again and got.requires_grad and torch.equal(got, leaf)
    assert turned.stride() == (1, 3) and not turned.requires_grad
    assert brain.dtype is torch.bfloat16 and parameter.requires_grad
    assert carry(leaf * 2).grad_fn is None  # by value: the graph stays at home


def test_a_generator_travels_by_its_state() -> None:
    rng = np.random.default_rng([1, 2])
    rng.integers(5, dtype=np.uint32)  # leaves half a word behind
    one, other = carry((rng, rng))
    assert one is other
    assert (
        one.integers(1 << 30, dtype=np.uint32, size=3).tolist()
        == rng.integers(1 << 30, dtype=np.uint32, size=3).tolist()
    )
    assert one.spawn(1)[0].normal() == rng.spawn(1)[0].normal()


def test_a_generator_moves_forward_only() -> None:
    rng, ahead = np.random.default_rng(3), np.random.default_rng(3)
    ahead.normal(size=1000)
    before, after = read_state(rng), read_state(ahead)
    assert count_draws(before[0], after[0], before[1]) >= 1000
    set_state(rng, after)
    assert rng.normal() == ahead.normal()
    for state in (before, read_state(np.random.default_rng(4)), (after[0] ^ 1 << 90, *after[1:]), "no state", (1,) * 8):
        with pytest.raises(WireError):
            set_state(rng, state)
    assert MAX_DRAWS < 1 << 64


# ----------------------------------------------------------------------------------------- what does not


class Int(int):
    """Not exactly an int."""


@pytest.mark.parametrize(
    "value",
    [
        Int(3),
        object(),
        len,
        {object(): 1},
        np.array([object()]),
        np.ma.array([1]),
        np.array(["a"]),
        np.str_("a"),
        np.datetime64(1, "s"),
    ],
)
def test_what_is_not_plain_goes_through_refer(value: Any) -> None:
    with pytest.raises(WireError, match="not plain"):
        encode([value])


def test_what_cannot_travel_is_refused() -> None:
    cycle: list[Any] = []
    cycle.append([cycle])
    deep: Any = ()
    for _ in range(50):
        deep = (deep,)
    wide: Any = [0] * 100
    many = [[[wide] * 100] * 100] * 100
    for value in (
        cycle,
        deep,
        many,
        [0] * 501_000,
        np.zeros(9_000_000),
        "x" * (65 << 20),
        np.broadcast_to(1.0, 10**9),
        1 << 2_000_000,
    ):
        with pytest.raises(UnsendableError):
            encode(value)


def test_a_small_message_cannot_stand_for_a_large_one() -> None:
    """The decoder counts too: its messages need not come from our encoder."""
    generous = WireLimits(max_bytes=1 << 40, max_items=1 << 40, max_depth=1000)
    row = [0] * 50
    for value in (
        [row] * 50,
        np.broadcast_to(1.0, 10**6),
        [np.zeros(100)] * 20,
        range(10**6),
        "x" * 20_000,
        [[[[[[[[[1]]]]]]]]],
    ):
        with pytest.raises(WireError):
            decode(encode(value, limits=generous), limits=SMALL)
    for count in (10**6, 2**32 - 1):
        frame = HEAD.pack(VERSION, 0, 5) + b"L" + count.to_bytes(4, "little") + b"\0" * 2
        with pytest.raises(WireError):
            decode(frame)


# ------------------------------------------------------------------------------------------ hostile bytes


def decode_anything(frame: bytes) -> None:
    """Decode, and allow nothing but a value or a `WireError`."""
    shared = SharedObjects()
    for value in ([1], np.zeros(3)):
        shared.weights[shared.add(value)] = (2, 24)
    with contextlib.suppress(WireError):
        decode(frame, shared=shared, limits=SMALL)


@FEW
@given(st.binary(max_size=300))
def test_random_bytes(data: bytes) -> None:
    decode_anything(data)
    decode_anything(HEAD.pack(VERSION, 0, len(data)) + data + b"\0" * (-(HEAD.size + len(data)) % 16))


def make_corpus() -> list[bytes]:
    """Return messages that together hold every type."""
    X = np.arange(12.0).reshape(3, 4)
    row = [1, -(1 << 70), 2.5, 1j, "é", b"\0", None, True, False]
    corpus = [
        (row, tuple(row), {"a": row, 3: {4}}, frozenset({5, (6,)}), range(7)),
        [X, X.T, X[::2], np.array([True, False]), np.float32(1), np.zeros((0, 3)), X.astype(">i2")],
        [np.random.default_rng(0), {"rng": np.random.default_rng(1)}],
    ]
    if torch := sys.modules.get("torch"):
        corpus.append((torch.ones(2, 3), torch.ones(3, requires_grad=True)))
    return [encode(value, limits=SMALL) for value in corpus]


def test_spoiled_messages() -> None:
    rng = np.random.default_rng(0)
    for frame in make_corpus():
        for _ in range(1500):
            spoiled = bytearray(frame)
            for _ in range(rng.integers(1, 4)):
                position = rng.integers(len(spoiled))
                match rng.integers(4):
                    case 0:
                        spoiled[position] = rng.integers(256)
                    case 1:
                        spoiled[position] ^= 1 << rng.integers(8)
                    case 2:
                        spoiled[position : position + 4] = [b"\xff" * 4, b"\0\0\0\x80", b"G\0\0\0", b"PAXH"][
                            rng.integers(4)
                        ]
                    case 3:
                        spoiled[position : position + 4] = spoiled[position + 4 : position + 8]
            decode_anything(bytes(spoiled))


@pytest.mark.parametrize("value", [(1, [2.0, "three"], {4: b"5"}), np.arange(6.0)[::2], np.random.default_rng(0)])
def test_messages_cut_short_or_too_long(value: Any) -> None:
    frame = encode(value)
    for end in range(len(frame)):
        with pytest.raises(WireError):
            decode(frame[:end])
    with pytest.raises(WireError):
        decode(frame + b"\0" * 16)


def test_booleans_are_true_or_false() -> None:
    for value in (np.array([True, True]), np.True_):
        frame = encode(value)
        spoiled = (
            frame.replace(b"\1\1", b"\7\1") if isinstance(value, np.ndarray) else frame.replace(b"Y\0\1", b"Y\0\7")
        )
        assert spoiled != frame
        with pytest.raises(WireError):
            decode(spoiled)


def test_the_kernel_s_part_needs_the_standard_library_and_numpy_only() -> None:
    allowed = {*sys.stdlib_module_names, "numpy", "torch"} - {"pickle", "marshal", "shelve", "dill", "cloudpickle"}
    folder = Path(bundle.__file__).parent
    for name in bundle.MODULES:
        for node in ast.walk(ast.parse(folder.joinpath(f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                assert {alias.name.split(".")[0] for alias in node.names} <= allowed
            elif isinstance(node, ast.ImportFrom) and node.level:
                assert {node.module or node.names[0].name} <= set(bundle.MODULES)
            elif isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] in allowed
            elif isinstance(node, ast.Call) and name != "agent":
                assert ast.unparse(node.func) not in ("eval", "exec", "compile", "__import__")
