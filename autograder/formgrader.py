"""The command `mark`: nbgrader's formgrader on a course, for the questions that a human marks."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

from autograder.course_folder import TEMPLATES, Course
from helpers.errors import AtelierError
from helpers.surroundings import kernel_environment

START = "/formgrader/gradebook"
# Lab and Notebook, which an installation switches on, would run what students handed in, with the instructor's rights.
_EXTENSIONS = {
    "nbgrader.server_extensions.formgrader": True,
    **dict.fromkeys(("jupyterlab", "jupyter_lsp", "notebook", "notebook_shim"), False),
}
# Nothing that a student handed in may load anything: not even a picture, which would tell when it is marked.
_POLICY = "default-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
_GRACE_SECONDS = 8


def open_formgrader(course: Course, *, port: int = 8890, browser: bool = True) -> int:
    """Start the formgrader and wait until it ends; return its exit code, 0 when Ctrl-C ended it.

    Raises
    ------
    AtelierError
        If nbgrader's server is not installed.
    """
    if not all(importlib.util.find_spec(name) for name in ("jupyter_server", "nbgrader")):
        message = "mark: nbgrader and jupyter_server must be installed; they are not."
        raise AtelierError(message, "Run: python3 atelier.py mark COURSE")
    process = _start_server(course.root, port=port, browser=browser)
    try:
        return process.wait()
    except KeyboardInterrupt:  # the terminal has sent it to the server too
        for insist in (process.terminate, process.kill):
            try:
                process.wait(_GRACE_SECONDS)
                break
            except subprocess.TimeoutExpired:
                insist()
        process.wait()
        return 0


def _start_server(root: Path, *, port: int, browser: bool) -> subprocess.Popen:
    """Start a Jupyter server with the formgrader and no more: what students hand in is read there, not run."""
    server = {
        "root_dir": root,
        "port": port,
        "open_browser": browser,
        "default_url": START,
        "terminals_enabled": False,
        "allow_root": True,  # in a container, as ever
        "answer_yes": True,  # Ctrl-C ends it at once, without a question that the log scrolls away
        "tornado_settings": {"headers": {"Content-Security-Policy": _POLICY}},
    }
    words = [f"--ServerApp.{name}={value}" for name, value in server.items()]
    words += [f"--ServerApp.jpserver_extensions={name}={on}" for name, on in _EXTENSIONS.items()]
    command = [sys.executable, "-m", "jupyter_server", *words]
    # Our templates come before those that are installed.
    places = os.pathsep.join(filter(None, [str(TEMPLATES / "jupyter"), os.environ.get("JUPYTER_PATH")]))
    # nbgrader reads the course's settings from the folder it runs in.
    return subprocess.Popen(command, cwd=root, env=kernel_environment(JUPYTER_PATH=places))
