"""The wire: plain values to bytes and back, from a closed list of types, within limits.

A format of our own, because no kept library speaks this list: msgpack stops at 64 bits, knows neither complex numbers
nor sets, tells no tuple from a list and would send most of our types through extension hooks; safetensors has arrays
alone. Here a byte says the type and the rest has a checked length. Nothing is imported by name, unpickled or
evaluated: whatever the bytes are, `decode` returns plain values or raises `WireError`.

Mutable objects keep their identity within a message (two arguments may be one array), and across messages through a
table of objects that both ends share for the time of a call. This file and those that it imports also run in the
student's kernel: they import the standard library and NumPy only (torch when a tensor travels).
"""

from collections.abc import Callable
from typing import Any

from .decoder import Decoder
from .encoder import Encoder
from .vocabulary import LIMITS, Reference, SharedObjects, UnsendableError, WireError, WireLimits

__all__ = ["LIMITS", "Reference", "SharedObjects", "UnsendableError", "WireError", "WireLimits", "decode", "encode"]


def refuse(value: Any) -> Any:
    """Stand for `refer` and `resolve` where there are no references."""
    raise WireError(f"not plain: {type(value).__name__}")


def encode(
    value: Any,
    *,
    refer: Callable[[Any], Reference] = refuse,
    shared: SharedObjects | None = None,
    register: bool = False,
    limits: WireLimits = LIMITS,
) -> bytes:
    """Return a value as bytes.

    Parameters
    ----------
    value : object
        A plain value; parts that are not plain travel as references.
    refer : callable
        Returns the `Reference` of an object that is not plain, or raises.
    shared : SharedObjects, optional
        Objects that the other end knows already: only their number travels.
    register : bool
        Whether the message's mutable objects become shared, in the order in which they are met.
    limits : WireLimits
        How much may travel.

    Raises
    ------
    UnsendableError
        If the value is too large, too deep, or contains itself.
    """
    return Encoder(refer, shared, register, limits).message(value)


def decode(
    frame: bytes | bytearray,
    *,
    resolve: Callable[[Reference], Any] = refuse,
    shared: SharedObjects | None = None,
    register: bool = False,
    mentioned: set[int] | None = None,
    limits: WireLimits = LIMITS,
) -> Any:
    """Return the value that bytes hold.

    Parameters
    ----------
    frame : bytes
        From anyone.
    resolve : callable
        Returns the object of a `Reference`, or raises `WireError`.
    shared, register, limits
        As in `encode`, and the same as there.
    mentioned : set of int, optional
        Receives the numbers of the shared objects that the message mentions.

    Raises
    ------
    WireError
        Whatever is wrong with the bytes.
    """
    memory = frame if type(frame) is bytearray else bytearray(frame)
    decoder = Decoder(memory, resolve, shared, register, limits)
    try:
        value = decoder.message()
    except WireError:
        raise
    # Lengths and codes are checked where they are read; this is for what struct, NumPy or torch refuse beyond that.
    except Exception as error:
        raise WireError(f"malformed: {type(error).__name__}") from None
    if mentioned is not None:
        mentioned |= decoder.mentioned
    return value
