"""What tools say of the code: style, import contracts, stale notebooks, light and portable imports."""

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNIX_ONLY = ("fcntl", "grp", "posix", "pty", "pwd", "resource", "spwd", "syslog", "termios", "tty")
# The first lets the way in lock its folder on Unix; Windows takes the other branch.
MAY_NAME_UNIX_MODULES = {"helpers/way_in/environment.py"}


def run(*command: str, cwd: Path = ROOT) -> None:
    """Run a command and fail with what it said if it found something."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=300)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def script(name: str) -> str:
    """Return the path of a command of this environment."""
    found = shutil.which(name, path=os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]))
    assert found, f"{name} is not installed: pip install -e .[dev]"
    return found


def test_ruff_finds_nothing() -> None:
    run(script("ruff"), "check", "--no-cache", ".")


def test_the_code_is_formatted() -> None:
    run(script("ruff"), "format", "--check", "--no-cache", ".")


def test_imports_point_down() -> None:
    run(script("lint-imports"), "--no-cache")


def test_no_notebook_is_stale() -> None:
    run(sys.executable, "-m", "helpers.cli", "build", "--check")


def test_importing_helpers_is_light() -> None:
    code = "import helpers, sys; assert not {'torch', 'ot', 'numpy', 'matplotlib'} & set(sys.modules)"
    run(sys.executable, "-c", code)


def python_files(folder: str) -> list[Path]:
    """List the Python files of a package."""
    return sorted((ROOT / folder).rglob("*.py"))


def imported_modules(path: Path) -> set[str]:
    """Return the modules that a file imports, at its top or inside functions."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("path", python_files("helpers"), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_what_students_have_knows_no_grading_kit_and_no_unix(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    tops = {name.partition(".")[0] for name in imported_modules(path)}
    if place != "helpers/cli.py":
        assert not tops & {"autograder", "nbgrader", "tests"}
    if place not in MAY_NAME_UNIX_MODULES:
        assert not tops & set(UNIX_ONLY)


# Other people's packages are loaded first: what they import on this system is not ours. Then the modules that
# Windows lacks are taken away, and everything of ours is imported anew.
BLOCKED_IMPORT = """
import importlib, pkgutil, sys
sys.path.insert(0, {root!r})
import asyncio, IPython, ipykernel, jupyter_client, matplotlib.figure, nbclient, nbformat, numpy, torch
import rich.progress, rich.table, typer, typer.rich_utils
sys.modules.update(dict.fromkeys({blocked!r}))
import helpers
names = [found.name for found in pkgutil.walk_packages(helpers.__path__, "helpers.")]
assert len(names) > 8, names
for name in names:
    importlib.import_module(name)
from typer.testing import CliRunner
from helpers.cli import app
for command in ("lab", "doctor", "validate"):
    assert CliRunner().invoke(app, [command, "--help"]).exit_code == 0, command
assert CliRunner().invoke(app, ["validate", "no-such-file"]).exception.exit_code == 2
"""


def test_students_commands_load_without_unix_modules() -> None:
    blocked = tuple(name for name in UNIX_ONLY if name != "posix")  # Python itself needs posix here
    run(sys.executable, "-c", BLOCKED_IMPORT.format(root=str(ROOT), blocked=blocked))
