"""Nothing is lost, whoever is killed and whenever: the next `grade` ends with the marks of an undisturbed run."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest

from autograder.course_folder import Course, open_course
from autograder.gradebook import open_gradebook
from autograder.results import load_results
from tests.autograder.processes import adopt_orphans, bury_dead, find_living, role_of, wait_until
from tests.autograder.tiny_course import NAME, RIGHT, hand_in, make_course, make_notebook

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and interrupts processes by Unix signals")

ANSWERS = {
    "ada": {},
    "bob": {"double": "def double(x):\n    return x + 2"},
    "cat": {"halve": "import os\nos._exit(1)"},
    "dan": {"invert": "def invert(x):\n    while True:\n        pass"},
    "eve": {"why": ""},
    "fay": {"double": "def double(x):", "halve": "raise OSError('no disk')"},
}
PROMISED_SECONDS = 2.0  # from Ctrl-C to the end
MARKS = {"ada": 15, "bob": 10, "cat": 11, "dan": 9, "eve": 15, "fay": 6, "gus": 0}
SLEEPER = {"double": "import time\ntime.sleep(60)\n" + RIGHT["double"]}


@pytest.fixture
def course(tmp_path: Path) -> Iterator[Course]:
    """A course with a class, temporary files in a folder of its own, every process below this one."""
    made = make_course(tmp_path)
    (tmp_path / "tmp").mkdir()
    with adopt_orphans():
        yield made
        bury_dead()


def hand_in_class(course: Course) -> None:
    (chapter,) = course.read_chapters()
    for student, answers in ANSWERS.items():
        hand_in(course, student, make_notebook(chapter, RIGHT | answers))
    hand_in(course, "gus", b"not a notebook")


def temporary(course: Course) -> Path:
    """Return where the grader's temporary files lie: short, for the sockets in it."""
    return Path(tempfile.gettempdir()) / f"t{os.getpid()}-{abs(hash(course.root)) % 10**6}"


