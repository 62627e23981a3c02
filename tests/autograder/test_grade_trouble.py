"""What goes wrong around the grader, a full disk, a locked gradebook, a second run, costs time and never marks."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psutil
import pytest
from typer.testing import CliRunner

from autograder import class_run, files, grade_submission, gradebook, record, scratch
from autograder.course_folder import ROOT, Course
from autograder.execution.limits import Limits
from autograder.execution.sandbox import choose_sandbox
from autograder.grade import LOCK, grade_course
from autograder.gradebook import GradebookError, open_gradebook
from autograder.results import load_results, result_path
from autograder.stages import CellRun, Outcome
from helpers.cli import app
from helpers.errors import AtelierError
from tests.autograder.processes import find_living, role_of
from tests.autograder.tiny_course import NAME, RIGHT, grade_without_kernels, hand_in, make_course, make_notebook

STUDENTS = ("ada", "bob", "eve")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    made = make_course(tmp_path)
    (chapter,) = made.read_chapters()
    for student in STUDENTS:
        hand_in(made, student, make_notebook(chapter))
    return made


@pytest.fixture
def no_kernel(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let every cell end well without running it; return who was run."""
    run: list[str] = []

    def note(student: str) -> dict:
        run.append(student)
        return {}

    grade_without_kernels(monkeypatch, note)
    return run


def scores(course: Course) -> dict[str, float]:
    with open_gradebook(course.db_url) as opened:
        return {found["student"]: found["score"] for found in opened.submission_dicts(NAME)}


@contextmanager
def locked(course: Course, how: str) -> Iterator[sqlite3.Connection]:
    """Have another program's connection hold the gradebook."""
    path = course.root / "gradebook.db"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as db:
        db.execute(f"BEGIN {how}")
        yield db


