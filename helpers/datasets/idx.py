"""The IDX format of MNIST's files (LeCun, Cortes and Burges, 1998): a header of sizes, then the numbers."""

import math

import numpy as np

# The third byte of the file; all numbers are big-endian.
TYPES = {0x08: ">u1", 0x09: ">i1", 0x0B: ">i2", 0x0C: ">i4", 0x0D: ">f4", 0x0E: ">f8"}


def decode_idx(payload: bytes, *, name: str) -> np.ndarray:
    """Return the array that a file in IDX format holds, read-only and without a copy.

    The header is two zero bytes, a type code, the number of axes, and four bytes for each axis' length.

    Parameters
    ----------
    payload : bytes
        The whole file, unpacked.
    name : str
        What errors call it.

    Returns
    -------
    array of the file's shape and type

    Raises
    ------
    ValueError
        If the magic number, the type code or the length is not right.
    """
    magic = payload[:4]
    if len(magic) < 4 or magic[:2] != b"\0\0":
        raise ValueError(f"decode_idx: {name} must begin with two zero bytes, a type and a rank; got {magic.hex(' ')}.")
    code, rank = magic[2], magic[3]
    if code not in TYPES:
        known = ", ".join(f"0x{known:02x}" for known in TYPES)
        raise ValueError(f"decode_idx: the type code of {name} must be one of {known}; got 0x{code:02x}.")
    start = 4 + 4 * rank
    if len(payload) < start:
        raise ValueError(f"decode_idx: the header of {name} must have {start} bytes; got {len(payload)}.")
    shape = tuple(int.from_bytes(payload[place : place + 4], "big") for place in range(4, start, 4))
    dtype = np.dtype(TYPES[code])
    n_bytes = start + math.prod(shape) * dtype.itemsize
    if len(payload) != n_bytes:
        raise ValueError(f"decode_idx: {name}, of shape {shape}, must have {n_bytes} bytes; got {len(payload)}.")
    return np.frombuffer(payload, dtype, offset=start).reshape(shape)
