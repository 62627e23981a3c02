"""The command `test`: what it adds to pytest's options, and what the tests' own conftest makes of time and skips."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import testing
from helpers.errors import AtelierError

CONFTEST = Path(__file__).parents[1] / "conftest.py"
TESTS = """
import time, pytest

def test_passes():
    time.sleep(0.1)

def test_skips():
    pytest.skip("needs the package nowhere")

@pytest.mark.xfail(reason="known", strict=True)
def test_fails_as_expected():
    assert False

@pytest.mark.slow
def test_slow():
    time.sleep(0.1)
"""


def run_pytest(
    folder: Path, *options: str, tests: str = TESTS, budget: float = 60, **variables: str
) -> subprocess.CompletedProcess[str]:
    """Run these tests under the project's conftest, with another budget for the group."""
    (folder / "tests").mkdir()
    conftest = CONFTEST.read_text(encoding="utf-8")
    assert '("tests", 30)' in conftest
    conftest = conftest.replace('("tests", 30)', f'("tests", {budget})')
    (folder / "tests" / "conftest.py").write_text(conftest, encoding="utf-8")
    (folder / "tests" / "test_some.py").write_text(tests, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n slow\n alone\n", encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *options],
        cwd=folder, env={**os.environ, **variables}, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip


def test_a_skip_is_fine_at_home(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, ATELIER_REQUIRE_ALL="")
    assert done.returncode == 0, done.stdout
    assert "2 passed, 1 skipped, 1 xfailed" in done.stdout
    assert re.search(r"others +3 tests", done.stdout), "the slow test is in no budget"


def test_a_skip_fails_where_everything_must_run(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "-n", "2", ATELIER_REQUIRE_ALL="1")
    assert done.returncode == 1
    assert "1 failed, 2 passed, 1 xfailed" in done.stdout
    assert "ATELIER_REQUIRE_ALL=1 allows no skip. Skipped: needs the package nowhere" in done.stdout


def test_a_skipped_file_fails_there_too(tmp_path: Path) -> None:
    tests = "import pytest\npytest.importorskip('no_such_package')\n"
    done = run_pytest(tmp_path, tests=tests, ATELIER_REQUIRE_ALL="1")
    assert done.returncode == 2
    assert "no_such_package" in done.stdout


def test_a_group_over_its_budget_fails_the_run(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "-n", "2", "-k", "passes or slow", budget=0.05)
    assert "2 passed" in done.stdout
    assert "OVER BUDGET" in done.stdout and "Over budget: others." in done.stdout
    assert done.returncode == 1


def test_slow_tests_have_no_budget(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, "-k", "slow", budget=0.05)
    assert (done.returncode, "1 passed" in done.stdout) == (0, True), done.stdout


def test_who_wants_to_be_alone_is(tmp_path: Path) -> None:
    tests = """
import os, time, pytest
from pathlib import Path

BUSY = Path("busy-" + os.environ["PYTEST_XDIST_WORKER"])

@pytest.mark.parametrize("number", range(20))
def test_ordinary(number):
    BUSY.touch()
    time.sleep(0.05)
    BUSY.unlink()

@pytest.mark.alone
@pytest.mark.parametrize("number", range(3))
def test_alone(number):
    for _ in range(20):
        assert not list(Path().glob("busy-*"))
        time.sleep(0.01)
"""
    done = run_pytest(tmp_path, "-n", "3", "--dist", "load", tests=tests)
    assert (done.returncode, "23 passed" in done.stdout) == (0, True), done.stdout


def test_the_users_options_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing, "count_cores", lambda: 4)
    spread = ["-n", "4", "--dist", "loadfile"]
    assert testing.choose_options([], slow=False) == ["-m", "not slow", *spread]
    assert testing.choose_options(["-k", "words"], slow=True) == spread
    assert testing.choose_options(["-m", "slow", "-n2"], slow=False) == []
    assert testing.choose_options(["--pdb"], slow=True) == []
    assert testing.choose_options(["--maxfail=1"], slow=True) == spread
    monkeypatch.setattr(testing, "count_cores", lambda: 1)
    assert testing.choose_options([], slow=True) == []


def test_the_command_hands_everything_on(atelier: list[str]) -> None:
    done = subprocess.run(
        [*atelier, "test", "tests/helpers/test_cli.py", "-k", "bug_of_ours", "-q"],
        capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout


def test_without_tests_there_is_a_clear_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(testing, "ROOT", tmp_path)
    with pytest.raises(AtelierError, match="Run it in a clone of the repository") as caught:
        testing.run_tests()
    assert caught.value.exit_code == 2


def test_pytest_is_asked_for_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(AtelierError, match="must have pytest and pytest-xdist"):
        testing.run_tests()
