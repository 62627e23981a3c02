"""The command line: help with examples, one line for each error, exit codes 0, 1, 2, a quick start."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command
from typer.testing import CliRunner

import atelier as way_in
from autograder.cli import app as grading_app
from helpers import __version__, cli
from helpers.errors import AtelierError

COMMANDS = sorted(get_command(cli.app).commands)
STUDENTS = {"doctor", "lab", "lecture", "validate"}


def run(atelier: list[str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    return subprocess.run([*atelier, *arguments], capture_output=True, text=True, encoding="utf-8")


def test_the_help_names_all_commands_and_comes_at_once(atelier: list[str]) -> None:
    seconds = []
    for _ in range(3):
        before = os.times()
        done = run(atelier, "--help")
        after = os.times()
        # Processor time, which other work on this machine changes least.
        seconds.append(after.children_user - before.children_user)
        assert done.returncode == 0
    assert {*STUDENTS, "build", "solve", "test"} <= set(done.stdout.split())
    # 0.3 s on a quiet machine; importing NumPy, nbformat or torch for it would take more than a second.
    assert min(seconds) < 1.2


def test_the_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from helpers import cli\n"
        "from typer.testing import CliRunner\n"
        "assert CliRunner().invoke(cli.app, ['--help']).exit_code == 0\n"
        "heavy = {'numpy', 'torch', 'ot', 'nbformat', 'nbgrader', 'jupytext', 'matplotlib'}\n"
        "print(*sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert (done.returncode, done.stdout.strip()) == (0, ""), done.stderr


def test_reading_a_notebook_costs_no_grammar(tmp_path: Path) -> None:
    empty = tmp_path / "empty.ipynb"
    empty.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}', encoding="utf-8")
    code = (
        "import sys; from helpers import cli\n"
        "try: cli.main()\n"
        "except SystemExit as end: assert end.code == 2\n"
        "assert 'nbformat' in sys.modules and not sys.modules['rfc3987_syntax']"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "validate", str(empty)], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "not a notebook of this course" in done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(command: str) -> None:
    done = CliRunner().invoke(cli.app, [command, "--help"])
    assert done.exit_code == 0
    assert f"Example: atelier {command}" in done.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["doctor", "--lang", "de"],
        ["validate"],
        ["lab", "--port", "http"],
        ["doctor", "too", "much"],
    ],
)
def test_misuse_exits_with_2(atelier: list[str], arguments: list[str]) -> None:
    done = run(atelier, *arguments)
    assert done.returncode == 2
    assert "Error" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("exit_code", [1, 2])
def test_an_error_of_ours_is_one_line(
    exit_code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(**options: str) -> None:
        raise AtelierError("lab: there must be notebooks; got none.", "Run 'atelier build'.", exit_code=exit_code)

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as caught:
        cli.main()
    assert caught.value.code == exit_code
    assert capsys.readouterr().err == "atelier: lab: there must be notebooks; got none. Run 'atelier build'.\n"


def test_a_bug_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(**options: str) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(ZeroDivisionError):
        cli.main()


def test_without_the_grading_kit_students_keep_their_commands() -> None:
    code = (
        "import importlib.util, sys\n"
        "real = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: None if name == 'autograder' else real(name, *rest)\n"
        "from helpers import cli\n"
        "from typer.main import get_command\n"
        "print(*sorted(get_command(cli.app).commands)); assert 'autograder' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8")
    assert done.stdout.split() == sorted(STUDENTS), done.stderr


def test_a_package_that_is_missing_is_named_with_the_way_to_get_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['jupytext'] = None\nfrom helpers import cli\ncli.main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "build", "--check"], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 1
    assert "needs the package jupytext" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_version_is_that_of_the_library(atelier: list[str]) -> None:
    assert run(atelier, "--version").stdout == f"atelier {__version__}\n"


def test_the_way_in_knows_what_each_command_needs() -> None:
    """A command that atelier.py does not list would find its packages missing."""
    kit = {command.name or command.callback.__name__ for command in grading_app.registered_commands}
    assert kit <= {*way_in.GRADING_COMMANDS, *way_in.DEV_COMMANDS}
