"""What all tests share: budgets of time, skips that count as failures, tests that run alone, one language."""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import filelock
import pytest

from helpers.language import set_language
from helpers.lean import leave_out_slow_grammar
from tests.slowness import Slowness

# The tests run on all cores; threads of linear algebra that wait for each other would double the time of each.
THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
os.environ |= {name: os.environ.get(name, "1") for name in THREADS}

ROOT = Path(__file__).parents[1]

# Group: where its tests lie (the longest matching path wins), and the seconds that those of the default tier
# may take, added up over all processes: a budget grows with how slow the machine is meanwhile (slowness.py), and the
# tests alone, which keep all cores busy, make it 1.5 to 2 times slower.
BUDGETS = {
    "course": ("tests/course", 320),
    "autograder": ("tests/autograder", 480),
    "helpers": ("tests/helpers", 130),
    "demos": ("tests/helpers/demos", 130),
    "way in": ("tests/test_way_in", 160),
    "style": ("tests/test_style.py", 60),
    "repository": ("tests/test_repository.py", 20),
    "browser": ("tests/browser", 350),
    "others": ("tests", 30),
}

leave_out_slow_grammar()
# Tests run in folders of their own: the kernels and commands that they start find the project all the same.
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
# How the person who runs the tests has set and started things must not change what they see.
for variable in ("ATELIER_PACE", "ATELIER_COMMAND", "LC_ALL", "LC_MESSAGES", "LANGUAGE", "FORCE_COLOR"):
    os.environ.pop(variable, None)
os.environ |= {"LANG": "C.UTF-8", "COLUMNS": "120", "NO_COLOR": "1", "PYTHONUTF8": "1"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Start every test in English: the language is one setting for the whole process."""
    set_language("en")
    yield
    set_language("en")


# ------------------------------------------------------------------------------------------------ budgets

seconds: dict[str, float] = defaultdict(float)
counts: dict[str, int] = defaultdict(int)
slowness = Slowness()


def group_of(test: str) -> str:
    """Return the group of a test: its id begins with the path of its file, relative to the project."""
    return max(
        (name for name, (path, _) in BUDGETS.items() if f"{test}/".startswith(path)),
        key=lambda name: len(BUDGETS[name][0]),
        default="others",
    )


def groups_over_budget() -> list[str]:
    """Return the groups whose tests took longer than they may."""
    return [name for name, (_, budget) in BUDGETS.items() if seconds[name] > budget * slowness.factor]


def is_worker(config: pytest.Config) -> bool:
    """Tell whether this is one of several processes that run tests, not the one that reports."""
    return hasattr(config, "workerinput")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Begin to watch how slow the machine is, where other processes run the tests."""
    if not is_worker(session.config) and session.config.getoption("numprocesses", None):
        slowness.start()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up the time of each group; with several processes, the one that reports sees all of them."""
    if "slow" not in report.keywords:
        group = group_of(report.nodeid)
        seconds[group] += report.duration
        counts[group] += report.when == "call"


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail a run in which a group exceeded its budget."""
    if exitstatus == pytest.ExitCode.OK and not is_worker(session.config) and groups_over_budget():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the seconds of each group beside its budget."""
    over = groups_over_budget()
    terminalreporter.section("seconds of each group (all processes together)")
    if slowness.factor > 1:
        line = f"The machine was {slowness.factor:.2f} times slower than one that does nothing else, which budgets allow for."
        terminalreporter.write_line(line)
    for name, (path, budget) in BUDGETS.items():
        if counts[name]:
            allowed = budget * slowness.factor
            line = f"{name:<12} {counts[name]:5d} tests {seconds[name]:8.1f} s of {allowed:.0f} s   {path}"
            terminalreporter.write_line(line + ("   OVER BUDGET" if name in over else ""), red=name in over)
    if over:
        advice = "Make its tests faster, or mark the long ones 'slow'; raise the budget in tests/conftest.py last."
        terminalreporter.write_line(f"Over budget: {', '.join(over)}. {advice}", red=True)


# ----------------------------------------------------------------------------------------------- one alone


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Let a test marked `alone` have the machine to itself: one that holds the product to a promise in seconds.

    Each process holds its lock while it runs a test, and who wants to be alone takes the locks of all. They come
    through one door, or the others would always be quicker.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER")
    if worker is None:
        return (yield)
    folder = item.config._tmp_path_factory.getbasetemp().parent  # that of all processes
    workers = [f"gw{number}" for number in range(int(os.environ["PYTEST_XDIST_WORKER_COUNT"]))]
    with ExitStack() as held:
        with filelock.FileLock(folder / "door.lock"):
            for name in workers if item.get_closest_marker("alone") else [worker]:
                held.enter_context(filelock.FileLock(folder / f"{name}.lock"))
        return (yield)


# -------------------------------------------------------------------------------------------------- skips


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if os.environ.get("ATELIER_REQUIRE_ALL") != "1" or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
    report.outcome = "failed"
    report.longrepr = f"ATELIER_REQUIRE_ALL=1 allows no skip. {reason}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """Make a skipped test a failure where everything has to run."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Iterator[None]:
    """Make a skipped file an error where everything has to run."""
    report = yield
    _refuse_skip(report)
    return report


# ------------------------------------------------------------------------------------------------ fixtures


@pytest.fixture(scope="session")
def atelier() -> list[str]:
    """The beginning of a command line that runs Atelier, installed or not."""
    return [sys.executable, "-m", "helpers.cli"]
