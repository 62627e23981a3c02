"""A kernel that ends by itself may have been ended by somebody else: it is given a second chance, and then blamed."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest

from autograder.build import Chapter
from autograder.execution import owner
from autograder.execution.kernel import Kernel
from autograder.execution.owner import KernelError, get_zygote
from autograder.run_submission import Tests, run_submission
from autograder.sanitise import sanitise
from autograder.stages import Outcome
from tests.autograder.processes import wait_until
from tests.autograder.tiny_course import LIMITS, RIGHT, make_chapter, make_notebook, submit

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forks of a zygote on Linux only")


@pytest.fixture
def chapter(tmp_path: Path) -> Chapter:
    return make_chapter(tmp_path)


def find_victims(role: str) -> list[psutil.Process]:
    """Return this process's zygote, or its kernels."""
    zygote = get_zygote("none").process
    assert zygote is not None
    return [psutil.Process(zygote)] if role == "zygote" else psutil.Process(zygote).children(recursive=True)


@contextmanager
def kill_in_cells(folder: Path, role: str, n_kills: int) -> Iterator[list[int]]:
    """Whenever a cell makes a file in a folder, kill who has a role, up to so often; yield whom it was."""
    killed: list[int] = []
    is_over = threading.Event()

    def kill() -> None:
        for _ in range(n_kills):
            wait_until(lambda: is_over.is_set() or any(folder.iterdir()), 60)
            for path in folder.iterdir():
                path.unlink()
            for process in [] if is_over.is_set() else find_victims(role):
                with suppress(psutil.NoSuchProcess):
                    process.kill()
                    killed.append(process.pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        yield killed
    finally:
        is_over.set()
        killer.join()


@pytest.fixture
def run(
    chapter: Chapter, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[dict[str, Outcome], int]]:
    """Return a function that judges right answers, one of which takes its time, while somebody kills."""
    monkeypatch.setattr(owner, "_modules", ("numpy",))  # what a new zygote imports
    folder = tmp_path / "marks"
    folder.mkdir()

    def judge(where: str, role: str, n_kills: int, tests: Tests = "sealed") -> tuple[dict[str, Outcome], int]:
        slow = f"import pathlib, time\npathlib.Path({str(folder)!r}, 'here').touch()\ntime.sleep(1.5)"
        answers = {
            "cell": {"halve": f"{slow}\n{RIGHT['halve']}"},
            "test": {"halve": f"def halve(x):\n    {slow.replace(chr(10), chr(10) + '    ')}\n    return x / 2"},
        }
        notebook = make_notebook(chapter, RIGHT | answers[where])
        sanitised = sanitise(submit(notebook), chapter, lang="en")
        with kill_in_cells(folder, role, n_kills) as killed:
            _, verdicts = run_submission(sanitised, chapter, LIMITS, tests=tests, sandbox="none")
        return {one.cell_id: one.outcome for one in verdicts if one.cell_id != "why"}, len(killed)

    return judge


@pytest.mark.parametrize("tests", ["sealed", "in-kernel"])
@pytest.mark.parametrize("role", ["kernel", "zygote"])
@pytest.mark.parametrize("where", ["cell", "test"])
def test_once_costs_nothing(run: Callable, where: str, role: str, tests: Tests) -> None:
    outcomes, n_killed = run(where, role, 1, tests)
    assert n_killed
    assert len(outcomes) > 3 and set(outcomes.values()) == {Outcome.PASSED}


@pytest.mark.parametrize("where", ["cell", "test"])
def test_twice_in_the_same_cell_costs_its_exercise(run: Callable, where: str) -> None:
    outcomes, _ = run(where, "kernel", 2)
    assert outcomes.pop("halve-test-1") is Outcome.CRASHED
    assert len(outcomes) > 2 and set(outcomes.values()) == {Outcome.PASSED}


def test_a_zygote_that_dies_twice_is_no_verdict(run: Callable) -> None:
    with pytest.raises(KernelError, match="zygote"):
        run("cell", "zygote", 2)


@pytest.mark.parametrize("tests", ["sealed", "in-kernel"])
def test_between_two_looks_at_it_costs_nothing_either(
    chapter: Chapter, monkeypatch: pytest.MonkeyPatch, tests: Tests
) -> None:
    """It is alive when it is looked at, and dead the moment after: before, in, between and after cells."""
    monkeypatch.setattr(owner, "_modules", ("numpy",))
    sanitised = sanitise(submit(make_notebook(chapter)), chapter, lang="en")
    look = Kernel.is_alive.fget
    n_looks = n_deaths = 0

    def look_and_kill(kernel: Kernel) -> bool:
        nonlocal n_looks, n_deaths
        is_alive = look(kernel)
        n_looks += 1
        if n_looks == wanted:
            kernel._controls.kill()
            n_deaths += 1
        return is_alive

    monkeypatch.setattr(Kernel, "is_alive", property(look_and_kill))
    for wanted in range(1, 9):
        n_looks = 0
        _, verdicts = run_submission(sanitised, chapter, LIMITS, tests=tests, sandbox="none")
        outcomes = {one.cell_id: one.outcome for one in verdicts if one.cell_id != "why"}
        assert set(outcomes.values()) == {Outcome.PASSED}, (wanted, outcomes)
    assert n_deaths == 8
