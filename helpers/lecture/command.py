"""What the command `lecture` does: pages and index written, Voilà started on them, its address said, a clean end."""

import importlib.util
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from socket import AF_INET, SO_REUSEADDR, SOL_SOCKET, socket

from helpers.demos import DEMOS
from helpers.errors import AtelierError
from helpers.language import language, text
from helpers.lecture.index import TEMPLATE, write_index
from helpers.lecture.pages import write_pages
from helpers.lecture.pictures import draw_pictures
from helpers.lecture.server import make_command, make_environment
from helpers.serving import end_server, wait_for_server
from helpers.surroundings import find_root

START_SECONDS = 60
N_PORTS = 50


@dataclass(frozen=True)
class Lecture:
    """A server at work, and the address to open."""

    process: subprocess.Popen
    address: str


def start_lecture(
    demo: str = "",
    *,
    port: int = 8866,
    theme: str = "light",
    n_warm: int = 1,
    on_step: Callable[[int, int], None] = lambda done, total: None,
) -> Lecture:
    """Write the pages, start the server, and wait until it answers.

    Parameters
    ----------
    demo : str
        Which one to open; the index by default.
    port : int
        The first port to try.
    theme : {"light", "dark"}
    n_warm : int
        Kernels that wait for each page.
    on_step : callable
        Called with (steps done, steps in all).

    Raises
    ------
    AtelierError
        If there is no such demo, Voilà is not installed, or it does not start.
    """
    _check(demo)
    folder = find_folder()
    pages = folder / language()
    write_pages(pages, language())
    port = _find_port(port)
    address = f"http://127.0.0.1:{port}/"
    command = make_command(pages, port=port, theme=theme, n_warm=n_warm)
    # Voilà looks for folders of its template when it starts.
    (folder / "jupyter" / TEMPLATE).mkdir(parents=True, exist_ok=True)
    log = folder / "voila.log"
    with log.open("wb") as file:  # what Voilà and its kernels say is no reading for a lecture
        process = subprocess.Popen(command, env=make_environment(folder / "jupyter"), stdout=file, stderr=file)
    try:
        # Voilà needs some seconds to start: meanwhile the pictures are drawn.
        pictures = draw_pictures(folder / "pictures", on_picture=lambda done, total: on_step(done, total + 1))
        write_index(folder / "jupyter", pictures)
        _wait_for_answer(process, address, log)
    except BaseException:
        process.terminate()
        end_server(process)
        raise
    return Lecture(process, address + (f"voila/render/{demo}.ipynb" if demo else ""))


def hold_lecture(lecture: Lecture, *, browser: bool = True) -> int:
    """Say where it is, open a browser there, and wait until Ctrl-C ends it; return the server's exit code."""
    print(text(fr=f"Les démos : {lecture.address}", en=f"The demos: {lecture.address}"))
    print(text(fr="Ctrl-C pour finir.", en="Ctrl-C to end."), flush=True)
    if browser:
        webbrowser.open(lecture.address)
    return wait_for_server(lecture.process)


def find_folder() -> Path:
    """Return where the lecture's files go: build/ of the course, or where this system keeps caches."""
    import platformdirs

    root = find_root()
    return (root / "build" if root else Path(platformdirs.user_cache_dir("atelier", appauthor=False))) / "lecture"


def _check(demo: str) -> None:
    if demo and demo not in DEMOS:
        raise AtelierError(
            text(fr=f"lecture : il n'y a pas de démo « {demo} ».", en=f"lecture: there is no demo '{demo}'."),
            text(fr=f"Il y a : {', '.join(DEMOS)}.", en=f"There are: {', '.join(DEMOS)}."),
            exit_code=2,
        )
    if importlib.util.find_spec("voila") is None:
        raise AtelierError(
            text(fr="lecture : Voilà n'est pas installé.", en="lecture: Voilà is not installed."),
            text(fr="Lancez « python3 atelier.py lecture ».", en="Run 'python3 atelier.py lecture'."),
        )


def _find_port(first: int) -> int:
    for port in range(first, min(first + N_PORTS, 65536)):
        with socket(AF_INET) as probe:
            if sys.platform != "win32":  # there it would let two servers share a port
                probe.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AtelierError(
        text(fr=f"lecture : aucun port libre à partir de {first}.", en=f"lecture: no free port from {first} on."),
        text(fr="Donnez-en un autre avec --port.", en="Give another one with --port."),
    )


def _wait_for_answer(process: subprocess.Popen, address: str, log: Path) -> None:
    give_up = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise AtelierError(
        text(
            fr=f"lecture : Voilà n'a pas démarré en {START_SECONDS} s, ou s'est arrêté (code {process.poll()}).",
            en=f"lecture: Voilà did not start within {START_SECONDS} s, or has ended (exit code {process.poll()}).",
        ),
        text(fr=f"Elle en dit plus dans {log}.", en=f"It says more in {log}."),
    )