@pytest.mark.parametrize("how", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_program_that_writes_for_a_while_is_waited_for(course: Course, no_kernel: list[str], how: str) -> None:
    with locked(course, how) as db:
        release = threading.Timer(2.0, db.execute, ["COMMIT"])
        release.start()
        assert grade_course(course, sandbox="none").problems == []
        release.join()
    assert scores(course) == dict.fromkeys(STUDENTS, 15)


def test_a_program_that_never_lets_go_costs_no_result(
    course: Course, no_kernel: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gradebook, "PATIENCE_SECONDS", 1.0)
    with locked(course, "EXCLUSIVE"), pytest.raises(GradebookError, match=r"kept the gradebook locked.*formgrader"):
        grade_course(course, sandbox="none")
    n_kept = len(load_results(course, NAME))
    assert n_kept >= 1
    no_kernel.clear()
    summary = grade_course(course, sandbox="none")
    assert (summary.n_known, summary.n_written, len(no_kernel)) == (n_kept, 3, 3 - n_kept)
    assert scores(course) == dict.fromkeys(STUDENTS, 15)


def test_a_gradebook_that_cannot_be_written_stops_the_run(
    course: Course, no_kernel: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = sqlite3.connect

    def connect_to_read(*args: object, **options: object) -> sqlite3.Connection:
        connection = real(*args, **options)
        connection.execute("PRAGMA query_only = ON").close()
        return connection

    with monkeypatch.context() as patch, pytest.raises(GradebookError, match="readonly database"):
        patch.setattr("sqlite3.dbapi2.connect", connect_to_read)
        grade_course(course, sandbox="none")
    assert grade_course(course, sandbox="none").n_known >= 1
    assert scores(course) == dict.fromkeys(STUDENTS, 15)


def test_a_second_run_in_the_same_course_is_refused(course: Course, no_kernel: list[str]) -> None:
    hold = "import sys, filelock\nwith filelock.FileLock(sys.argv[1]):\n print(flush=True)\n sys.stdin.read()"
    command = [sys.executable, "-c", hold, str(course.root / LOCK)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None and other.stdin is not None
        other.stdout.readline()
        done = CliRunner().invoke(app, ["grade", str(course.root), "--sandbox", "none"])
        assert isinstance(done.exception, AtelierError)
        assert "another 'atelier grade' is at work" in str(done.exception)
        other.kill()  # whoever held it, and however it ended
    assert grade_course(course, sandbox="none").n_graded == 3


DISK = """
set -e
mount -t tmpfs -o size=$1 tmpfs "$2"
cp -r "$3"/. "$2"
cd "$4"
if [ "$5" = course ]; then head -c "$(($(df --output=avail -B1 "$2" | tail -1) - 60000))" /dev/zero > "$2/filler"; fi
run() { "$PYTHON" -m helpers.cli grade "$2" --jobs 1 --sandbox none 2>&1 || echo "exit $?"; }
run "$@"
echo parts: $(find "$2" -name '*.part' | wc -l)
rm -f "$2/filler"
echo ---
run "$@"
cp -r "$2"/. "$3"
"""


def can_mount() -> bool:
    command = ["unshare", "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True).returncode == 0


@pytest.mark.skipif("not can_mount()", reason="a small disk needs user namespaces and unshare (Debian: util-linux)")
def test_a_full_disk_stops_the_run_with_a_clear_word_and_the_next_one_goes_on(course: Course, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    words = ["4m", str(disk), str(course.root), str(ROOT), "course"]
    done = subprocess.run(
        ["unshare", "--user", "--map-root-user", "--mount", "bash", "-c", DISK, "bash", *words],
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True, text=True, encoding="utf-8", timeout=300,
    )  # fmt: skip
    first, second = done.stdout.split("---")
    assert "exit 1" in first, done
    assert "Traceback" not in done.stdout
    assert "the same command goes on" in first
    assert "full" in first or "No space left" in first
    assert "parts: 0" in first
    assert "exit" not in second and "unreadable." in second
    assert scores(course) == dict.fromkeys(STUDENTS, 15)
    for student in STUDENTS:
        assert json.loads(result_path(course, student, NAME).read_text(encoding="utf-8"))["student"] == student


def test_no_room_for_temporary_files_is_nobodys_mark(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    grade_without_kernels(monkeypatch)
    monkeypatch.setattr(grade_submission, "run_submission", fail)
    summary = grade_course(course, sandbox="none")
    assert len(summary.problems) == 3  # the disk has room, so it is these submissions
    monkeypatch.setattr(grade_submission, "_MIN_FREE_BYTES", float("inf"))
    for path in course.root.glob("results/*/*"):
        path.unlink()
    with pytest.raises(AtelierError, match="room for temporary files"):
        grade_course(course, sandbox="none")
    assert load_results(course, NAME) == []


def test_what_a_killed_run_left_half_written_is_removed(
    course: Course, no_kernel: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    folder = course.root / "results" / NAME
    folder.mkdir(parents=True)
    for owner in (gone.pid, os.getpid()):
        (folder / f".{owner}-abc.part").write_text("{half", encoding="utf-8")
    assert grade_course(course, sandbox="none").n_graded == 3
    assert [path.name for path in folder.glob(".*.part")] == [f".{os.getpid()}-abc.part"]
    with tempfile.TemporaryDirectory(dir="/tmp" if os.name == "posix" else None) as made:  # as short as such a path is
        place = Path(made)
        for owner in (gone.pid, os.getpid()):
            (place / f"atelier-{owner}-abc" / "closed").mkdir(parents=True)
        (place / f"atelier-{gone.pid}-abc" / "closed").chmod(0)
        (place / f"atelier-{gone.pid}-extra.txt").touch()
        monkeypatch.setattr("tempfile.tempdir", made)
        assert scratch.remove_abandoned_scratch() == 1
        left = sorted(path.name for path in place.iterdir())
        assert left == sorted([f"atelier-{os.getpid()}-abc", f"atelier-{gone.pid}-extra.txt"])


def test_where_temporary_paths_are_long_there_are_shorter_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("long" * 10)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    monkeypatch.setattr(scratch.util, "get_temp_dir", str)  # Python's own folder, once for each process
    place = scratch.get_scratch.__wrapped__()
    shutil.rmtree(place)
    assert len(os.fsencode(place)) < 90


def test_a_write_that_fails_leaves_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "folder" / "file"
    files.write_file(path, "old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    for step in ("fsync", "replace"):
        monkeypatch.setattr(files.os, step, fail)
        with pytest.raises(OSError, match="No space"):
            files.write_file(path, "new")
        monkeypatch.undo()
    assert path.read_text(encoding="utf-8") == "old"
    assert list(path.parent.iterdir()) == [path]


class End(BaseException):
    """What no handler stops, like a kill."""


@pytest.mark.parametrize("step", ["save_result", "write_record", "one_commit", "write_notebook"])
def test_a_run_that_ends_between_two_steps_is_completed_by_the_next(
    course: Course, no_kernel: list[str], monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Also where the marks have changed under the same key, which --regrade may bring."""

    def end(*_: object, **__: object) -> None:
        raise End

    assert grade_course(course, sandbox="none").n_graded == 3
    grade_without_kernels(monkeypatch, lambda student: {"halve-test-1": CellRun("halve-test-1", "error", error="E")})
    module = class_run if step in ("save_result", "write_record") else record
    with monkeypatch.context() as patch, pytest.raises(End):
        patch.setattr(module, step, end)
        grade_course(course, regrade=True, sandbox="none")
    changed = sum(found.earned == 11 for found in load_results(course, NAME))
    assert changed == (step != "save_result")
    assert grade_course(course, sandbox="none").n_written == changed
    records = {found.student: found for found in load_results(course, NAME)}
    assert scores(course) == {student: found.earned for student, found in records.items()}
    for student, found in records.items():
        path = course.root / "autograded" / student / NAME / "tiny.ipynb"
        written = json.loads(path.read_text(encoding="utf-8"))
        assert written["metadata"]["atelier"] == found.notebook["metadata"]["atelier"]


def test_only_so_many_submissions_wait_at_a_time(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    grade_without_kernels(monkeypatch)
    (chapter,) = course.read_chapters()
    for number in range(20):
        hand_in(course, f"s{number}", make_notebook(chapter))
    most, submit = 0, class_run.ClassRun._submit
    waiting: list = []

    def count(self: class_run.ClassRun, work: object) -> object:
        nonlocal most
        job = submit(self, work)
        waiting.append(job)
        most = max(most, sum(not one.done() for one in waiting))
        return job

    monkeypatch.setattr(class_run.ClassRun, "_submit", count)
    assert grade_course(course, jobs=2, sandbox="none").n_graded == 23
    assert most <= 4


HOSTILE = {
    "right": ({}, 15),
    "dies": ({"double": "import os\nos.kill(os.getpid(), 9)"}, 10),
    "hangs": ({"halve": "def halve(x):\n    while True:\n        pass"}, 11),
    "ignores": (
        {
            "halve": "import signal\ndef halve(x):\n    signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())\n"
            "    while True:\n        pass"
        },
        11,
    ),
    "floods": ({"invert": "while True:\n    print('x' * 10_000)"}, 9),
    "eats": ({"double": "held = []\nwhile True:\n    held.append(bytearray(50_000_000))"}, 10),
    "kills": ({"double": "import os\nos.kill(-1, 9)"}, 10),
    "last": ({}, 15),
}
REASONS = {
    "dies": {Outcome.CRASHED},
    "hangs": {Outcome.TIMEOUT},
    "ignores": {Outcome.TIMEOUT},
    "floods": {Outcome.TIMEOUT, Outcome.MEMORY, Outcome.ERROR},
    "eats": {Outcome.MEMORY, Outcome.ERROR, Outcome.CRASHED},
    "kills": {Outcome.CRASHED, Outcome.ERROR},
}


def test_a_hostile_class_costs_nobody_else_anything(tmp_path: Path) -> None:
    """In the sandbox; each of them with the reason in the record."""
    try:
        sandbox = choose_sandbox("fork")
    except AtelierError as error:
        pytest.skip(f"needs user namespaces: {error}")
    course = make_course(tmp_path)
    (chapter,) = course.read_chapters()
    for student, (answers, _) in HOSTILE.items():
        hand_in(course, student, make_notebook(chapter, RIGHT | answers))
    limits = Limits(cell_seconds=4.0, test_seconds=2.0, grace_seconds=1.0, memory_bytes=1_000_000_000)
    summary = grade_course(course, jobs=2, limits=limits, sandbox=sandbox)
    assert summary.problems == []
    assert scores(course) == {student: points for student, (_, points) in HOSTILE.items()}
    for one in load_results(course, NAME):
        assert one.sandbox == "fork"
        lost = {verdict.outcome for verdict in one.verdicts if verdict.earned == 0}
        assert lost <= REASONS.get(one.student, set()), (one.student, lost)
        assert lost or one.student in ("right", "last")


@pytest.mark.slow
def test_memory_stays_flat_over_a_thousand_submissions(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The most that grader, workers and zygotes hold, each by itself, at a tenth of the class and at its end."""
    course = make_course(tmp_path)
    (chapter,) = course.read_chapters()
    notebook = make_notebook(chapter)
    n_students, sizes = 1000, {}
    for number in range(n_students):
        hand_in(course, f"s{number:04}", notebook)
    command = [sys.executable, "-m", "helpers.cli", "grade", str(course.root), "--jobs", "2"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        while running.poll() is None:
            time.sleep(1)
            n_done = len(list((course.root / "results" / NAME).glob("*.json")))
            sizes[n_done] = measure_roles(running.pid)
    assert running.returncode == 0
    assert scores(course) == {f"s{number:04}": 15 for number in range(n_students)}
    for role in ("grader", "worker", "zygote"):
        early = max(found.get(role, 0) for n_done, found in sizes.items() if n_done <= n_students // 10)
        late = max(found.get(role, 0) for n_done, found in sizes.items() if n_done >= n_students * 9 // 10)
        with capsys.disabled():
            print(f"{role}: {early / 1e6:.0f} MB at first, {late / 1e6:.0f} MB at the end")
        assert late < early + 60e6, role


def measure_roles(grader: int) -> dict[str, int]:
    """Return the bytes that the largest process of each role holds."""
    sizes: dict[str, int] = {}
    for process in [psutil.Process(grader), *find_living(grader)]:
        role = "grader" if process.pid == grader else role_of(process)
        with suppress(psutil.Error):
            sizes[role] = max(sizes.get(role, 0), process.memory_info().rss)
    return sizes
