"""From values to bytes: one function for each type of the closed list, chosen by the exact type."""

from collections.abc import Callable
from typing import Any

from numpy import dtype, generic, ndarray
from numpy.random import Generator

from . import vocabulary as v
from .arrays import SCALAR_CODES, ArrayWriter, as_plain_tensor, is_plain_array
from .generators import is_plain_generator, read_state
from .vocabulary import Reference, SharedObjects, UnsendableError, Weight, WireLimits

_SIMPLE_KEYS = frozenset({type(None), bool, int, float, complex, str, bytes, *SCALAR_CODES})


class Encoder:
    """Writes one message."""

    def __init__(
        self,
        refer: Callable[[Any], Reference],
        shared: SharedObjects | None,
        register: bool,
        limits: WireLimits,
    ) -> None:
        self.refer = refer
        self.shared = shared if shared is not None else SharedObjects()
        # What this message mentions for the first time.
        self.table = self.shared if register else SharedObjects()
        self.weight = Weight(limits, UnsendableError)
        self.out = bytearray()
        self.arrays = ArrayWriter()

    def message(self, value: Any) -> bytes:
        """Return the message that holds a value."""
        self.put(value, 0)
        table, memories = self.arrays.finish()
        head = v.HEAD.pack(v.VERSION, len(table), len(self.out))
        before = head + table + self.out
        before += b"\0" * (-len(before) % 16)
        frame = b"".join((before, *memories))
        if len(frame) > self.weight.limits.max_frame:
            raise UnsendableError("too large")
        return frame

    def put(self, value: Any, depth: int) -> None:
        """Write a value."""
        write = _WRITERS.get(type(value))
        if write is not None:
            write(self, value, depth)
        elif (tensor := as_plain_tensor(value)) is not None:
            self.put_tensor(value, *tensor)
        else:
            self.put_reference(self.refer(value), depth)

    def is_known(self, value: Any) -> bool:
        """Write the number of an object that the other end knows, or that this message has mentioned."""
        for table, code in ((self.shared, v.SHARED), (self.table, v.AGAIN)):
            number = table.find(value)
            if number is not None:
                weight = table.weights[number]
                if weight is None:
                    raise UnsendableError("contains itself")
                self.weight.add(*weight)
                self.out.append(code)
                self.out += v.U32.pack(number)
                return True
        return False

    def put_long(self, code: int, data: bytes) -> None:
        """Write a code, a length, and bytes."""
        self.weight.add(0, len(data))
        self.out.append(code)
        self.out += v.U32.pack(len(data))
        self.out += data

    def put_int(self, value: int, depth: int) -> None:
        if -(1 << 63) <= value < 1 << 63:
            self.out.append(v.INT)
            self.out += v.I64.pack(value)
            return
        n_bytes = value.bit_length() // 8 + 1
        if n_bytes > v.MAX_INT_BYTES:
            raise UnsendableError("too large")
        self.put_long(v.BIGINT, value.to_bytes(n_bytes, "little", signed=True))

    def put_sequence(self, code: int, values: Any, depth: int) -> None:
        """Write the items of a container, whose number is written first."""
        self.out.append(code)
        self.out += v.U32.pack(len(values))
        self.weight.enter(depth, len(values))
        put = self.put
        for item in values:
            put(item, depth + 1)

    def put_mutable(self, code: int, value: Any, items: Any, depth: int) -> None:
        """Write a container that keeps its identity."""
        if self.is_known(value):
            return
        number = self.table.add(value)
        before = self.weight.n_items, self.weight.n_bytes
        self.put_sequence(code, items, depth)
        self.table.weights[number] = (self.weight.n_items - before[0] + 1, self.weight.n_bytes - before[1])

    def put_dict(self, value: dict[Any, Any], depth: int) -> None:
        pairs = list(value.items())
        if not all(_is_key(key) for key, _ in pairs):
            self.put_reference(self.refer(value), depth)
            return
        self.put_mutable(v.DICT, value, [part for pair in pairs for part in pair], depth)

    def put_set(self, value: Any, depth: int) -> None:
        items = list(value)
        if not all(map(_is_key, items)):
            self.put_reference(self.refer(value), depth)
        elif type(value) is set:
            self.put_mutable(v.SET, value, items, depth)
        else:
            self.put_sequence(v.FROZENSET, items, depth)

    def put_range(self, value: range, depth: int) -> None:
        numbers = (value.start, value.stop, value.step)
        if any(not -(1 << 63) <= number < 1 << 63 for number in numbers):
            self.put_reference(self.refer(value), depth)
            return
        self.weight.add(len(value))
        self.out.append(v.RANGE)
        self.out += v.RANGE_FORM.pack(*numbers)

    def put_scalar(self, value: generic, depth: int) -> None:
        self.out.append(v.SCALAR)
        self.out.append(SCALAR_CODES[type(value)])
        self.out += value.tobytes()

    def put_array(self, value: ndarray, depth: int) -> None:
        if not is_plain_array(value):
            self.put_reference(self.refer(value), depth)
        elif not self.is_known(value):
            self._put_leaf(value, value.nbytes, v.ARRAY, v.U32.pack(self.arrays.add(value)))

    def put_tensor(self, value: Any, array: ndarray, is_brain: bool) -> None:
        if not self.is_known(value):
            flags = is_brain + 2 * bool(value.requires_grad)
            self._put_leaf(value, array.nbytes, v.TENSOR, v.U32.pack(self.arrays.add(array)) + bytes([flags]))

    def put_generator(self, value: Generator, depth: int) -> None:
        if not is_plain_generator(value):
            self.put_reference(self.refer(value), depth)
        elif not self.is_known(value):
            self._put_leaf(value, 64, v.GENERATOR, b"")
            self.put(read_state(value), depth + 1)

    def _put_leaf(self, value: Any, n_bytes: int, code: int, data: bytes) -> None:
        self.weight.add(0, n_bytes)
        self.table.weights[self.table.add(value)] = (1, n_bytes)
        self.out.append(code)
        self.out += data

    def put_reference(self, reference: Reference, depth: int) -> None:
        self.out.append(v.REFERENCE)
        self.out.append(reference.owner == "mine")
        self.out += v.U32.pack(reference.key)
        for words in reference[2:] if reference.owner == "mine" else ():
            self.put_long(v.STR, words[:200].encode("utf-8", "replace"))


