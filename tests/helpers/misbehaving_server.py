"""A web server on this machine that misbehaves on demand, in the ways that servers and networks do."""

import re
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Behaviour = Callable[["Handler", bytes], None]


class Handler(BaseHTTPRequestHandler):
    """Serves the bytes registered under a path in the way registered with them."""

    protocol_version = "HTTP/1.1"
    server: "MisbehavingServer"

    def do_GET(self) -> None:
        """Answer as told, and remember the request."""
        # A proxy is asked for whole addresses.
        path = "/" + re.sub(r"^https?://[^/]*", "", self.path).lstrip("/")
        self.server.requests.append((self.path, self.headers.get("Range", "")))
        content, behave = self.server.files.get(path, (b"", refuse(404)))
        self.close_connection = True
        with suppress(ConnectionError):  # the client had enough
            behave(self, content)

    def send(self, status: int, body: bytes, *, length: int | None = None, **headers: str) -> None:
        """Send a header and a body, whose length may be a lie."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def asked_start(self) -> int:
        """Return the first byte that the client wants."""
        found = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        return int(found[1]) if found else 0

    def log_message(self, *args: object) -> None:
        """Say nothing."""


class MisbehavingServer(ThreadingHTTPServer):
    """The server: what it serves, and the requests that came (address, range)."""

    daemon_threads = True

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, Behaviour]] = {}
        self.requests: list[tuple[str, str]] = []
        self.leaving = threading.Event()
        super().__init__(("127.0.0.1", 0), Handler)

    def url(self, path: str) -> str:
        """Return the address of a path."""
        return f"http://127.0.0.1:{self.server_port}{path}"

    def put(self, path: str, content: bytes, behave: Behaviour) -> str:
        """Serve content in a certain way from now on, and return its address."""
        self.files[path] = (content, behave)
        return self.url(path)

    def handle_error(self, request: object, client_address: object) -> None:
        """Do not print that a client went away."""


@contextmanager
def running_server() -> Iterator[MisbehavingServer]:
    """Run a server until the block ends."""
    with MisbehavingServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.leaving.set()
            server.shutdown()
            thread.join()


@contextmanager
def silent_port() -> Iterator[int]:
    """Give a port that takes connections and never says a word."""
    with socketserver.TCPServer(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        yield server.server_address[1]


# -------------------------------------------------------------------------------------------------- behaviours


def well(handler: Handler, content: bytes) -> None:
    """Serve it all, or from where the client asks."""
    start = handler.asked_start()
    if not start:
        handler.send(200, content)
    elif start < len(content):
        content_range = f"bytes {start}-{len(content) - 1}/{len(content)}"
        handler.send(206, content[start:], Content_Range=content_range)
    else:
        handler.send(416, b"", Content_Range=f"bytes */{len(content)}")


def ignore_range(handler: Handler, content: bytes) -> None:
    """Serve all, whatever was asked."""
    handler.send(200, content)


def resume_elsewhere(handler: Handler, content: bytes) -> None:
    """Say that it resumes at another byte than the one asked for, and idle; serve well what is asked from the start."""
    start = handler.asked_start()
    if not start:
        return well(handler, content)
    content_range = f"bytes {start - 1}-{len(content) - 1}/{len(content)}"
    handler.send(206, b"", length=len(content), Content_Range=content_range)
    handler.server.leaving.wait(20)


def resume_other_bytes(handler: Handler, content: bytes) -> None:
    """Resume where it was asked to, but another file; serve well what is asked from the beginning."""
    well(handler, bytes(len(content)) if handler.asked_start() else content)


def cut_after(n_bytes: int) -> Behaviour:
    """Announce all that is left and close after some bytes of it."""

    def behave(handler: Handler, content: bytes) -> None:
        start = handler.asked_start()
        left = content[start:]
        status = 206 if start else 200
        content_range = f"bytes {start}-{len(content) - 1}/{len(content)}"
        handler.send(status, left[:n_bytes], length=len(left), Content_Range=content_range)

    return behave


def stall_after(n_bytes: int) -> Behaviour:
    """Send some bytes, then keep the connection open and silent."""

    def behave(handler: Handler, content: bytes) -> None:
        cut_after(n_bytes)(handler, content)
        handler.wfile.flush()
        handler.server.leaving.wait(20)

    return behave


def drip(handler: Handler, content: bytes) -> None:
    """Send a byte every twentieth of a second: never silent, never done."""
    handler.send(200, b"", length=len(content))
    for place in range(len(content)):
        handler.wfile.write(content[place : place + 1])
        if handler.server.leaving.wait(0.05):
            return


def send_slowly(seconds: float) -> Behaviour:
    """Send it well, in twenty pieces over some seconds."""

    def behave(handler: Handler, content: bytes) -> None:
        start = handler.asked_start()
        cut_after(0)(handler, content)
        step = len(content) // 20 + 1
        for place in range(start, len(content), step):
            handler.wfile.write(content[place : place + step])
            time.sleep(seconds / 20)

    return behave


def silent(handler: Handler, content: bytes) -> None:
    """Take the request and never answer."""
    handler.server.leaving.wait(20)


def endless(handler: Handler, content: bytes) -> None:
    """Send without an end, and without saying how much."""
    handler.send_response(200)
    handler.send_header("Connection", "close")
    handler.end_headers()
    while not handler.server.leaving.is_set():
        handler.wfile.write(bytes(65_536))


def announce_too_much(handler: Handler, content: bytes) -> None:
    """Announce a terabyte, and idle."""
    handler.send(200, b"", length=10**12)
    handler.server.leaving.wait(20)


def in_chunks(n_bytes: int) -> Behaviour:
    """Send without saying how much, in chunks that are counted, and break off after so many bytes."""

    def behave(handler: Handler, content: bytes) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for place in range(0, min(n_bytes, len(content)), 10_000):
            chunk = content[place : place + 10_000]
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk))
        if n_bytes >= len(content):
            handler.wfile.write(b"0\r\n\r\n")

    return behave


def refuse(status: int) -> Behaviour:
    """Answer with an error."""
    return lambda handler, content: handler.send(status, b"no")


def redirect(location: str) -> Behaviour:
    """Send elsewhere."""
    return lambda handler, content: handler.send(302, b"", Location=location)
