"""Warm kernels: forked from a zygote that is single, silent and replaced, and no different from others in use."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import textwrap
import time
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError

from autograder import grade
from autograder.build import read_chapter
from autograder.course_folder import ROOT
from autograder.execution import owner
from autograder.execution.environment import make_environment
from autograder.execution.owner import KernelError
from autograder.execution.precedence import OOM_SCORE
from autograder.execution.start import start_kernel
from autograder.execution.view import PROJECT, STUDENT
from autograder.judgement.bundle import GREETING
from tests.autograder.locked import SMALL, evaluate, kernel, require, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a zygote needs Linux")
DRAW = "import random, sys, numpy, torch"
NUMBERS = "[random.random(), numpy.random.random(), float(torch.rand(1)), 'skimage' in sys.modules]"


def wait_until(is_true: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while not is_true() and time.monotonic() < deadline:
        time.sleep(0.02)
    return is_true()


def is_there(process: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def list_children(process: int) -> list[int]:
    """The children of a process, zombies included."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            _, parent, *_ = path.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(parent) == process:
            found.append(int(path.parent.name))
    return found


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A zygote of the test's own, without imports: what it does does not depend on them, and they take seconds."""
    monkeypatch.setattr(owner, "Zygote", partial(owner.Zygote, is_cold=True))
    monkeypatch.setattr(owner, "_zygotes", {})
    yield
    for zygote in owner._zygotes.values():
        zygote.close()


def test_kernels_are_warm_and_draw_their_own_numbers() -> None:
    random.seed(0)
    drawn = []
    for _ in range(2):
        with kernel("fork") as started:
            drawn.append(evaluate(started, DRAW, NUMBERS))
    assert drawn[0][3] and drawn[1][3]  # imported before they were born
    assert all(one != other for one, other in zip(drawn[0][:3], drawn[1][:3], strict=True))


def test_a_zygote_imports_what_the_chapters_of_a_run_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(owner, "_zygotes", {})
    chapter = read_chapter(ROOT / "solutions" / "01_neuron.py")
    assert {"numpy", "helpers", "helpers.plotting"} <= chapter.modules
    monkeypatch.setattr(owner, "_modules", ())
    owner.choose_modules(sorted(chapter.modules))
    names = ["helpers.plotting", "matplotlib.backends.backend_agg", "ipykernel.zmqshell", "torch", "sklearn", "ot"]
    with kernel("fork") as started:
        warm = evaluate(started, "import sys", f"[name in sys.modules for name in {names}]")
    owner.get_zygote("fork").close()
    assert warm == [True, True, True, False, False, False]


def test_kernels_can_be_born_with_the_agent_of_sealed_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """In which case it need not be sent; elsewhere the greeting fails, and it is."""
    greet = f"{GREETING}\nprint('here')"
    found = []
    for modules in (["numpy", grade._AGENT], ["numpy"]):
        monkeypatch.setattr(owner, "_zygotes", {})
        monkeypatch.setattr(owner, "_modules", tuple(modules))
        with kernel("fork") as started:
            found.append(run(started, greet).status)
        owner.get_zygote("fork").close()
    assert found == ["ok", "error"]


def test_the_zygote_has_one_thread_one_socket_and_no_secret() -> None:
    with kernel("fork"):
        zygote = owner.get_zygote("fork")
        folder = Path(f"/proc/{zygote.process}")
        assert len(list((folder / "task").iterdir())) == 1
        names = {line.partition(b"=")[0].decode() for line in (folder / "environ").read_bytes().split(b"\0")}
        assert names - {""} <= {*make_environment(STUDENT), "MPLBACKEND"}
        opened = [os.readlink(path) for path in (folder / "fd").iterdir()]
        assert sum(name.startswith("socket:") for name in opened) == 1
        assert len(list_children(zygote.process)) == 1


def test_a_shared_zygote_imports_once_for_all_and_its_forks_hold_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    require("fork")

    def see(zygote: owner.Zygote) -> bool:
        monkeypatch.setattr(owner, "_zygotes", {(os.getpid(), False): zygote})
        with kernel("fork") as started:
            return evaluate(started, "import sys", "'statistics' in sys.modules")

    mother = owner.Zygote(["numpy", "statistics"])
    try:
        path = mother.share()
        forks = [owner.Zygote(["never.imported"], shared=path) for _ in range(2)]
        assert [fork.process for fork in forks] == [None, None]
        assert all(see(fork) for fork in forks)
        found = list_children(mother.process)
        assert len(found) == 2
        for number in found:
            opened = [os.readlink(path) for path in Path(f"/proc/{number}/fd").iterdir()]
            assert sum(name.startswith("socket:") for name in opened) == 1
            assert int(Path(f"/proc/{number}/oom_score_adj").read_text(encoding="ascii")) == OOM_SCORE
        forks[0].close()
        assert wait_until(lambda: sum(map(is_there, found)) == 1)
        os.kill(mother.process, signal.SIGKILL)
        assert wait_until(lambda: not mother.is_alive())
        assert see(forks[1])
        alone = owner.Zygote(["statistics"], shared=path)  # nobody answers there any more
        assert alone.process is not None
        alone.close()
        forks[1].close()
    finally:
        mother.close()


