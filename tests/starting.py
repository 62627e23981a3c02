"""What the tests of the way in start: atelier.py in a tiny project, plain, changed or in the background."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[1]
# No test may wait for the network: what asks for it is refused at once, by a port where nobody listens.
CLOSED = "http://127.0.0.1:9"
VARIABLES = {
    **{name: os.environ[name] for name in os.environ if not name.startswith(("PIP_", "PYTHON", "LC_", "LANG"))},
    **{name: CLOSED for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy")},
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_INDEX_URL": f"{CLOSED}/simple",
    "PIP_RETRIES": "0",
    "PYTHONUTF8": "1",
}
FAKED_START = "import runpy, sys; sys.argv = ['atelier.py', 'lab']; runpy.run_path('atelier.py', run_name='__main__')"


def start(project, *arguments, **variables):
    """Run atelier.py in the project to its end."""
    return subprocess.run(
        [sys.executable, "atelier.py", *arguments],
        cwd=project,
        env=VARIABLES | variables,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


def start_faked(project, code, **variables):
    """Run atelier.py in an interpreter that a line of code has changed."""
    command = [sys.executable, "-c", f"{code}; {FAKED_START}"]
    return subprocess.run(
        command, cwd=project, env=VARIABLES | variables, capture_output=True, encoding="utf-8", timeout=60
    )


def start_in_background(project, *arguments):
    """Run atelier.py as a terminal would: in a process group of its own, which Ctrl-C reaches as a whole."""
    return subprocess.Popen(
        [sys.executable, "atelier.py", *arguments],
        cwd=project,
        env=VARIABLES,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def wait_for(condition, what):
    """Wait until something has happened."""
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    pytest.fail(f"waited in vain for {what}")


def assert_one_line(done, *words):
    """Check that a start ended with exit code 1 and one line of error with these words, no traceback."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.splitlines()[-1]
    assert last.startswith("atelier: ")
    assert all(word in last for word in words), last


def make_project(folder):
    """Lay out a tiny project with this repository's way in."""
    shutil.copytree(REPOSITORY / "tests" / "tiny_project", folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "atelier.py", folder)
    shutil.copytree(REPOSITORY / "helpers" / "way_in", folder / "helpers" / "way_in")
    (folder / "constraints.txt").write_text("", encoding="utf-8")
    return folder


def behave(project, *lines):
    """Make the building of the tiny project do something, and its dependencies look changed."""
    (project / "behaviour.txt").write_text("\n".join(lines), encoding="utf-8")
    with open(project / "constraints.txt", "a", encoding="utf-8") as file:
        file.write("# changed\n")


def is_under_way(project):
    """Tell whether an installation has begun and not ended, and pip has been building for a moment."""
    if not (project / ".venv" / "atelier-under-way.json").exists():
        return False
    time.sleep(0.5)
    return True


def without(module):
    """Return a line of code after which a module cannot be found."""
    return (
        "import importlib.util as u; find = u.find_spec; "
        f"u.find_spec = lambda name, *rest: None if name == {module!r} else find(name, *rest)"
    )
