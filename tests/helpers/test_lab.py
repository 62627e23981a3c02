"""`lab` gives students their own copies, never overwrites them, and starts and ends JupyterLab cleanly."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from helpers.lab import choose_language, copy_notebooks, describe
from tests.helpers.small_course import make_course

START_SECONDS = 60


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A folder with the small course."""
    return make_course(tmp_path)


def publish(course: Path, version: str) -> None:
    """Put a new version of the notebook into the course."""
    path = course / "notebooks" / "en" / "01_sums" / "sums.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["metadata"]["atelier"]["build"] = version
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_course_in_one_language_opens_in_that_one(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert choose_language(course) == "en"
    shutil.rmtree(course / "notebooks" / "en")
    assert choose_language(course) == "fr"


def test_untouched_copies_are_renewed_and_others_are_kept(course: Path) -> None:
    copies = copy_notebooks(course, "en")
    (mine,) = copies.added
    assert mine == course / "my_work" / "en" / "01_sums" / "sums.ipynb"
    again = copy_notebooks(course, "en")
    assert (again.added, again.renewed, again.outdated) == ((), (), ())

    opened = json.loads(mine.read_text(encoding="utf-8"))  # as JupyterLab saves it after a look
    opened["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    mine.write_text(json.dumps(opened), encoding="utf-8")
    publish(course, "second")
    copies = copy_notebooks(course, "en")
    assert (copies.renewed, copies.outdated) == ((mine,), ())
    assert "second" in mine.read_text(encoding="utf-8")

    answered = mine.read_text(encoding="utf-8").replace("raise NotImplementedError()", "return a + b")
    mine.write_text(answered, encoding="utf-8")
    copies = copy_notebooks(course, "en")
    assert (copies.renewed, copies.outdated) == ((), ()), "edited, but of the current version"
    publish(course, "third")
    copies = copy_notebooks(course, "en")
    assert (copies.added, copies.renewed, copies.outdated) == ((), (), (mine,))
    assert mine.read_text(encoding="utf-8") == answered
    assert any("the course has a new version, yours is kept" in line for line in describe(copies))

    mine.rename(mine.with_name("old.ipynb"))
    assert copy_notebooks(course, "en").added == (mine,)
    assert "third" in mine.read_text(encoding="utf-8")


def test_a_lost_record_costs_nothing(course: Path) -> None:
    (mine,) = copy_notebooks(course, "en").added
    mine.write_text(mine.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    (course / "my_work" / "en" / ".copies.json").write_text("{", encoding="utf-8")
    before = mine.read_bytes()
    copies = copy_notebooks(course, "en")
    assert (copies.added, copies.renewed, copies.outdated) == ((), (), ())
    assert mine.read_bytes() == before


def test_missing_notebooks_are_one_clear_line(tmp_path: Path, atelier: list[str]) -> None:
    (tmp_path / "helpers").mkdir()
    for landmark in ("pyproject.toml", "helpers/course.py"):
        (tmp_path / landmark).write_text("", encoding="utf-8")
    # The empty helpers/ here must not hide the real one from Python.
    done = subprocess.run(
        [sys.executable, "-P", *atelier[1:], "lab", "--lang", "fr"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "ne contient aucun carnet" in line and "dossier du cours" in line
    assert not (tmp_path / "my_work").exists()


@pytest.mark.skipif(os.name == "nt", reason="sends Ctrl-C as Unix terminals do")
def test_jupyterlab_serves_the_copies_until_ctrl_c(course: Path, atelier: list[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", "--", "--ServerApp.token=secret", "--ServerApp.port_retries=0", "--allow-root"]
    log = course / "log.txt"
    import pty  # Jupyter minds Ctrl-C only where it has a terminal

    ends = pty.openpty()
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-P", *atelier[1:], "lab", "--lang", "fr", f"--port={port}", *options],
            cwd=course, stdin=ends[1],
            stdout=output, stderr=output, start_new_session=True,
            env={**os.environ, "JUPYTER_CONFIG_DIR": str(course / "config"), "JUPYTER_NO_CONFIG": "1"},
        )  # fmt: skip
    try:
        listing = wait_for(f"http://127.0.0.1:{port}/api/contents?token=secret", process)
        assert [entry["name"] for entry in listing["content"]] == ["01_sums"]
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(40) == 0, log.read_text(encoding="utf-8")
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        for end in ends:
            os.close(end)
    shown = log.read_text(encoding="utf-8")
    assert f"Vos carnets : {course / 'my_work' / 'fr'}" in shown
    assert "Shutting down..." in shown and "Traceback" not in shown


def wait_for(address: str, process: subprocess.Popen) -> dict:
    """Ask until the server answers."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=10) as reply:
                return json.load(reply)
        except urllib.error.URLError:
            time.sleep(0.2)
    raise AssertionError(f"no answer from {address}")
