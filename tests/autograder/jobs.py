"""What the tests of the pool have its workers do; in a module that loads fast, as each worker loads it."""

import os
import resource
import signal
import time
from pathlib import Path


def ident(value: object = None) -> tuple[int, object]:
    return os.getpid(), value


def fail() -> None:
    raise KeyError("x")


def die(marker: Path | None = None) -> str:
    """Die; with a marker, only the first time."""
    if marker is None or not marker.exists():
        if marker is not None:
            marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "second time"


def hang() -> None:
    """Hang and let no signal through but one."""
    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
    while True:
        time.sleep(1)


def work(number: int) -> tuple[int, bytes]:
    time.sleep(0.005)
    return number, bytes(200_000)


def describe_worker() -> dict[str, object]:
    return {
        "files": [os.readlink(path) for path in Path("/proc/self/fd").iterdir() if path.is_symlink() and path.exists()],
        "nice": os.nice(0),
        "oom": int(Path("/proc/self/oom_score_adj").read_text(encoding="ascii")),
        "memory": resource.getrlimit(resource.RLIMIT_DATA)[0],
        "session": os.getsid(0) == os.getpid(),
    }
