"""The words that both ends of the wire share: codes of types, limits, references, errors, and the shared objects."""

from dataclasses import dataclass
from struct import Struct
from typing import Any, NamedTuple

VERSION = 1
HEAD = Struct("<BII")  # version, bytes of the table of arrays, bytes of the values
U32, I64, F64, C128, RANGE_FORM = Struct("<I"), Struct("<q"), Struct("<d"), Struct("<dd"), Struct("<qqq")
MAX_INT_BYTES = 1 << 17

# One byte for each type.
NONE, FALSE, TRUE, INT, BIGINT, FLOAT, COMPLEX, STR, BYTES = b"NFTIJDCSB"
TUPLE, LIST, DICT, SET, FROZENSET, RANGE = b"ULMEZK"
SCALAR, ARRAY, TENSOR, GENERATOR, AGAIN, SHARED, REFERENCE = b"YAPGRHX"


class WireError(Exception):
    """Bytes that are no message."""


class UnsendableError(Exception):
    """A value that cannot travel: too large, too deep, or containing itself."""


@dataclass(frozen=True)
class WireLimits:
    """How much one message may hold; what is mentioned twice counts twice.

    Attributes
    ----------
    max_bytes : int
        Of text, bytes and array elements.
    max_items : int
        Values, counted one by one.
    max_depth : int
        Of containers in containers.
    """

    max_bytes: int = 64 << 20
    max_items: int = 500_000
    max_depth: int = 40

    @property
    def max_frame(self) -> int:
        """The longest message, in bytes."""
        return 2 * self.max_bytes + 4096


LIMITS = WireLimits()


class Reference(NamedTuple):
    """What stands for an object that stays at home.

    Attributes
    ----------
    owner : {"mine", "yours"}
        Seen from the sender.
    key : int
        Its number there.
    kind, name, detail : str
        What the owner says that it is; empty for what is "yours".
    """

    owner: str
    key: int
    kind: str = ""
    name: str = ""
    detail: str = ""


class Weight:
    """What a message holds so far, against its limits."""

    def __init__(self, limits: WireLimits, error: type[Exception]) -> None:
        self.limits, self.error = limits, error
        self.n_items = self.n_bytes = 0

    def add(self, n_items: int, n_bytes: int = 0) -> None:
        """Count items and bytes, or raise when they are too many."""
        self.n_items += n_items
        self.n_bytes += n_bytes
        if self.n_items > self.limits.max_items or self.n_bytes > self.limits.max_bytes:
            raise self.error("too large")

    def enter(self, depth: int, n_items: int) -> None:
        """Count a container at some depth and its items."""
        if depth >= self.limits.max_depth:
            raise self.error("too deep")
        self.add(n_items)


class SharedObjects:
    """Mutable objects that both ends know by the same numbers, with what each weighs (None while it is being read)."""

    def __init__(self) -> None:
        self.objects: list[Any] = []
        self.weights: list[tuple[int, int] | None] = []
        self._numbers: dict[int, int] = {}

    def __len__(self) -> int:
        return len(self.objects)

    def find(self, value: Any) -> int | None:
        """Return an object's number, None when it is not shared."""
        return self._numbers.get(id(value))

    def add(self, value: Any) -> int:
        """Give the next number to an object."""
        number = len(self.objects)
        self._numbers[id(value)] = number
        self.objects.append(value)
        self.weights.append(None)
        return number

    def replace(self, number: int, value: Any) -> None:
        """Put an object in the place of the one that held its number."""
        self._numbers.pop(id(self.objects[number]), None)
        self._numbers[id(value)] = number
        self.objects[number] = value

    def truncate(self, length: int) -> None:
        """Forget all objects but the first `length`."""
        for value in self.objects[length:]:
            self._numbers.pop(id(value), None)
        del self.objects[length:], self.weights[length:]
