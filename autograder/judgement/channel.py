"""Frames on a stream socket: what kind, how long, then the bytes."""

import os
import socket
from collections.abc import Callable
from struct import Struct

from .link import Link
from .vocabulary import WireError

_HEAD = Struct("<BQ")
_SMALL = 1 << 16  # bytes that are cheaper to copy than to send or receive apart
# How often a wait looks at the clock: the kernel's own timeout costs no system call a frame.
_WAIT = Struct("@ll").pack(0, 50_000)
REQUEST, REPLY, SYNC = 1, 2, 3


class ChannelClosedError(Exception):
    """The other end is gone."""


class Channel:
    """One end of a connection.

    Parameters
    ----------
    connection : socket
        A connected stream socket; the channel owns it.
    max_frame : int
        The longest frame that is received, in bytes.
    check : callable, optional
        Called before each piece, and twenty times a second while nothing comes; raises to give up.
    """

    def __init__(self, connection: socket.socket, max_frame: int, check: Callable[[], float] | None = None) -> None:
        self._connection = connection
        self._max_frame = max_frame
        self._check = check
        self._pid = os.getpid()
        self._early = bytearray(_SMALL)  # what came with the head of a frame
        self._start = self._end = 0
        connection.setblocking(True)
        if check is not None:
            for option in (socket.SO_RCVTIMEO, socket.SO_SNDTIMEO):
                connection.setsockopt(socket.SOL_SOCKET, option, _WAIT)

    def send(self, kind: int, frame: bytes) -> None:
        """Send a frame.

        Raises
        ------
        ChannelClosedError
            If the other end is gone.
        """
        if os.getpid() != self._pid:  # a fork of the student's code must not answer a second time
            os._exit(0)
        head = _HEAD.pack(kind, len(frame))
        for part in (head, frame) if len(frame) > _SMALL else (head + frame,):
            view = memoryview(part)
            while len(view):
                view = view[self._try(self._connection.send, view) :]

    def receive(self) -> tuple[int, bytearray]:
        """Return the kind and the bytes of the next frame.

        Raises
        ------
        ChannelClosedError
            If the other end is gone.
        WireError
            If it announces a frame that is too long.
        """
        while self._end - self._start < _HEAD.size:
            self._early[: self._end - self._start] = self._early[self._start : self._end]
            self._start, self._end = 0, self._end - self._start
            self._end += self._fill(memoryview(self._early)[self._end :])
        kind, length = _HEAD.unpack_from(self._early, self._start)
        if length > self._max_frame:
            raise WireError("too large")
        self._start += _HEAD.size
        n_early = min(length, self._end - self._start)
        frame = bytearray(length)
        frame[:n_early] = self._early[self._start : self._start + n_early]
        self._start += n_early
        if n_early < length:
            view = memoryview(frame)[n_early:]
            while len(view):
                view = view[self._fill(view) :]
        return kind, frame

    def _fill(self, view: memoryview) -> int:
        if self._check is not None:  # a flood, or a trickle, has no idle moment in which to look at the clock
            self._check()
        n_bytes = self._try(self._connection.recv_into, view)
        if not n_bytes:
            raise ChannelClosedError
        return n_bytes

    def _try(self, move: Callable[[memoryview], int], view: memoryview) -> int:
        while True:
            try:
                return move(view)
            except BlockingIOError:  # the wait is over, the time perhaps not
                if self._check is not None:
                    self._check()
            except OSError:
                raise ChannelClosedError from None

    def close(self) -> None:
        """Close the connection; the other end notices."""
        self._connection.close()


def converse(channel: Channel, link: Link, frame: bytes) -> bytearray:
    """Send a request and return its reply; meanwhile, answer what the other end asks."""
    channel.send(REQUEST, frame)
    while True:
        kind, data = channel.receive()
        if kind == REPLY:
            return data
        take(channel, link, kind, data)


def take(channel: Channel, link: Link, kind: int, data: bytearray) -> None:
    """Answer a request, or receive changes."""
    if kind == REQUEST:
        channel.send(REPLY, link.answer(data))
    elif kind == SYNC:
        link.accept(data)
    else:
        raise WireError("no such kind of frame")
