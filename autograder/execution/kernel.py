"""A started kernel, seen from the grader: run code with a limit, and end what does not end."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from queue import Empty
from time import monotonic
from typing import Any

import zmq
from jupyter_client import BlockingKernelClient
from nbformat.v4 import output_from_msg

from autograder.execution.limits import Limits
from autograder.stages import CellRun

MAX_OUTPUTS, MAX_OUTPUT_BYTES = 100, 5_000_000
_OUTPUT_TYPES = ("stream", "display_data", "execute_result", "error")
_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_POLL_SECONDS, _DRAIN_SECONDS = 0.1, 1.0


@dataclass(frozen=True)
class Controls:
    """What the owner of a kernel can do to it.

    Attributes
    ----------
    interrupt : callable
        Sends the kernel an interrupt.
    kill : callable
        Ends its process, whatever it does.
    is_alive : callable
        Says whether its process is there.
    why_ended : callable
        Says "memory" when it was ended for that.
    """

    interrupt: Callable[[], None]
    kill: Callable[[], None]
    is_alive: Callable[[], bool]
    why_ended: Callable[[], str]


class Kernel:
    """A kernel that runs a submission.

    Parameters
    ----------
    client : BlockingKernelClient
        Connected, channels started, ready. Without its heartbeat (`start_channels(hb=False)`): the heartbeat's thread
        waits for ever on a kernel that closed its sockets, and so would the end of the client.
    controls : Controls
        To interrupt and kill it.
    limits : Limits
        Seconds and characters of a cell.
    """

    def __init__(self, client: BlockingKernelClient, controls: Controls, limits: Limits) -> None:
        self._client, self._controls, self._limits = client, controls, limits
        self._is_dead = self._is_killed = False
        self._early: dict[str, dict[str, Any]] = {}  # replies that came while something else was waited for
        # Code that closes or spoils its kernel's sockets would otherwise leave the grader waiting to send, for ever.
        client.shell_channel.socket.sndtimeo = round(1000 * limits.grace_seconds)

    @property
    def is_alive(self) -> bool:
        """Whether the kernel can run more."""
        if not self._is_dead and not self._controls.is_alive():
            self._is_dead = True
        return not self._is_dead

    def why_ended(self) -> str:
        """Return why a kernel, or what it served, is gone: "memory" when it was ended for that, else "crashed"."""
        return self._controls.why_ended() or "crashed"

    def start(self, code: str) -> str:
        """Begin to run code, out of the history, and return the number of the request."""
        return self._request(code, silent=True, store_history=False)

    def _request(self, code: str, **options: bool) -> str:
        try:
            return self._client.execute(code, allow_stdin=False, stop_on_error=False, **options)
        except zmq.ZMQError:
            self._is_dead = True
            self._controls.kill()
            return ""

    def run_cell(self, cell_id: str, code: str, *, is_test: bool = False) -> CellRun:
        """Run a cell and say how it ended; a test has its own limit, and stays out of the history."""
        started = monotonic()
        request = self._request(code, store_history=not is_test)
        outputs = _Outputs(self._limits.output_chars)
        seconds = self._limits.test_seconds if is_test else self._limits.cell_seconds
        reply = self.wait(request, seconds, outputs)
        is_late = monotonic() - started > seconds
        if reply is None:
            reply, status = {}, "timeout" if self._is_killed else self.why_ended()
        else:
            status = "timeout" if is_late else "ok" if reply.get("status") == "ok" else "error"
        lines = reply.get("traceback")
        return CellRun(
            cell_id,
            status,
            monotonic() - started,
            error=_clean(reply.get("ename")),
            message=_clean(reply.get("evalue")),
            traceback=tuple(map(_clean, lines if isinstance(lines, list) else ())),
            outputs=tuple(outputs.kept),
        )

    def wait(self, request: str, seconds: float, outputs: "_Outputs | None" = None) -> dict[str, Any] | None:
        """Return the reply to a request; interrupt what takes longer, kill what does not obey, and return None."""
        reply = self._listen(request, monotonic() + seconds, outputs)
        if reply is not None or not self.is_alive:
            return reply
        self._controls.interrupt()
        # An interrupt that comes at a bad moment costs the kernel its reply, not its health: what runs next shows it.
        after = self.start("")
        reply = self._listen(request, monotonic() + self._limits.grace_seconds, outputs, after)
        if reply is None and self.is_alive:
            self.kill()
        return reply

    def is_done(self, request: str, seconds: float = 0.0) -> bool:
        """Say whether the reply to a request has come, or comes within some seconds."""
        if request not in self._early:
            answer = self._next(self._client.get_shell_msg, seconds)
            if answer is not None:
                self._early = {_parent(answer): answer["content"]}
        return request in self._early

    def kill(self) -> None:
        """End the kernel."""
        self._is_dead = self._is_killed = True
        self._controls.kill()

    def _listen(
        self, request: str, deadline: float, outputs: "_Outputs | None", after: str = ""
    ) -> dict[str, Any] | None:
        """Return the reply when it comes, and take what is shown until the kernel says that it is idle.

        The reply alone counts: in a flood of outputs the word of idleness may be lost.
        """
        reply, is_idle = None, False
        while True:
            # Before the outputs: to read a flood of them may take longer than there is time.
            if reply is None and self.is_done(request, _POLL_SECONDS if is_idle else 0.0):
                reply = self._early.pop(request)
                deadline = monotonic() + _DRAIN_SECONDS
            elif after and after in self._early:
                return {"status": "error", "ename": "KeyboardInterrupt"}
            left = deadline - monotonic()
            if left <= 0 or (reply is not None and is_idle):
                if reply is not None and not is_idle:
                    self._hear_again()
                return reply
            message = self._next(self._client.get_iopub_msg, min(_POLL_SECONDS, left))
            if message is None:
                if not self.is_alive:
                    return reply
            elif _parent(message) == request:
                is_idle |= message["msg_type"] == "status" and message["content"].get("execution_state") == "idle"
                if outputs is not None:
                    outputs.take(message)

    def _hear_again(self) -> None:
        """Connect anew to what the kernel shows: a message that is too long ends a connection for good."""
        channel = self._client.iopub_channel
        channel.close()
        self._client._iopub_channel = None
        self._client.iopub_channel.start()
        self._next(self._client.get_iopub_msg, _DRAIN_SECONDS)  # the kernel says welcome

    @staticmethod
    def _next(get: Callable[..., dict[str, Any]], seconds: float) -> dict[str, Any] | None:
        try:
            return get(timeout=seconds)
        except Empty:
            return None
        except Exception:  # bytes that are no message, from a kernel that is the student's
            return None


class _Outputs:
    """Keeps a cell's outputs up to a limit: a cell that prints for ever must not fill the grader's memory."""

    def __init__(self, n_chars: int) -> None:
        self.kept: list[Any] = []
        self._n_chars, self._n_bytes = n_chars, MAX_OUTPUT_BYTES

    def take(self, message: dict[str, Any]) -> None:
        """Keep what a message shows, if it shows something and there is room."""
        if message["msg_type"] not in _OUTPUT_TYPES or len(self.kept) >= MAX_OUTPUTS:
            return
        try:
            output = output_from_msg(message)
            if output.output_type == "stream":
                output.text = _clean(output.text)[: self._n_chars]
                self._n_chars -= len(output.text)
                last = self.kept[-1] if self.kept else None
                if last is not None and last.output_type == "stream" and last.name == output.name:
                    last.text += output.text
                elif output.text:
                    self.kept.append(output)
                return
            self._n_bytes -= len(str(output))
        except Exception:  # no output that nbformat knows
            return
        if self._n_bytes > 0:
            self.kept.append(output)


def _parent(message: dict[str, Any]) -> Any:
    return message.get("parent_header", {}).get("msg_id")


def _clean(value: Any) -> str:
    """Return a student's words as text that every encoder takes, without colours."""
    words = value if isinstance(value, str) else ""
    return _ANSI.sub("", words.encode("utf-8", "replace").decode())
