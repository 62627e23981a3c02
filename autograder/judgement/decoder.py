"""From bytes to values: every length, count, number and code is checked before it is used."""

from collections.abc import Callable
from struct import Struct
from typing import Any

from numpy import frombuffer

from . import vocabulary as v
from .arrays import DTYPES, ArrayReader, make_tensor
from .generators import make_generator
from .vocabulary import Reference, SharedObjects, Weight, WireError, WireLimits

_KEYS = frozenset(
    (v.NONE, v.FALSE, v.TRUE, v.INT, v.BIGINT, v.FLOAT, v.COMPLEX, v.STR, v.BYTES, v.TUPLE, v.FROZENSET, v.SCALAR)
)


class Decoder:
    """Reads one message.

    Attributes
    ----------
    mentioned : set of int
        Numbers of the shared objects that the message mentions.
    """

    def __init__(
        self,
        frame: bytearray,
        resolve: Callable[[Reference], Any],
        shared: SharedObjects | None,
        register: bool,
        limits: WireLimits,
    ) -> None:
        self.frame = frame
        self.resolve = resolve
        self.shared = shared if shared is not None else SharedObjects()
        self.table = self.shared if register else SharedObjects()
        self.weight = Weight(limits, WireError)
        self.mentioned: set[int] = set()
        self.position = self.end = 0

    def message(self) -> Any:
        """Return the value that the message holds."""
        if len(self.frame) > self.weight.limits.max_frame or len(self.frame) < v.HEAD.size:
            raise WireError("no message")
        version, n_table, n_values = v.HEAD.unpack_from(self.frame)
        start = v.HEAD.size + n_table
        self.position, self.end = start, start + n_values
        after = self.end + -self.end % 16
        if version != v.VERSION or after > len(self.frame):
            raise WireError("no message")
        table = memoryview(self.frame)[v.HEAD.size : start]
        self.arrays = ArrayReader(self.frame, table, after, self.weight)
        value = self.get(0)
        if self.position != self.end:
            raise WireError("bytes left over")
        return value

    def take(self, n_bytes: int) -> bytearray:
        """Return the next bytes."""
        start = self.position
        self.position += n_bytes
        if self.position > self.end:
            raise WireError("cut short")
        return self.frame[start : self.position]

    def get(self, depth: int, *, as_key: bool = False) -> Any:
        """Read a value, which must be one that cannot change when it is a key."""
        position = self.position
        if position >= self.end:
            raise WireError("cut short")
        self.position = position + 1
        code = self.frame[position]
        read = _READERS.get(code)
        if read is None or (as_key and code not in _KEYS):
            raise WireError("no such type")
        return read(self, depth, as_key) if code == v.TUPLE else read(self, depth)

    def numbers(self, form: Struct) -> tuple[Any, ...]:
        """Read numbers of fixed length."""
        position = self.position
        self.position = position + form.size
        if self.position > self.end:
            raise WireError("cut short")
        return form.unpack_from(self.frame, position)

    def number(self) -> int:
        """Read a count, a length or a number."""
        return self.numbers(v.U32)[0]

    def long(self, limit: int | None = None) -> bytearray:
        """Read a length and as many bytes."""
        n_bytes = self.number()
        if limit is not None and n_bytes > limit:
            raise WireError("too large")
        self.weight.add(0, n_bytes)
        return self.take(n_bytes)

    def count(self, depth: int) -> int:
        """Read how many items a container has."""
        n_items = self.number()
        self.weight.enter(depth, n_items)
        return n_items

    def get_tuple(self, depth: int, as_key: bool) -> tuple[Any, ...]:
        return tuple([self.get(depth + 1, as_key=as_key) for _ in range(self.count(depth))])

    def get_frozenset(self, depth: int) -> frozenset[Any]:
        return frozenset([self.get(depth + 1, as_key=True) for _ in range(self.count(depth))])

    def get_list(self, depth: int) -> list[Any]:
        value: list[Any] = []
        number, before = self._begin(value)
        for _ in range(self.count(depth)):
            value.append(self.get(depth + 1))
        self._end(number, before)
        return value

    def get_set(self, depth: int) -> set[Any]:
        value: set[Any] = set()
        number, before = self._begin(value)
        for _ in range(self.count(depth)):
            value.add(self.get(depth + 1, as_key=True))
        self._end(number, before)
        return value

    def get_dict(self, depth: int) -> dict[Any, Any]:
        value: dict[Any, Any] = {}
        number, before = self._begin(value)
        n_parts = self.count(depth)
        if n_parts % 2:
            raise WireError("a key without a value")
        for _ in range(n_parts // 2):
            key = self.get(depth + 1, as_key=True)
            value[key] = self.get(depth + 1)
        self._end(number, before)
        return value

    def _begin(self, value: Any) -> tuple[int, tuple[int, int]]:
        return self.table.add(value), (self.weight.n_items, self.weight.n_bytes)

    def _end(self, number: int, before: tuple[int, int]) -> None:
        self.table.weights[number] = (self.weight.n_items - before[0] + 1, self.weight.n_bytes - before[1])

    def get_known(self, table: SharedObjects) -> Any:
        """Read the number of an object."""
        number = self.number()
        weight = table.weights[number]
        if weight is None:
            raise WireError("contains itself")
        self.weight.add(*weight)
        if table is self.shared:
            self.mentioned.add(number)
        return table.objects[number]

    def get_range(self, depth: int) -> range:
        value = range(*self.numbers(v.RANGE_FORM))
        self.weight.add(len(value))
        return value

    def get_scalar(self, depth: int) -> Any:
        kind = DTYPES[self.take(1)[0]]
        data = self.take(kind.itemsize)
        if not kind.isnative or (kind.kind == "b" and data[0] > 1):
            raise WireError("no scalar")
        return frombuffer(data, kind)[0]

    def get_array(self, depth: int) -> Any:
        return self._leaf(self.arrays.take(self.number()))

    def get_tensor(self, depth: int) -> Any:
        array, flags = self.arrays.take(self.number()), self.take(1)[0]
        if flags > 3:
            raise WireError("no tensor")
        return self._leaf(make_tensor(array, is_brain=bool(flags & 1), requires_grad=bool(flags & 2)), array.nbytes)

    def get_generator(self, depth: int) -> Any:
        # Numbered before its state, as it is written.
        number, _ = self._begin(None)
        self.weight.add(0, 64)
        self.table.replace(number, make_generator(self.get(depth + 1)))
        self.table.weights[number] = (1, 64)
        return self.table.objects[number]

    def _leaf(self, value: Any, n_bytes: int | None = None) -> Any:
        number = self.table.find(value)
        if number is None:
            self.table.weights[self.table.add(value)] = (1, value.nbytes if n_bytes is None else n_bytes)
        return value

    def get_reference(self, depth: int) -> Any:
        owner = ("yours", "mine")[self.take(1)[0]]
        key = self.number()
        words = []
        for _ in Reference._fields[2:] if owner == "mine" else ():
            if self.take(1)[0] != v.STR:
                raise WireError("no reference")
            words.append(self.long(800).decode("utf-8"))
        return self.resolve(Reference(owner, key, *words))


_READERS: dict[int, Callable[..., Any]] = {
    v.NONE: lambda decoder, depth: None,
    v.FALSE: lambda decoder, depth: False,
    v.TRUE: lambda decoder, depth: True,
    v.INT: lambda decoder, depth: decoder.numbers(v.I64)[0],
    v.BIGINT: lambda decoder, depth: int.from_bytes(decoder.long(v.MAX_INT_BYTES), "little", signed=True),
    v.FLOAT: lambda decoder, depth: decoder.numbers(v.F64)[0],
    v.COMPLEX: lambda decoder, depth: complex(*decoder.numbers(v.C128)),
    v.STR: lambda decoder, depth: decoder.long().decode("utf-8", "surrogatepass"),
    v.BYTES: lambda decoder, depth: bytes(decoder.long()),
    v.TUPLE: Decoder.get_tuple,
    v.LIST: Decoder.get_list,
    v.DICT: Decoder.get_dict,
    v.SET: Decoder.get_set,
    v.FROZENSET: Decoder.get_frozenset,
    v.RANGE: Decoder.get_range,
    v.SCALAR: Decoder.get_scalar,
    v.ARRAY: Decoder.get_array,
    v.TENSOR: Decoder.get_tensor,
    v.GENERATOR: Decoder.get_generator,
    v.AGAIN: lambda decoder, depth: decoder.get_known(decoder.table),
    v.SHARED: lambda decoder, depth: decoder.get_known(decoder.shared),
    v.REFERENCE: Decoder.get_reference,
}