def start_grading(course: Course, *options: str) -> subprocess.Popen:
    place = temporary(course)
    place.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "helpers.cli", "grade", str(course.root), "--jobs", "2", *options]
    return subprocess.Popen(
        command,
        env=os.environ | {"TMPDIR": str(place)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def grade(course: Course, *options: str) -> tuple[int, str]:
    """Grade without disturbance; return the exit code and what was said."""
    with start_grading(course, *options) as running:
        said, _ = running.communicate(timeout=180)
    return running.returncode, said


def marks(course: Course) -> dict[str, float]:
    with open_gradebook(course.db_url) as gradebook:
        return {found["student"]: found["score"] for found in gradebook.submission_dicts(NAME)}


def check_that_nothing_is_lost(course: Course) -> None:
    """Everything is there, whole, and as an undisturbed run leaves it; nothing else is."""
    assert marks(course) == MARKS
    records = {record.student: record for record in load_results(course, NAME)}
    assert {student: record.earned for student, record in records.items()} == MARKS
    assert not [record.problem for record in records.values() if record.problem]
    for student, record in records.items():
        written = json.loads((course.root / "autograded" / student / NAME / "tiny.ipynb").read_text(encoding="utf-8"))
        assert written["metadata"]["atelier"] == record.notebook["metadata"]["atelier"]
    with closing(sqlite3.connect(course.root / "gradebook.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert not list(course.root.rglob("*.part"))
    assert not list(temporary(course).iterdir())
    check_that_nobody_is_left()
    shutil.rmtree(temporary(course))


def check_that_nobody_is_left() -> None:
    """Whoever was importing something ends after that, which takes long on a busy machine."""
    assert wait_until(lambda: not find_living(), 120), [process.cmdline() for process in find_living()]
    bury_dead()


def wait_for_victims(running: subprocess.Popen, role: str) -> list[psutil.Process]:
    """Return the processes of a run that have a role; a kernel is there for moments only, so wait for the next one."""

    if role == "grader":
        return [psutil.Process(running.pid)]
    deadline = time.monotonic() + 90
    while running.poll() is None and time.monotonic() < deadline:
        if found := [process for process in find_living(running.pid) if role_of(process) == role]:
            return found
    return []


def kill_at_random(course: Course, n_kills: int, rng: random.Random) -> dict[str, int]:
    """Run `grade` again and again, and kill somebody of it at random moments; return whom, how often."""
    killed = dict.fromkeys(("grader", "worker", "zygote", "kernel"), 0)
    running = start_grading(course)
    while sum(killed.values()) < n_kills:
        time.sleep(rng.uniform(0, 4))
        if running.poll() is not None:  # it came to its end: once more, with everything
            running.communicate()
            running = start_grading(course, "--regrade")
            continue
        wanted = rng.choice(list(killed))
        victims = wait_for_victims(running, wanted)
        if victims and running.poll() is None:
            with suppress(psutil.NoSuchProcess):
                rng.choice(victims).kill()
                killed[wanted] += 1
        if wanted == "grader":
            running.communicate()
            check_that_nobody_is_left()
            running = start_grading(course)
    running.communicate(timeout=180)
    return killed


@pytest.mark.parametrize("n_kills", [10, pytest.param(100, marks=pytest.mark.slow)])
def test_whoever_is_killed_the_next_run_ends_with_the_right_marks(course: Course, n_kills: int) -> None:
    seed = int(os.environ.get("ATELIER_SEED", random.randrange(10**6)))
    print(f"ATELIER_SEED={seed}")
    hand_in_class(course)
    killed = kill_at_random(course, n_kills, random.Random(seed))
    print(killed)
    code, said = grade(course)
    assert code == 0, said
    check_that_nothing_is_lost(course)


def wait_for_results(course: Course, n: int, running: subprocess.Popen) -> None:
    folder = course.root / "results" / NAME
    assert wait_until(lambda: len(list(folder.glob("*.json"))) >= n or running.poll() is not None, 180)
    assert running.poll() is None, running.communicate()


@pytest.mark.alone
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_keeps_what_is_finished_and_says_how_to_go_on(course: Course, number: signal.Signals) -> None:
    (chapter,) = course.read_chapters()
    limits = {"cell_seconds": 100.0}
    settings = json.loads((course.root / "atelier.json").read_text(encoding="utf-8"))
    settings["limits"] |= limits
    (course.root / "atelier.json").write_text(json.dumps(settings), encoding="utf-8")
    course = open_course(course.root)
    for student in ("ada", "bob"):
        hand_in(course, student, make_notebook(chapter))
    for student in ("cat", "dan", "eve"):
        hand_in(course, student, make_notebook(chapter, RIGHT | SLEEPER))
    running = start_grading(course)
    wait_for_results(course, 2, running)
    assert wait_until(lambda: sum(role_of(one) == "kernel" for one in find_living(running.pid)) >= 2, 30)
    started = time.monotonic()
    os.killpg(running.pid, number)  # as a terminal does
    said, _ = running.communicate(timeout=30)
    seconds = time.monotonic() - started
    print(f"{seconds:.2f} s")
    assert running.returncode == 130
    assert "the same command goes on from here" in said
    assert "Traceback" not in said
    assert seconds < PROMISED_SECONDS
    check_that_nobody_is_left()
    assert marks(course) == {"ada": 15, "bob": 15}
    assert not list(temporary(course).iterdir())
    for student in ("cat", "dan", "eve"):
        hand_in(course, student, make_notebook(chapter))
    code, said = grade(course)
    assert code == 0, said
    assert "3 graded, 2 known from before" in said
    shutil.rmtree(temporary(course))


@pytest.mark.alone
def test_a_second_ctrl_c_ends_a_run_that_waits(course: Course) -> None:
    """The run waits for another program that has locked the gradebook; the results are kept all the same."""
    hand_in_class(course)
    with closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        running = start_grading(course)
        wait_for_results(course, 1, running)
        started = time.monotonic()
        os.killpg(running.pid, signal.SIGINT)
        time.sleep(0.3)  # two that come at once are one
        os.killpg(running.pid, signal.SIGINT)
        running.communicate(timeout=30)
        assert time.monotonic() - started < PROMISED_SECONDS
        assert running.returncode == 130
    check_that_nobody_is_left()
    code, said = grade(course)
    assert code == 0, said
    assert "7 graded" not in said
    check_that_nothing_is_lost(course)
