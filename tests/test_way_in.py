"""atelier.py on a tiny project, with real venv and real pip: first, second, interrupted, failing starts."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.starting import (
    REPOSITORY,
    VARIABLES,
    assert_one_line,
    behave,
    is_under_way,
    make_project,
    start,
    start_faked,
    start_in_background,
    wait_for,
    without,
)


@pytest.fixture(scope="session")
def first(tmp_path_factory):
    """A project after its first start, and that start."""
    project = make_project(tmp_path_factory.mktemp("way_in") / "first")
    return project, start(project)


@pytest.fixture
def built(first, tmp_path):
    """A copy of the started project that believes that it was made where it is."""
    project = tmp_path / "project"
    shutil.copytree(first[0], project, symlinks=True)
    stamp = project / ".venv" / "atelier-stamp.json"
    record = json.loads(stamp.read_text(encoding="utf-8")) | {"venv": str(project / ".venv")}
    stamp.write_text(json.dumps(record), encoding="utf-8")
    return project


def test_first_start_makes_the_environment_and_runs_help(first):
    project, done = first
    assert done.returncode == 0, done.stderr
    assert "First start" in done.stderr and "Ready after" in done.stderr
    assert f"arguments ['--help'] python {project}/.venv venv {project}/.venv" in done.stdout
    assert "Installing collected packages: tiny" in (project / ".venv" / "install.log").read_text(encoding="utf-8")


def test_second_start_is_silent_quick_and_hands_on_arguments_and_exit_code(first):
    project, _ = first
    direct = [project / ".venv" / "bin" / "python", "-P", "-m", "helpers.cli", "exit", "3"]
    ours, theirs = [], []
    for _ in range(3):
        began = time.perf_counter()
        done = start(project, "--", "a b", "é", "exit", "3")
        ours.append(time.perf_counter() - began)
        began = time.perf_counter()
        subprocess.run(direct, cwd=project, env=VARIABLES | {"VIRTUAL_ENV": ""}, capture_output=True)
        theirs.append(time.perf_counter() - began)
    assert (done.returncode, done.stderr) == (3, "")
    assert "arguments ['--', 'a b', 'é', 'exit', '3']" in done.stdout
    assert min(ours) - min(theirs) < 0.5


def test_it_runs_from_another_folder_where_a_file_has_a_library_s_name(first, tmp_path):
    (tmp_path / "typing.py").write_text("raise SystemExit('shadowed')", encoding="utf-8")
    way_in = first[0] / "atelier.py"
    command = [sys.executable, way_in, "--version", "0"]
    done = subprocess.run(command, cwd=tmp_path, env=VARIABLES, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stderr) == (0, "")
    assert f"started as {Path(sys.executable).name} {way_in}" in done.stdout


def test_a_command_adds_what_it_needs_and_nothing_is_taken_away(built):
    more = start(built, "test")
    assert more.returncode == 0 and "more packages (dev)" in more.stderr
    assert start(built, "lab").stderr == ""
    behave(built)
    changed = start(built, "lab")
    assert changed.returncode == 0 and "project has changed" in changed.stderr
    assert json.loads((built / ".venv" / "atelier-stamp.json").read_text(encoding="utf-8"))["level"] == "dev"


def test_killed_installation_is_noticed_and_made_again_and_a_second_start_waits(built):
    behave(built, "sleep 2")
    killed = start_in_background(built, "--version")
    wait_for(lambda: is_under_way(built), "pip")
    # Only atelier.py is killed: its pip lives on and keeps the lock, so the next start must not join in.
    killed.kill()
    killed.communicate()
    done = start(built, "--version")
    assert done.returncode == 0, done.stderr
    assert "waiting" in done.stderr and "did not finish: making .venv again" in done.stderr
    assert start(built, "--version").stderr == ""


def test_two_starts_at_once_install_once(built):
    behave(built, "sleep 1")
    both = [start_in_background(built, "--version") for _ in range(2)]
    said = [process.communicate(timeout=60)[1] for process in both]
    assert [process.returncode for process in both] == [0, 0], said
    assert sorted("waiting" in text for text in said) == [False, True]
    assert sorted("Ready" in text for text in said) == [False, True]


def test_moved_environment_is_made_again(first, tmp_path):
    shutil.copytree(first[0], tmp_path / "moved", symlinks=True)
    done = start(tmp_path / "moved", "--version")
    assert done.returncode == 0, done.stderr
    assert f"was made as {first[0]}/.venv and works only there" in done.stderr
    assert f"python {tmp_path}/moved/.venv" in done.stdout


@pytest.mark.parametrize("sign", ["stamp", "pyvenv.cfg", "python gone"])
def test_environment_of_another_interpreter_is_not_used(built, sign):
    stamp = built / ".venv" / "atelier-stamp.json"
    if sign == "stamp":
        record = json.loads(stamp.read_text(encoding="utf-8")) | {"interpreter": "3.9 [/old]"}
        stamp.write_text(json.dumps(record), encoding="utf-8")
    elif sign == "pyvenv.cfg":
        described = "home = /usr/bin\nversion = 3.9.2\n"
        (built / ".venv" / "pyvenv.cfg").write_text(described, encoding="utf-8")
    else:
        (built / ".venv" / "bin" / "python").unlink()
    # Without the module venv the start ends after it has said what it found and before it touches anything.
    done = start_faked(built, without("venv"))
    old = "(3." if sign == "python gone" else "(3.9"
    assert f"made by another Python {old}" in done.stderr and "making it again" in done.stderr
    assert_one_line(done, "module venv")
    assert stamp.exists()


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_missing_module_names_the_package(tmp_path, module):
    project = make_project(tmp_path / "project")
    assert_one_line(start_faked(project, without(module)), module, "apt install python3-venv")
    assert not (project / ".venv").exists()


def test_old_python_is_told_so_in_both_languages(tmp_path):
    project = make_project(tmp_path / "project")
    old = "import sys; sys.version_info = (3, 9, 18)"
    assert_one_line(start_faked(project, old, PATH=""), "needs Python 3.11", "is 3.9.18", "python.org/downloads")
    # Where a newer one is there, the exact command is named; one that does not start is passed over.
    for name, code in (("python3.12", 0), ("python3.13", 127)):
        (tmp_path / name).write_text(f"#!/bin/sh\nexit {code}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    done = start_faked(project, old, PATH=str(tmp_path), LANG="fr_FR.UTF-8")
    assert_one_line(done, "demande Python 3.11", "Lancez : python3.12 atelier.py lab")


@pytest.mark.parametrize("kind", ["file", "folder"])
def test_what_is_not_ours_is_left_alone(tmp_path, kind):
    project = make_project(tmp_path / "project")
    precious = project / ".venv" if kind == "file" else project / ".venv" / "precious"
    precious.parent.mkdir(exist_ok=True)
    precious.write_text("mine", encoding="utf-8")
    assert_one_line(start(project, "lab"), ".venv was not made by atelier.py", "Rename or delete")
    assert precious.read_text(encoding="utf-8") == "mine"


def test_no_network_leaves_a_working_environment_working(built):
    behave(built, "require no-such-package-anywhere==1")
    done = start(built, "--version")
    assert_one_line(done, "cannot be fetched", "127.0.0.1", "Check network and proxy", "install.log")
    shutil.copy(REPOSITORY / "tests" / "tiny_project" / "behaviour.txt", built)
    (built / "constraints.txt").write_text("", encoding="utf-8")
    assert start(built, "--version").stderr == ""


def test_disk_full_names_the_room_that_is_left(built):
    behave(built, "fail 28")
    assert_one_line(start(built, "--version"), "disk is full", "[Errno 28]", f"Free: {built} ", " MB")


def test_other_failure_quotes_pip(built):
    behave(built, "fail 5")
    assert_one_line(start(built, "--version"), "installation failed: error: subprocess-exited", "install.log")


def test_ctrl_c_reaches_the_command_which_ends_in_its_own_way(first):
    process = start_in_background(first[0], "--version", "wait")
    assert "arguments" in process.stdout.readline()
    os.killpg(process.pid, signal.SIGINT)
    said, errors = process.communicate(timeout=20)
    assert (process.returncode, said, errors) == (5, "tidied up\n", "")


def test_ctrl_c_during_an_installation(built):
    behave(built, "sleep 20")
    process = start_in_background(built, "--version")
    wait_for(lambda: is_under_way(built), "pip")
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "Traceback" not in errors and errors.splitlines()[-1].startswith("atelier: Interrupted")
    # pip had not touched anything yet: what was there still serves.
    (built / "constraints.txt").write_text("", encoding="utf-8")
    assert start(built, "--version").stderr == ""
