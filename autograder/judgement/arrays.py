"""Arrays on the wire: a table of dtypes, shapes, strides and flags, and the memory that they are windows on.

Arrays whose memory overlaps stay windows on one memory. Of a memory only what its arrays show travels: the gaps between
the elements of a slice are sent as zeros.
"""

import sys
from math import prod
from struct import Struct, calcsize, pack, unpack_from
from typing import Any

from numpy import dtype, longdouble, ndarray, uint8, zeros

from .vocabulary import VERSION, Weight, WireError

_KINDS = ("i2", "u2", "i4", "u4", "i8", "u8", "f2", "f4", "f8", "c8", "c16")
_LONG = ("f16", "c32") if dtype(longdouble).itemsize == 16 else ()
DTYPES = tuple(dtype(code) for code in ("?", "i1", "u1", *(order + kind for order in "<>" for kind in _KINDS + _LONG)))
CODES = {one.str: code for code, one in enumerate(DTYPES)}
SCALAR_CODES = {
    one.type: code for code, one in enumerate(DTYPES) if one.isnative
}  # the types of NumPy scalars, and their dtype

MAX_DIMS = 32
_COUNTS, _LENGTH = Struct("<BII"), Struct("<Q")
_ARRAY = Struct("<BBBIQ")  # dtype, flags, number of dimensions, memory, offset of the first element
_WRITEABLE, _ALONE = 1, 2
_ALIGNMENT = 16


def is_plain_array(value: ndarray) -> bool:
    """Say whether an array (exactly an `ndarray`) has a dtype that travels."""
    return value.dtype.str in CODES and value.ndim <= MAX_DIMS


def as_plain_tensor(value: Any) -> tuple[ndarray, bool] | None:
    """Return (array on the tensor's memory, whether it holds bfloat16), None when the value is no tensor that travels.

    Tensors travel by value: detached from their graph.
    """
    torch = sys.modules.get("torch")
    if torch is None or (type(value) is not torch.Tensor and type(value) is not torch.nn.Parameter):
        return None
    if value.device.type != "cpu" or value.layout is not torch.strided:
        return None
    plain = value.detach().resolve_conj().resolve_neg()
    is_brain = plain.dtype is torch.bfloat16
    try:
        array = (plain.view(torch.int16) if is_brain else plain).numpy()
    except (TypeError, RuntimeError):  # quantised, nested …
        return None
    return (array, is_brain) if is_plain_array(array) else None


def make_tensor(array: ndarray, *, is_brain: bool, requires_grad: bool) -> Any:
    """Return the tensor on an array's memory. Loads torch."""
    import torch

    if min(array.strides, default=0) < 0 or not array.flags.writeable:
        raise WireError("no memory of a tensor")
    tensor = torch.from_numpy(array)
    if is_brain:
        tensor = tensor.view(torch.bfloat16)
    return tensor.requires_grad_() if requires_grad else tensor


def _span(shape: tuple[int, ...], strides: tuple[int, ...], itemsize: int) -> tuple[int, int]:
    """Return the first and the last byte (excluded) of an array, seen from its first element."""
    if 0 in shape:
        return 0, 0
    steps = [(n - 1) * stride for n, stride in zip(shape, strides, strict=True)]
    return sum(step for step in steps if step < 0), sum(step for step in steps if step > 0) + itemsize


class ArrayWriter:
    """Collects the arrays of a message."""

    def __init__(self) -> None:
        self.arrays: list[ndarray] = []

    def add(self, array: ndarray) -> int:
        """Take an array along and return its number."""
        self.arrays.append(array)
        return len(self.arrays) - 1

    def finish(self) -> tuple[bytes, list[Any]]:
        """Return the table, and the bytes of the memories."""
        if not self.arrays:
            return b"", []
        memories: list[ndarray] = []
        rows = [b""] * len(self.arrays)
        for group in self._overlapping():
            low = min(start for start, _, _ in group)
            for start, _, number in group:
                array = self.arrays[number]
                offset = start - low - _span(array.shape, array.strides, array.itemsize)[0]
                rows[number] = _row(array, len(memories), offset, alone=len(group) == 1)
            memories.append(_read_memory(group, low, self.arrays))
        lengths = b"".join(_LENGTH.pack(len(memory)) for memory in memories)
        table = _COUNTS.pack(VERSION, len(memories), len(rows)) + lengths + b"".join(rows)
        padded = [part for memory in memories for part in (memory, b"\0" * (-len(memory) % _ALIGNMENT))]
        return table, padded

    def _overlapping(self) -> list[list[tuple[int, int, int]]]:
        """Return groups of (first byte, last byte, array) that overlap."""
        if len(self.arrays) == 1:
            low, high = _span(self.arrays[0].shape, self.arrays[0].strides, self.arrays[0].itemsize)
            return [[(low, high, 0)]]
        spans = []
        for number, array in enumerate(self.arrays):
            address = array.__array_interface__["data"][0]
            low, high = _span(array.shape, array.strides, array.itemsize)
            spans.append((address + low, address + high, number))
        empty = [[span] for span in spans if span[0] == span[1]]
        groups: list[list[tuple[int, int, int]]] = []
        end = 0
        for span in sorted(span for span in spans if span[0] != span[1]):
            if span[0] >= end:
                groups.append([])
            groups[-1].append(span)
            end = max(end, span[1])
        return groups + empty