def _is_key(value: Any) -> bool:
    kind = type(value)
    return kind in _SIMPLE_KEYS or (kind in (tuple, frozenset) and all(map(_is_key, value)))


def _put_code(code: int) -> Callable[[Encoder, Any, int], None]:
    return lambda encoder, value, depth: encoder.out.append(code)


def _put_bool(encoder: Encoder, value: bool, depth: int) -> None:
    encoder.out.append(v.TRUE if value else v.FALSE)


def _put_float(encoder: Encoder, value: float, depth: int) -> None:
    encoder.out.append(v.FLOAT)
    encoder.out += v.F64.pack(value)


def _put_complex(encoder: Encoder, value: complex, depth: int) -> None:
    encoder.out.append(v.COMPLEX)
    encoder.out += v.C128.pack(value.real, value.imag)


_WRITERS: dict[type, Callable[[Encoder, Any, int], None]] = {
    type(None): _put_code(v.NONE),
    bool: _put_bool,
    int: Encoder.put_int,
    float: _put_float,
    complex: _put_complex,
    str: lambda encoder, value, depth: encoder.put_long(v.STR, value.encode("utf-8", "surrogatepass")),
    bytes: lambda encoder, value, depth: encoder.put_long(v.BYTES, value),
    tuple: lambda encoder, value, depth: encoder.put_sequence(v.TUPLE, value, depth),
    list: lambda encoder, value, depth: encoder.put_mutable(v.LIST, value, list(value), depth),
    dict: Encoder.put_dict,
    set: Encoder.put_set,
    frozenset: Encoder.put_set,
    range: Encoder.put_range,
    ndarray: Encoder.put_array,
    Generator: Encoder.put_generator,
    Reference: Encoder.put_reference,
    **dict.fromkeys(SCALAR_CODES, Encoder.put_scalar),
}
# `longlong` has the dtype of another type of the table.
_WRITERS.setdefault(dtype("q").type, lambda encoder, value, depth: encoder.put_scalar(dtype("i8").type(value), depth))
_WRITERS.setdefault(dtype("Q").type, lambda encoder, value, depth: encoder.put_scalar(dtype("u8").type(value), depth))
