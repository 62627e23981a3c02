"""The IDX format: every type and rank comes back as it went in, and a file that is not right is named with its fault."""

import numpy as np
import pytest

from helpers.datasets.idx import TYPES, decode_idx


def encode(array: np.ndarray, code: int) -> bytes:
    """Write an array as the format's description says."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, code, array.ndim]) + sizes + array.astype(TYPES[code]).tobytes()


@pytest.mark.parametrize("code", TYPES)
@pytest.mark.parametrize("shape", [(), (1,), (7,), (2, 3), (4, 28, 28), (0, 28, 28), (2, 1, 3, 2, 5)])
def test_every_type_and_rank_comes_back(code: int, shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(code).integers(0, 127, shape).astype(np.dtype(TYPES[code]))
    decoded = decode_idx(encode(array, code), name="numbers")
    assert decoded.shape == shape and decoded.dtype == array.dtype
    assert not decoded.flags.writeable
    np.testing.assert_array_equal(decoded, array)


def test_numbers_are_big_endian_and_signed() -> None:
    assert decode_idx(bytes.fromhex("00000B01 00000002 0102 FFFE"), name="x").tolist() == [258, -2]
    assert decode_idx(bytes.fromhex("00000D01 00000001 3FC00000"), name="x").tolist() == [1.5]
    assert decode_idx(bytes.fromhex("00000901 00000001 80"), name="x").tolist() == [-128]


@pytest.mark.parametrize(
    ("payload", "fault"),
    [
        ("", r"x must begin with two zero bytes, a type and a rank; got \."),
        ("000008", "x must begin with two zero bytes, a type and a rank; got 00 00 08"),
        ("1F8B0801 00000001 00", "must begin with two zero bytes, a type and a rank; got 1f 8b 08 01"),
        ("00000701 00000001 00", "the type code of x must be one of 0x08, .* got 0x07"),
        ("00000A01 00000001 00", "got 0x0a"),
        ("00000803 00000001 000000", "the header of x must have 16 bytes; got 11"),
        ("00000801 00000003 0102", r"of shape \(3,\), must have 11 bytes; got 10"),
        ("00000801 00000003 01020304", r"of shape \(3,\), must have 11 bytes; got 12"),
        ("00000B01 00000002 010203", r"of shape \(2,\), must have 12 bytes; got 11"),
        ("00000803 FFFFFFFF FFFFFFFF FFFFFFFF 00", "must have 79228162458924105385300197391 bytes; got 17"),
    ],
)
def test_each_fault_is_named(payload: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        decode_idx(bytes.fromhex(payload), name="x")
