"""What a sandboxed submission may take: memory, processes, and room in its reader; too much costs itself alone."""

import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.execution.owner import Mode
from tests.autograder.locked import SANDBOXES, SMALL, evaluate, kernel, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sandboxes need Linux")


@pytest.mark.parametrize("mode", SANDBOXES)
def test_a_fork_bomb_stays_small(mode: Mode) -> None:
    bomb = """
        import os, time
        n = 0
        try:
            for n in range(5000):
                if os.fork() == 0:
                    time.sleep(60)
                    os._exit(0)
        except BlockingIOError as error:
            pass
    """
    with kernel(mode) as started:
        n = evaluate(started, textwrap.dedent(bomb), "n")
        assert 10 < n <= SMALL.n_processes
        run(started, "while True:\n    try:\n        os.fork()\n    except OSError:\n        os._exit(0)")


BOMBS = {
    "heap": ("held = []\nwhile True: held.append(bytearray(50_000_000))", ("error", "memory")),
    "array": ("import numpy\nnumpy.ones(10**9)", ("error",)),
    "shared": (
        "import mmap\nheld = []\n"
        "while True:\n    held.append(mmap.mmap(-1, 10**8))\n    held[-1].write(b'1' * 10**8)",
        ("memory",),
    ),
    "children": (
        "import os, time\n"
        "for _ in range(8):\n"
        "    if os.fork() == 0:\n"
        "        held = [bytearray(b'1' * 10**7) for _ in range(40)]\n"
        "        time.sleep(60)\n"
        "time.sleep(15)",
        ("memory",),
    ),
    "file in memory": (
        "import os, time\n"
        "for _ in range(60):\n    os.write(os.memfd_create('x'), bytes(40_000_000))\n"
        "time.sleep(15)",
        ("memory",),
    ),
}  # fmt: skip


@pytest.mark.parametrize("bomb", BOMBS)
def test_memory_is_limited(bomb: str) -> None:
    code, ends = BOMBS[bomb]
    with kernel("fork") as started:
        found = run(started, code)
        assert found.status in ends
        if found.status == "error":
            assert found.error == "MemoryError"
            assert evaluate(started, "held = None", "1 + 1") == 2
        else:
            assert not started.is_alive


def test_bubblewrap_is_watched_too() -> None:
    with kernel("bwrap") as started:
        assert run(started, BOMBS["shared"][0]).status == "memory"


FLOODS = {
    "prints": "for _ in range(1000): print('x' * 1_000_000)",
    "one line": "print('x' * 300_000_000)",
    "display": "from IPython.display import HTML, display\ndisplay(HTML('x' * 100_000_000))",
    "many displays": "for _ in range(30): display(HTML('x' * 4_000_000))",
}


def test_floods_of_output_do_not_fill_the_grader() -> None:
    """The peak of this process's memory is taken before and after: it holds pieces, never the whole."""
    with kernel("fork", replace(SMALL, memory_bytes=4_000_000_000)) as started:
        before = _peak_bytes()
        for code in FLOODS.values():
            found = run(started, code)
            assert found.status == "ok"
            assert sum(len(str(output)) for output in found.outputs) < 10_000_000
            assert evaluate(started, "", "'still here'") == "still here"
        assert _peak_bytes() - before < 400_000_000


def test_who_fills_the_grader_with_what_is_not_read_yet_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message in many parts is kept until its last part has come."""
    monkeypatch.setattr("autograder.execution.launching.FLOOD_BYTES", 200_000_000)
    parts = """
        kernel = get_ipython().kernel
        socket = kernel.iopub_thread.socket
        import time
        kernel.iopub_thread.schedule(lambda: socket.send_multipart([bytes(5_000_000)] * 100))
        time.sleep(10)
    """
    with kernel("fork", replace(SMALL, memory_bytes=4_000_000_000)) as started:
        assert run(started, textwrap.dedent(parts)).status == "memory"


def _peak_bytes() -> int:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