def test_a_zygote_that_still_imports_says_that_it_is_alive_and_ends_at_once() -> None:
    zygote = owner.Zygote(["torch", "ot"])
    started = time.monotonic()
    assert zygote.is_alive()
    assert time.monotonic() - started < 0.1
    zygote.close()
    assert time.monotonic() - started < 1.0
    assert not zygote.is_alive()


@pytest.mark.usefixtures("cold")
def test_a_zygote_that_ends_takes_its_kernels_along() -> None:
    zygote = owner.get_zygote("fork")
    with pytest.raises(KernelError, match="zygote died"), kernel("fork") as started:
        zygote.close()
        assert wait_until(lambda: not started.is_alive)


def test_kernels_are_buried() -> None:
    for _ in range(2):
        with kernel("fork") as started:
            run(started, "import os; os._exit(3)")
    assert list_children(owner.get_zygote("fork").process) == []


@pytest.mark.usefixtures("cold")
def test_a_zygote_that_dies_takes_its_kernels_along_and_is_replaced() -> None:
    with pytest.raises(KernelError, match="zygote died"), kernel("fork") as started:
        dead = owner.get_zygote("fork").process
        os.kill(dead, signal.SIGKILL)
        assert wait_until(lambda: not started.is_alive)
        assert run(started, "1").status == "crashed"
    with kernel("fork") as started:
        assert evaluate(started, "", "1 + 1") == 2
        assert owner.get_zygote("fork").process != dead


@pytest.mark.parametrize("mode", ["fork", "none"])
def test_a_grader_that_is_killed_leaves_nothing_running(mode: str) -> None:
    require("fork")
    code = f"""
        import time
        from autograder.execution.limits import Limits
        from autograder.execution.launching import launch
        from autograder.execution.owner import Zygote
        zygote = Zygote(is_cold=True)
        with launch(Limits(), {mode!r}, zygote):
            print(zygote.process, flush=True)
            time.sleep(60)
    """
    with subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=PROJECT, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as grader:
        zygote = int(grader.stdout.readline())
        left = [zygote, *list_children(zygote)]
        assert len(left) == 2
        grader.kill()
    assert wait_until(lambda: not any(map(is_there, left)))


@pytest.mark.usefixtures("cold")
def test_a_kernel_that_cannot_start_is_the_graders_problem() -> None:
    require("fork")
    with pytest.raises(KernelError), start_kernel(replace(SMALL, n_processes=2), "fork"):
        pass  # two threads are too few for ipykernel


@pytest.fixture
def kernelspec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A kernelspec that names the provisioner, and the entry point that pyproject.toml gives it."""
    table = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["entry-points"]
    (group,) = (name for name in table if "provisioner" in name)
    package = tmp_path / "site" / "atelier_points-1.dist-info"
    package.mkdir(parents=True)
    (package / "METADATA").write_text("Metadata-Version: 2.1\nName: atelier-points\nVersion: 1\n", encoding="utf-8")
    lines = [f"[{group}]", *(f"{name} = {target}" for name, target in table[group].items())]
    (package / "entry_points.txt").write_text("\n".join(lines), encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "site")
    folder = tmp_path / "share" / "kernels" / "warm"
    folder.mkdir(parents=True)
    spec = {
        "argv": ["unused"],
        "display_name": "warm",
        "language": "python",
        "metadata": {"kernel_provisioner": {"provisioner_name": "atelier-warm"}},
    }
    (folder / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path / "share"))
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    return "warm"


def execute(kernelspec: str, *sources: str, **options: object) -> list[str]:
    """Execute cells by nbclient and return what each printed."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    notebook = nbformat.v4.new_notebook(cells=cells)
    asyncio.run(NotebookClient(notebook, kernel_name=kernelspec, **options).async_execute())
    return ["".join(output.get("text", output.output_type) for output in cell.outputs) for cell in cells]


def test_nbclient_takes_warm_kernels_by_configuration_alone(kernelspec: str) -> None:
    require("fork")
    printed = execute(
        kernelspec, "import os, sys\nprint('torch' in sys.modules, os.getpid())", "1 / 0", allow_errors=True
    )
    assert printed == ["True 2\n", "error"]


def test_nbclient_interrupts_and_buries_them(kernelspec: str) -> None:
    require("fork")
    loop = "while True: pass"
    printed = execute(kernelspec, loop, "print('on')", timeout=2, interrupt_on_timeout=True, allow_errors=True)
    assert printed == ["error", "on\n"]
    with pytest.raises(CellTimeoutError):
        execute(kernelspec, loop, timeout=1)
    with pytest.raises(DeadKernelError):
        execute(kernelspec, "import os; os._exit(1)")
    assert wait_until(lambda: list_children(owner.get_zygote("fork").process) == [])