def _row(array: ndarray, memory: int, offset: int, *, alone: bool) -> bytes:
    code, flags = CODES[array.dtype.str], _WRITEABLE * array.flags.writeable + _ALONE * alone
    numbers = pack(f"<{2 * array.ndim}q", *array.shape, *array.strides)
    return _ARRAY.pack(code, flags, array.ndim, memory, offset) + numbers


def _read_memory(group: list[tuple[int, int, int]], low: int, arrays: list[ndarray]) -> ndarray:
    """Return the bytes of a memory: the memory itself where one array fills it."""
    high = max(end for _, end, _ in group)
    first = arrays[group[0][2]]
    if len(group) == 1 and first.nbytes == high - low:
        if first.flags.c_contiguous:
            return first.reshape(-1).view(uint8)
        if first.flags.f_contiguous:
            return first.T.reshape(-1).view(uint8)
    memory = zeros(high - low, uint8)
    for start, _, number in group:
        array = arrays[number]
        offset = start - low - _span(array.shape, array.strides, array.itemsize)[0]
        ndarray(array.shape, array.dtype, memory, offset, array.strides)[...] = array
    return memory


class ArrayReader:
    """Reads the arrays of a message; whatever is wrong with them raises `WireError` or what `decode` turns into it."""

    def __init__(self, frame: bytearray, table: memoryview, start: int, weight: Weight) -> None:
        self.weight = weight
        self.arrays: list[ndarray] = []
        if not len(table):
            if start != len(frame):
                raise WireError("bytes left over")
            return
        _, n_memories, n_arrays = _COUNTS.unpack_from(table)
        if max(n_memories, n_arrays) > weight.limits.max_items:
            raise WireError("too many arrays")
        position = _COUNTS.size
        memories: list[tuple[int, int]] = []
        for _ in range(n_memories):
            (length,) = _LENGTH.unpack_from(table, position)
            position += _LENGTH.size
            if length > len(frame) - start:
                raise WireError("memory out of bounds")
            memories.append((start, length))
            start += length + -length % _ALIGNMENT
        for _ in range(n_arrays):
            position = self._read_row(frame, table, position, memories)
        if position != len(table) or start != len(frame):
            raise WireError("bytes left over")

    def _read_row(self, frame: bytearray, table: memoryview, position: int, memories: list[tuple[int, int]]) -> int:
        code, flags, n_dims, memory, offset = _ARRAY.unpack_from(table, position)
        if n_dims > MAX_DIMS:
            raise WireError("too many dimensions")
        form = f"<{2 * n_dims}q"
        numbers = unpack_from(form, table, position + _ARRAY.size)
        shape, strides = numbers[:n_dims], numbers[n_dims:]
        kind = DTYPES[code]
        start, length = memories[memory]
        if min(shape, default=0) < 0 or prod(n or 1 for n in shape) * kind.itemsize > self.weight.limits.max_bytes:
            raise WireError("no shape")
        low, high = _span(shape, strides, kind.itemsize)
        if offset + low < 0 or offset + high > length:
            raise WireError("array out of bounds")
        array: ndarray[Any, Any] = ndarray(shape, kind, frame, start + offset, strides)
        if flags & _ALONE and array.nbytes == length and (array.flags.c_contiguous or array.flags.f_contiguous):
            array = array.copy(order="K")  # its own memory, as the sender's array most likely had
        array.flags.writeable = bool(flags & _WRITEABLE)
        self.arrays.append(array)
        return position + _ARRAY.size + calcsize(form)

    def take(self, number: int) -> ndarray:
        """Return an array, which counts towards the message's weight."""
        array = self.arrays[number]
        self.weight.add(0, array.nbytes)
        if array.dtype.kind == "b" and (array.view(uint8) > 1).any():
            raise WireError("no boolean")
        return array
