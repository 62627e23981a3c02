"""Mark open questions in nbgrader's formgrader as a person does: open a submission, type points and a comment, go on."""

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
from typing import TYPE_CHECKING

from autograder.course_folder import Course
from autograder.formgrader import START
from autograder.gradebook import open_gradebook

if TYPE_CHECKING:
    from playwright.sync_api import Page

TOKEN = "token-of-the-test"
_PATIENCE_SECONDS = 120


@contextmanager
def serve(course: Course) -> Iterator[str]:
    """Run the command `mark` on a course; yield the server's address; end it with Ctrl-C, as a terminal sends it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "helpers.cli", "mark", str(course.root), "--no-browser", "--port", str(port)]
    log = course.root.parent / "server.log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            command, stdout=file, stderr=file, env={**os.environ, "JUPYTER_TOKEN": TOKEN}, start_new_session=True
        )
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(server, address, log)
        yield address
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(60) == 0, log.read_text(encoding="utf-8")[-3000:]
    finally:
        with suppress(ProcessLookupError):
            os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _wait_for(server: subprocess.Popen, address: str, log: Path) -> None:
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < give_up:
        assert server.poll() is None, log.read_text(encoding="utf-8")[-3000:]
        try:
            with urllib.request.urlopen(f"{address}/api", timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise TimeoutError(f"No formgrader after {_PATIENCE_SECONDS} s: {log.read_text(encoding='utf-8')[-3000:]}")


def mark_by_hand(
    page: "Page", address: str, course: Course, chapter: str, marks: Mapping[str, Mapping[str, tuple[str, str]]]
) -> list[str]:
    """Give students points and a comment, from one submission to the next; return the students in that order.

    Parameters
    ----------
    page : Page
        Of a browser.
    address : str
        The server's.
    course : Course
        The course folder.
    chapter : str
        What is marked.
    marks : mapping
        Student → question → points and comment, as they are typed.
    """
    elsewhere: list[str] = []
    page.on("request", lambda sent: elsewhere.append(sent.url) if not sent.url.startswith((address, "data:")) else None)
    with open_gradebook(course.db_url) as gradebook:
        found = {one.id: one.student.id for one in gradebook.notebook_submissions(chapter[3:], chapter)}
    page.goto(f"{address}{START}?token={TOKEN}")
    for link in (chapter, chapter[3:], "Submission #1"):
        page.get_by_role("link", name=link, exact=True).first.click()
    order = []
    while len(order) < len(found):
        # The page asks for marks and comments when it has loaded, and would overwrite what is typed before.
        _wait_until_loaded(page)
        shown = _read_id(page.url)
        student = found[shown]
        order.append(student)
        for question, (points, comment) in marks.get(student, {}).items():
            _type(page, f"[id='{question}']", points, "/api/grade/")
            _type(page, f"[id='{question}-comment']", comment, "/api/comment/")
        if len(order) < len(found):
            page.keyboard.press("Control+.")  # to the same question of the next submission
            page.wait_for_url(lambda url, shown=shown: _read_id(url) != shown)
    assert not elsewhere, elsewhere  # what students handed in is shown without a network
    return order


def _read_id(url: str) -> str:
    return url.split("/submissions/")[1].split("/")[0].split("?")[0]


def _wait_until_loaded(page: "Page") -> None:
    """Wait for the page's own word; Playwright's way of waiting for an expression is one that the server forbids."""
    give_up = time.monotonic() + _PATIENCE_SECONDS
    while not page.evaluate("window.formgrader?.loaded && formgrader.grades.loaded && formgrader.comments.loaded"):
        assert time.monotonic() < give_up, page.url
        page.wait_for_timeout(20)


def _type(page: "Page", selector: str, words: str, saved_at: str) -> None:
    """Type into a field and leave it; wait until the server has it."""
    page.locator(selector).fill(words)
    with page.expect_response(lambda answer: saved_at in answer.url and answer.request.method == "PUT") as saved:
        page.locator(selector).press("Tab")
    assert saved.value.ok, saved.value.status
