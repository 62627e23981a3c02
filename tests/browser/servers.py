"""Servers for tests in a browser: JupyterLab, with callbacks of widgets on subshells or not, and the lecture's Voilà."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from helpers.lecture.server import make_command, make_environment
from tests.conftest import ROOT

OVERRIDES = ROOT / "helpers" / "lab_settings" / "overrides.json"
SUBSHELLS = "@jupyterlab/apputils-extension:kernels-settings"
_PATIENCE_SECONDS = 90


@contextmanager
def serve_lab(folder: Path, *, subshells: bool) -> Iterator[str]:
    """Serve the notebooks in a folder by JupyterLab with our settings; yield its address.

    Parameters
    ----------
    folder : Path
        Where the notebooks are; the server's own files lie beside it.
    subshells : bool
        As JupyterLab does where our settings are missing: callbacks run on threads of their own.
    """
    settings = json.loads(OVERRIDES.read_text(encoding="utf-8"))
    assert SUBSHELLS in settings
    if subshells:
        del settings[SUBSHELLS]
    place = folder.parent / f"{folder.name}-lab"
    place.mkdir()
    (place / "overrides.json").write_text(json.dumps(settings), encoding="utf-8")
    port = find_port()
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--expose-app-in-browser"]
    command += [f"--ServerApp.port={port}", "--IdentityProvider.token=", f"--ServerApp.root_dir={folder}"]
    command += [f"--LabApp.app_settings_dir={place}", f"--LabApp.user_settings_dir={place / 'user'}"]
    command += [f"--LabApp.workspaces_dir={place / 'workspaces'}"]
    with serve(command, os.environ, f"http://127.0.0.1:{port}", place / "server.log") as address:
        yield address


@contextmanager
def serve_lecture(folder: Path, *, theme: str = "light", n_warm: int = 0) -> Iterator[str]:
    """Serve the notebooks in a folder as the lecture does; yield the address."""
    port = find_port()
    command = make_command(folder, port=port, theme=theme, n_warm=n_warm)
    # The log says when kernels are warm.
    command[command.index("--Voila.log_level=ERROR")] = "--Voila.log_level=INFO"
    log = folder.parent / f"{folder.name}-voila.log"
    with serve(command, make_environment(), f"http://127.0.0.1:{port}", log) as address:
        yield address


def wait_for_warm_kernels(folder: Path, n: int) -> None:
    """Wait until the lecture has started n kernels ahead of time, and they have made their demos and are at rest."""
    log = folder.parent / f"{folder.name}-voila.log"
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while log.read_text(encoding="utf-8").count("is filled with") < n or _is_busy(folder):
        if time.monotonic() > give_up:
            raise TimeoutError(
                f"No warm kernels after {_PATIENCE_SECONDS} s: {log.read_text(encoding='utf-8')[-3000:]}"
            )
        time.sleep(0.2)


def _is_busy(folder: Path) -> bool:
    """Say whether the kernels of the server of a folder compute; the log says only that they have started."""
    servers = [one for one in psutil.process_iter(["cmdline"]) if str(folder) in (one.info["cmdline"] or ())]
    kernels = [kernel for server in servers for kernel in server.children(recursive=True)]
    before = _count_seconds(kernels)
    time.sleep(1.0)
    return _count_seconds(kernels) - before > 0.1


def _count_seconds(processes: list[psutil.Process]) -> float:
    total = 0.0
    for one in processes:
        with suppress(psutil.Error):
            total += one.cpu_times().user + one.cpu_times().system
    return total


@contextmanager
def serve(command: list[str], environment: Mapping[str, str], address: str, log: Path) -> Iterator[str]:
    """Run a server until the block ends, with all that it started; yield its address once it answers."""
    with log.open("wb") as file:
        server = subprocess.Popen(command, env=dict(environment), stdout=file, stderr=file, start_new_session=True)
    try:
        _wait_for(server, address, log)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def find_port() -> int:
    """Return a port of 127.0.0.1 that is free."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(server: subprocess.Popen, address: str, log: Path) -> None:
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < give_up:
        assert server.poll() is None, log.read_text(encoding="utf-8", errors="replace")[-3000:]
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=5):
                return
        except urllib.error.HTTPError:
            return  # it answers
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise TimeoutError(
        f"No server after {_PATIENCE_SECONDS} s: {log.read_text(encoding='utf-8', errors='replace')[-3000:]}"
    )
