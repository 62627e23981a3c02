"""What a sandboxed submission cannot see, reach, fill or leave behind; each attack succeeds without the sandbox."""

import os
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.execution.owner import Mode
from autograder.execution.view import PROJECT
from autograder.run_submission import run_submission
from autograder.sanitise import sanitise
from autograder.stages import Outcome
from tests.autograder.locked import SANDBOXES, SMALL, evaluate, find_processes, kernel, require, run
from tests.autograder.tiny_course import RIGHT, make_chapter, make_notebook, submit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="sandboxes need Linux")
ALL: tuple[Mode, ...] = (*SANDBOXES, "none")


@pytest.fixture
def victim() -> Iterator[subprocess.Popen]:
    """A process of the same user with something in its environment."""
    environment = {"SECRET_TOKEN": "hunter2", "PATH": os.environ["PATH"]}
    with subprocess.Popen(["sleep", "600"], env=environment) as process:
        yield process
        process.kill()


@pytest.mark.parametrize("mode", ALL)
def test_nothing_else_of_the_machine_can_be_seen(mode: Mode, victim: subprocess.Popen, tmp_path: Path) -> None:
    course = tmp_path / "course" / "submitted" / "alice"
    course.mkdir(parents=True)
    (course / "answer.txt").write_text("42", encoding="utf-8")
    secrets = [course / "answer.txt", PROJECT / "autograder", PROJECT / "tests", PROJECT / "pyproject.toml"]
    look = f"""
        import os, pathlib
        seen = [path for path in {[str(path) for path in secrets]} if os.path.exists(path)]
        everything = b""
        for path in pathlib.Path("/proc").glob("*/environ"):
            try:
                everything += path.read_bytes()
            except OSError:
                pass
        try:
            os.kill({victim.pid}, 0)
            reached = True
        except ProcessLookupError:
            reached = False
        n_processes = len(list(pathlib.Path("/proc").glob("[0-9]*")))
        names = open("/etc/passwd").read()
    """
    with kernel(mode) as started:
        found = evaluate(
            started,
            textwrap.dedent(look),
            "{'files': seen, 'secret': b'hunter2' in everything, 'reached': reached, 'n': n_processes, "
            "'root': 'root' in names, 'helpers': bool(__import__('helpers')), 'home': os.listdir(os.path.expanduser('~'))}",
        )
    if mode == "none":  # the control: each of these can be seen where there is no sandbox
        assert found["files"] == [str(path) for path in secrets]
        assert (found["secret"], found["reached"], found["root"], found["n"] > 5) == (True, True, True, True)
    else:
        assert found == {
            "files": [], "secret": False, "reached": False, "root": False, "n": 2, "helpers": True, "home": [],
        }  # fmt: skip


@pytest.mark.parametrize("mode", ALL)
def test_there_is_no_network(mode: Mode) -> None:
    code = """
        import socket
        def reach(family, address):
            with socket.socket(family) as client:
                client.settimeout(2)
                try:
                    client.connect(address)
                    return True
                except OSError:
                    return False
        with socket.socket() as own:  # its own processes may talk
            own.bind(("127.0.0.1", 0))
            own.listen()
            inside = reach(socket.AF_INET, own.getsockname())
    """
    name = f"\0atelier-{os.getpid()}"
    with socket.socket() as outside, socket.socket(socket.AF_UNIX) as abstract, kernel(mode) as started:
        outside.bind(("127.0.0.1", 0))
        abstract.bind(name)
        outside.listen()
        abstract.listen()
        tried = f"[inside, reach(socket.AF_INET, {outside.getsockname()!r}), reach(socket.AF_UNIX, {name!r})]"
        assert evaluate(started, textwrap.dedent(code), tried) == [True, mode == "none", mode == "none"]


@pytest.mark.parametrize("mode", SANDBOXES)
def test_no_privilege_is_left(mode: Mode) -> None:
    code = """
        import ctypes, os, socket
        lines = dict(line.split(":", 1) for line in open("/proc/self/status").read().splitlines())
        found = {name: lines[name].strip() for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb", "NoNewPrivs", "Groups")}
        libc = ctypes.CDLL(None)
        entered = libc.unshare(0x10000000) == 0 and libc.unshare(0x00020000) == 0
        mounted = libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0
    """
    with kernel(mode) as started:
        found, entered, mounted, user = evaluate(
            started, textwrap.dedent(code), "(found, entered, mounted, os.getuid())"
        )
    none = "0" * 16
    assert [found[name] for name in ("CapEff", "CapPrm", "CapBnd", "CapAmb", "NoNewPrivs")] == [*[none] * 4, "1"]
    assert (mounted, user) == (False, 1000)
    assert not entered or mode == "bwrap"  # what it would mount there, it alone would see


