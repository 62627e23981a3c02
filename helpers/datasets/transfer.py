"""One download from one address into a partial file, resumed where it stopped, and given up when nothing comes."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from helpers.language import prose

if TYPE_CHECKING:
    from requests import Response

CHUNK_BYTES = 65_536
MAX_REDIRECTS = 5


@dataclass(frozen=True)
class Patience:
    """How long to wait for a server.

    Attributes
    ----------
    connect_seconds : float
        From asking for the address to the answer's header: the name's look-up, all of a host's addresses, redirects.
    stall_seconds : float
        While in any such time fewer than `min_bytes` come, it waits no longer.
    min_bytes : int
        Of a download too slow to be of use.
    """

    connect_seconds: float = 10.0
    stall_seconds: float = 15.0
    min_bytes: int = 16_384


class TransferFailed(Exception):
    """An address did not deliver; the message says why and stands behind the server's name."""


class BrokenOff(TransferFailed):
    """It stopped on the way: what has come is worth keeping."""


class WrongBytes(TransferFailed):
    """What the partial file holds leads nowhere: it has to go."""


def transfer(
    url: str, part: Path, *, max_bytes: int, patience: Patience, on_bytes: Callable[[int, int | None], None]
) -> None:
    """Download into `part`, behind what it holds when the server can resume, else from its beginning.

    Parameters
    ----------
    url : str
        What to download, http or https. Proxies and certificates are those of the environment.
    part : Path
        The partial file; it may hold bytes of an earlier try.
    max_bytes : int
        A server that sends more is not believed.
    on_bytes : callable
        Is told how many bytes are there, and how many there will be where the server says so.

    Raises
    ------
    TransferFailed
        If the server does not deliver: `BrokenOff`, `WrongBytes`, or plain where nothing came.
    OSError
        If the partial file cannot be written.
    """
    n_have = part.stat().st_size if part.exists() else 0
    with _open(url, n_have, patience) as response:
        n_have, n_total = _agree_on_start(response, n_have)
        if n_total is not None and n_total > max_bytes:
            raise _too_long(max_bytes)
        with part.open("ab" if n_have else "wb") as written:
            for chunk in _read_chunks(response, patience):
                n_have += len(chunk)
                if n_have > max_bytes:
                    raise _too_long(max_bytes)
                written.write(chunk)
                on_bytes(n_have, n_total)


@contextmanager
def _open(url: str, n_have: int, patience: Patience) -> "Iterator[Response]":
    """Ask for the bytes from `n_have` on, and give the answer's header within `patience.connect_seconds`."""
    import requests
    from urllib3.exceptions import HTTPError

    headers = {"User-Agent": "atelier", "Accept-Encoding": "identity"}
    if n_have:
        headers["Range"] = f"bytes={n_have}-"
    with requests.Session() as session:
        session.max_redirects = MAX_REDIRECTS
        timeouts = (patience.connect_seconds, patience.stall_seconds)
        try:
            response = _within(
                patience.connect_seconds,
                lambda: session.get(url, headers=headers, stream=True, timeout=timeouts),
            )
        except (requests.RequestException, HTTPError, ValueError) as error:
            raise TransferFailed(_explain(error, patience)) from error
        except TimeoutError as error:
            raise TransferFailed(_no_answer(patience)) from error
        with response:
            yield response


def _within(seconds: float, function: "Callable[[], Response]") -> "Response":
    """Return what `function` returns, or raise TimeoutError: looking up a name knows no time limit of its own."""
    answer: Future[Response] = Future()

    def ask() -> None:
        try:
            response = function()
        except Exception as error:
            if answer.set_running_or_notify_cancel():
                answer.set_exception(error)
            return
        if answer.set_running_or_notify_cancel():
            answer.set_result(response)
        else:  # nobody waits any more
            response.close()

    # A daemon: an answer that never comes must not keep Python from ending.
    Thread(target=ask, name="atelier-download", daemon=True).start()
    try:
        return answer.result(timeout=seconds)
    except BaseException:  # out of time, interrupted, or the function's own
        if not answer.cancel() and answer.done() and answer.exception() is None:
            answer.result().close()  # it came in the last moment
        raise


