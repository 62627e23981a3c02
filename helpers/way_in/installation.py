"""Fills `.venv` with what a command needs, and says in one line what stood in the way."""

import errno
import glob
import importlib.util
import re
import shutil
import sys
import tempfile
import time
from threading import Thread

from helpers.way_in import environment
from helpers.way_in.environment import FOLDER, LEVELS, LOG, NOTE, PROJECT, PYTHON
from helpers.way_in.messages import Stop, show, tell
from helpers.way_in.progress import Progress

CPU_INDEX = "https://download.pytorch.org/whl/cpu/"
PROBE_SECONDS = 3
# pip writes this to its log when it has everything and begins to change the environment.
POINT_OF_NO_RETURN = "Installing collected packages"
NETWORK_TROUBLE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError"
    r"|Max retries exceeded|connection error:|Temporary failure in name resolution|Network is unreachable"
)
# 28 is "no space left", 122 (Linux) and 69 (macOS) "quota exceeded"; the words depend on the language.
DISK_TROUBLE = re.compile(r"\[Errno (28|122|69)\]|\[WinError 112\]|No space left on device")
DISK_ERRORS = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))
LEAST_FREE_BYTES = 20_000_000


def complete(level: str) -> None:
    """Bring the environment to `level`, one start at a time.

    Raises
    ------
    Stop
        Something stood in the way; the message says what, and what to do.
    """
    try:
        with environment.locked() as lock:
            lack = environment.lacks(level)  # another start may have done it while this one waited
            if lack:
                show(tell(lack[0], **lack[1]))
                _install(level, lock, again=lack[0] not in environment.MENDED_IN_PLACE)
    except OSError as error:
        if error.errno in DISK_ERRORS:
            raise Stop("disk_full", quote=error, free=_free_space()) from None
        raise Stop("no_write", quote=error) from None


def _install(level: str, lock: int, *, again: bool) -> None:
    for module in ("venv", "ensurepip"):
        if again and importlib.util.find_spec(module) is None:
            raise Stop("no_venv", path=sys.executable, module=module)
    environment.begin()
    before = environment.read_record(NOTE)
    level = max(level, before.get("level", "base"), key=LEVELS.index)
    progress = Progress()
    probe = Probe(wanted=level != "base" and (again or not _has_torch()))
    if again:
        _make_venv(progress, lock)
    start = _start_log()
    command = pip_command(level, extra_index=probe.answers())
    status = tell("finding", name="pip")
    code = None
    try:
        code = progress.run(command, folder=PROJECT, status=status, lock=lock, is_pip=True)
    finally:
        printed = "\n".join(progress.lines) + _log_from(start)
        if code != 0 and not again and POINT_OF_NO_RETURN not in printed:
            environment.roll_back()
    if code:
        raise explain(printed)
    environment.finish(level)
    progress.keep(tell("ready", seconds=progress.seconds))


def _make_venv(progress: Progress, lock: int) -> None:
    """Make the environment from nothing; what lies in `.venv` goes, but for the note whose it is."""
    for path in FOLDER.iterdir():
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        elif path != NOTE:
            path.unlink()
    # In two steps because venv, when it installs pip itself, keeps pip's error to itself.
    for command in (
        [sys.executable, "-m", "venv", "--without-pip", str(FOLDER)],
        [PYTHON, "-I", "-m", "ensurepip", "--default-pip"],
    ):
        if progress.run(command, folder=PROJECT, status=tell("making"), lock=lock):
            raise explain("\n".join(progress.lines))


def pip_command(level: str, *, extra_index: bool) -> list[str]:
    """Return the command that installs the project from the user's own sources, plus PyTorch's CPU index."""
    project = "." if level == "base" else f".[{level}]"
    # -I: neither PYTHONPATH nor a user's own packages may pass for installed ones.
    command = [PYTHON, "-I", "-X", "utf8", "-m", "pip", "install", "--no-input", "--no-user"]
    command += ["--disable-pip-version-check", "--log", str(LOG), "-c", "constraints.txt", "-e", project]
    return command + (["--extra-index-url", CPU_INDEX] if extra_index else [])


class Probe:
    """Asks PyTorch's index of CPU builds whether it is there, while the environment is being made."""

    def __init__(self, *, wanted: bool) -> None:
        # Only on Linux does PyPI's torch bring CUDA.
        self._wanted = wanted and sys.platform == "linux"
        self._found = False
        self._deadline = time.monotonic() + PROBE_SECONDS
        self._thread = Thread(target=self._ask, daemon=True)  # the look-up of a name may outlast any timeout
        if self._wanted:
            self._thread.start()

    def answers(self) -> bool:
        """Wait for the rest of the three seconds; tell the user and the caller what came."""
        if self._wanted:
            self._thread.join(max(0.0, self._deadline - time.monotonic()))
            show(tell("cpu_index" if self._found else "no_cpu_index"))
        return self._found

    def _ask(self) -> None:
        from urllib.request import Request, urlopen

        try:
            with urlopen(Request(CPU_INDEX, method="HEAD"), timeout=PROBE_SECONDS):
                self._found = True
        except (OSError, ValueError):
            self._found = False


def _has_torch() -> bool:
    return bool(glob.glob(str(FOLDER / "lib*" / "python*" / "site-packages" / "torch")))


def _start_log() -> int:
    """Begin a part of the log; return where pip's own lines will start."""
    with open(LOG, "a", encoding="utf-8") as file:
        file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {sys.version} on {sys.platform}\n")
    return LOG.stat().st_size


def _log_from(start: int) -> str:
    """Return what pip wrote to the log, without the times."""
    with open(LOG, "rb") as file:
        file.seek(start)
        text = file.read().decode("utf-8", "replace")
    return "\n" + re.sub(r"^\S+T\S+ ", "", text, flags=re.MULTILINE)


def explain(printed: str) -> Stop:
    """Return the message for a failed command, with the line of its output that says most."""
    lines = [line.strip() for line in printed.splitlines() if line.strip()]
    disk = [line for line in lines if DISK_TROUBLE.search(line)]
    if disk or shutil.disk_usage(PROJECT).free < LEAST_FREE_BYTES:
        return Stop("disk_full", quote=_shorten((disk or lines or ["?"])[0]), free=_free_space())
    network = [line for line in lines if NETWORK_TROUBLE.search(line)]
    if network:
        return Stop("no_network", quote=_shorten(network[0]), log=LOG)
    errors = [line for line in lines if re.match(r"(?i)error: ", line)] or lines[-1:] or ["?"]
    return Stop("failed", quote=_shorten(errors[0]), log=LOG)


def _shorten(line: str) -> str:
    """Return what a reader needs of a line: without pip's count of tries, without addresses of objects."""
    line = re.sub(r"Retrying \(Retry\(.*?\)\) after |<[^<>]* object at [^<>]*>: ", "", line).rstrip(". ")
    return line if len(line) <= 200 else line[:199].rstrip() + "…"


def _free_space() -> str:
    """Return the room in the project's folder and where pip unpacks, which may be another disk."""
    places = (PROJECT, tempfile.gettempdir())
    return ", ".join(f"{place} {shutil.disk_usage(place).free / 1e6:.0f} MB" for place in places)