@pytest.mark.parametrize("mode", SANDBOXES)
def test_only_small_folders_can_be_written(mode: Mode) -> None:
    code = """
        import os, sys, numpy, helpers
        def can_write(folder):
            try:
                with open(folder + "/written", "w") as file:
                    file.write("x")
                os.remove(folder + "/written")
                return True
            except OSError:
                return False
        def fill(folder):
            n = 0
            try:
                with open(folder + "/big", "wb") as file:
                    for _ in range(400):
                        n += file.write(bytes(1_000_000))
                        file.flush()
            except OSError:
                pass
            os.remove(folder + "/big")
            return n
        sockets = os.path.dirname(get_ipython().kernel.parent.ip)
        closed = ["/", "/usr", "/etc", "/proc", "/dev", sys.prefix, os.path.dirname(numpy.__file__),
                  os.path.dirname(helpers.__file__), sockets, sys.base_prefix]
        names = sorted(os.listdir(sockets))
        for name in names:
            try:
                os.remove(os.path.join(sockets, name))
                closed = ["a socket could be removed"]
            except OSError:
                pass
    """
    with kernel(mode) as started:
        opened, names, sizes = evaluate(
            started,
            textwrap.dedent(code),
            "([f for f in closed if can_write(f)], names, [fill(f) for f in ('/tmp', '.', '/dev/shm', os.environ['HOME'])])",
        )
    assert (opened, names) == ([], [f"k-{number}" for number in range(1, 6)])
    assert all(0 < size <= SMALL.disk_bytes for size in sizes)


@pytest.mark.parametrize("mode", SANDBOXES)
def test_tests_stay_sealed_and_reach_the_answers(mode: Mode, tmp_path: Path) -> None:
    require(mode)
    chapter = make_chapter(tmp_path)
    sanitised = sanitise(submit(make_notebook(chapter, RIGHT)), chapter, lang="en")
    execution, verdicts = run_submission(sanitised, chapter, SMALL, sandbox=mode)
    tests = [verdict for verdict in verdicts if verdict.earned is not None]
    assert [verdict.outcome for verdict in tests] == [Outcome.PASSED] * len(chapter.tests)
    assert execution.sandbox == mode


@pytest.mark.parametrize("mode", SANDBOXES)
def test_nothing_outlives_a_submission(mode: Mode) -> None:
    word = f"6543{os.getpid()}"
    daemon = f"""
        import os, subprocess, time
        if os.fork() == 0:
            os.setsid()
            if os.fork() == 0:
                subprocess.Popen(["sleep", "{word}"], start_new_session=True)
                while True: time.sleep(60)
            os._exit(0)
        time.sleep(0.5)
    """
    with kernel(mode) as started:
        assert run(started, textwrap.dedent(daemon)).status == "ok"
        assert find_processes(word)  # seen from outside while it is there
    assert find_processes(word) == []


ENDS = {
    "os._exit": "import os; os._exit(0)",
    "SIGKILL": "import os, signal; os.kill(os.getpid(), signal.SIGKILL); import time; time.sleep(5)",
    "segmentation fault": "import ctypes; ctypes.string_at(0)",
}


@pytest.mark.parametrize("way", ENDS)
def test_a_kernel_that_ends_itself_has_crashed(way: str) -> None:
    with kernel("fork") as started:
        # Of processes that it sees, kill(-1) spares itself and the first.
        assert run(started, ENDS[way]).status == ("ok" if way == "all it sees" else "crashed")


@pytest.mark.parametrize("mode", SANDBOXES)
def test_interrupts_reach_it_and_who_swallows_them_is_killed(mode: Mode) -> None:
    with kernel(mode, replace(SMALL, cell_seconds=1.0)) as started:
        assert run(started, "while True: pass").error == "KeyboardInterrupt"
        assert evaluate(started, "", "1 + 1") == 2
        stubborn = "import time\nwhile True:\n    try:\n        time.sleep(60)\n    except BaseException: pass"
        begun = time.monotonic()
        assert run(started, stubborn).status == "timeout"
        assert not started.is_alive
        assert time.monotonic() - begun < 15


def test_input_is_refused_and_late_threads_harm_nothing() -> None:
    late = """
        import threading, time
        def write():
            for _ in range(20):
                time.sleep(0.05)
                print("late")
        threading.Thread(target=write).start()
    """
    with kernel("fork") as started:
        assert run(started, "input('Your name? ')").error == "StdinNotImplementedError"
        assert run(started, textwrap.dedent(late)).status == "ok"
        # It shows up in what the same student runs next, as in JupyterLab.
        assert evaluate(started, "time.sleep(1.2)", "1 + 1") == 2