def _agree_on_start(response: "Response", n_have: int) -> tuple[int, int | None]:
    """Return how many bytes of the partial file count, and how many the whole has if the server says so."""
    status = response.status_code
    length = response.headers.get("Content-Length", "")
    n_coming = int(length) if length.isascii() and length.isdigit() else None
    if status == HTTPStatus.OK:  # from the beginning, whatever was asked
        return 0, n_coming
    resumes = response.headers.get("Content-Range", "").startswith(f"bytes {n_have}-")
    if status == HTTPStatus.PARTIAL_CONTENT and n_have and resumes:
        return n_have, None if n_coming is None else n_have + n_coming
    cannot_resume = status in (HTTPStatus.PARTIAL_CONTENT, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
    failure = WrongBytes if cannot_resume else TransferFailed
    raise failure(f"HTTP {status} {response.reason or ''}".rstrip())


def _read_chunks(response: "Response", patience: Patience) -> Iterator[bytes]:
    """Yield the body as it comes, and raise when too little comes for too long."""
    from urllib3.exceptions import HTTPError, ReadTimeoutError

    n_window, window_began = 0, time.monotonic()
    while True:
        try:
            # As it was sent: `requests` would unpack what a server labels as packed.
            chunk = response.raw.read1(CHUNK_BYTES, decode_content=False)
        except ReadTimeoutError as error:
            raise BrokenOff(_stalled(patience)) from error
        except HTTPError as error:  # also when fewer bytes came than were announced
            raise BrokenOff(_cut_short()) from error
        if not chunk:
            return
        yield chunk
        n_window += len(chunk)
        if time.monotonic() - window_began > patience.stall_seconds:
            if n_window < patience.min_bytes:
                raise BrokenOff(_stalled(patience))
            n_window, window_began = 0, time.monotonic()


def _explain(error: Exception, patience: Patience) -> str:
    """Return in a few words why there was no answer."""
    import requests
    from urllib3.exceptions import NameResolutionError

    causes = tuple(_chain(error))
    if any(isinstance(cause, NameResolutionError) for cause in causes):
        return prose(fr="nom introuvable (pas de réseau ?)", en="name not found (no network?)")
    if isinstance(error, requests.exceptions.ProxyError):
        return prose(
            fr="le serveur mandataire (proxy) refuse ou ne répond pas", en="the proxy refuses or does not answer"
        )
    if isinstance(error, requests.exceptions.SSLError):
        return prose(
            fr="pas de connexion sûre (un certificat inconnu ?)",
            en="no secure connection (a certificate that is not trusted?)",
        )
    if isinstance(error, requests.Timeout):
        return _no_answer(patience)
    if isinstance(error, requests.TooManyRedirects):
        return prose(fr=f"plus de {MAX_REDIRECTS} redirections", en=f"more than {MAX_REDIRECTS} redirects")
    if isinstance(error, ValueError):  # no address, or none of http or https
        return prose(fr="renvoie ailleurs que sur le web", en="sends elsewhere than to the web")
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return prose(fr="connexion refusée", en="connection refused")
    return prose(fr="connexion interrompue", en="connection broken")


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and those inside it: `requests` wraps urllib3's, which wrap the system's."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.append(one)
        yield one
        inner = [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
        waiting.extend(cause for cause in inner if isinstance(cause, BaseException))


def _no_answer(patience: Patience) -> str:
    seconds = f"{patience.connect_seconds:g} s"
    return prose(fr=f"pas de réponse en {seconds}", en=f"no answer within {seconds}")


def _stalled(patience: Patience) -> str:
    amount = f"{patience.min_bytes} {prose(fr='octets', en='bytes')}"
    seconds = f"{patience.stall_seconds:g} s"
    return prose(fr=f"s'est arrêté (moins de {amount} en {seconds})", en=f"stalled (fewer than {amount} in {seconds})")


def _cut_short() -> str:
    return prose(fr="s'interrompt avant la fin", en="breaks off before the end")


def _too_long(max_bytes: int) -> WrongBytes:
    return WrongBytes(prose(fr=f"envoie plus de {max_bytes} octets", en=f"sends more than {max_bytes} bytes"))
