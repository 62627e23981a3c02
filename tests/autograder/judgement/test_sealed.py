"""A submission in a real kernel, judged from outside: whatever its code does, it earns what it earned."""

import time
from pathlib import Path

import pytest

from autograder.build import Cell, Chapter, student_notebook
from autograder.execution.limits import Limits
from autograder.execution.start import start_kernel
from autograder.judgement.clock import TestLimits
from autograder.judgement.sealed import SealedRun, judge_sealed
from autograder.stages import Flag, Outcome, Sanitised
from tests.autograder.judgement.exercises import SETUP

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="the examiner speaks over a Unix socket")

# Every exercise is to write a function of its name that returns its argument, and is called by this test.
TEST = """\
values = [np.arange(3.0), "text", 7]
for value in values:
    with expect.unchanged(values[0]):
        expect.equal({name}(value), value)
"""


def make_course(names: list[str], tests: dict[str, str]) -> Chapter:
    """Return a chapter of many exercises."""
    cells = [Cell("setup", "", "setup", SETUP, "", 0.0, 1)]
    for name in names:
        stub = f"def {name}(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION"
        cells.append(Cell("solution", name, name, stub, "", 0.0, 1))
        test = tests.get(name, TEST).replace("{name}", name)
        cells.append(Cell("test", name, f"{name}-test-1", test, "", 1.0, 1))
    return Chapter("01_calls", Path("01_calls.py"), tuple(cells), "0")


def judge(
    answers: dict[str, str],
    tests: dict[str, str] | None = None,
    *,
    missing: str = "",
    grace_seconds: float = 3.0,
) -> tuple[SealedRun, dict[str, Outcome]]:
    """Judge a notebook with these answers; `{name}` in an answer is the exercise's name."""
    chapter = make_course(list(answers), tests or {})
    notebook = student_notebook(chapter, "en")
    for cell in notebook.cells:
        if cell.id in answers:
            cell.source = answers[cell.id].replace("{name}", cell.id)
    flags = (Flag("missing", missing),) if missing else ()
    sanitised = Sanitised("someone", chapter.name, "en", notebook, flags)
    with start_kernel(Limits(cell_seconds=1.0, grace_seconds=grace_seconds)) as (kernel, folder):
        run = judge_sealed(kernel, sanitised, chapter, limits=TestLimits(1.0, 3.0), folder=folder)
    return run, {verdict.exercise: verdict.outcome for verdict in run.verdicts}


# name: (answer, outcome). The kernel survives all of these, one after the other.
SURVIVED = {
    "right": ("def {name}(x): return x", Outcome.PASSED),
    "wrong": ("def {name}(x): return 0", Outcome.FAILED),
    "unanswered": ("def {name}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()", Outcome.UNANSWERED),
    "gone": ("# nothing", Outcome.MISSING),
    "broken": ("def {name}(x): return x\n1 / 0", Outcome.PASSED),
    "unreadable": ("def {name}(x) return x", Outcome.ERROR),
    "an endless cell": ("def {name}(x): return x\nwhile True: print('flood' * 10)", Outcome.PASSED),
    "an endless call": ("def {name}(x):\n    while True: pass", Outcome.TIMEOUT),
    "a sleeping call": ("import time\ndef {name}(x): time.sleep(60)", Outcome.TIMEOUT),
    "a flood": ("def {name}(x):\n    while True: print('flood' * 1000)", Outcome.TIMEOUT),
    "a deep flood": ("import os\ndef {name}(x):\n    for _ in range(200): os.write(1, b'flood' * 1000)\n    return x", Outcome.PASSED),
    "a huge value": ("def {name}(x): return np.zeros(10**8)", Outcome.FAILED),
    "recursion": ("def {name}(x): return {name}(x)", Outcome.ERROR),
    "exit": ("def {name}(x): exit()", Outcome.ERROR),
    "sys.exit": ("import sys\ndef {name}(x): sys.exit(0)", Outcome.ERROR),
    "a liar": (
        "class Liar:\n    __class__ = str\n    def __eq__(self, other): return True\n    __hash__ = None\ndef {name}(x): return Liar()",
        Outcome.FAILED,
    ),
    "a fork": ("import os\ndef {name}(x):\n    os.fork()\n    return x", Outcome.PASSED),
    "a patched grader": (
        "from helpers import expect\nexpect.equal = expect.close = lambda *args, **kwargs: None\n"
        "expect.Failure.__init__ = lambda *args: None\ndef {name}(x): return 0",
        Outcome.FAILED,
    ),
    "a patched agent": (
        "import sys, gc\nagent = sys.modules['_atelier.agent'].Agent\n"
        "agent.perform = lambda *args: 'passed'\ndef {name}(x): return 0",
        Outcome.TAMPERED,
    ),
    "a mended agent": ("agent.perform = lambda self, verb, target, args, kwargs: ((True, target),) if verb == 'names' else args[0]", Outcome.ERROR),
    "nothing left": ("import sys\ndef {name}(x): return x\ndel sys.modules['_atelier']", Outcome.CRASHED),
}  # fmt: skip


def test_what_the_kernel_survives() -> None:
    names = {kind: "e_" + kind.replace(" ", "_").replace(".", "_") for kind in SURVIVED}
    started = time.monotonic()
    answers = {names[kind]: answer for kind, (answer, _) in SURVIVED.items()}
    run, outcomes = judge(answers, missing=names["gone"])
    assert {kind: outcomes[name] for kind, name in names.items()} == {
        kind: what for kind, (_, what) in SURVIVED.items()
    }
    assert run.offender == ""
    assert time.monotonic() - started < 25.0
    statuses = {one.cell_id: one.status for one in run.runs}
    assert statuses[names["an endless cell"]] == "timeout"
    assert statuses[names["broken"]] == statuses[names["unreadable"]] == "error"
    assert statuses[names["right"]] == statuses["setup"] == "ok"
    (flooded,) = (one for one in run.runs if one.cell_id == names["an endless cell"])
    assert sum(len(output.get("text", "")) for output in flooded.outputs) <= Limits().output_chars
    said = "\n".join(verdict.message for verdict in run.verdicts)
    assert "expect.equal(" not in said and "values" not in said
    assert "SyntaxError" in {verdict.exercise: verdict for verdict in run.verdicts}[names["unreadable"]].message


# name: (answer, outcome of its test). The kernel dies of these; what it earned before stays.
DEADLY = {
    "exit": ("import os\ndef {name}(x): os._exit(0)", Outcome.CRASHED),
    "deaf": (
        "import time\ndef {name}(x):\n    while True:\n        try:\n            time.sleep(60)\n        except BaseException:\n"
        "            continue",
        Outcome.TIMEOUT,
    ),
    "forger": (
        "import os, socket, stat\ndef {name}(x):\n    for fd in map(int, os.listdir('/proc/self/fd')):\n        try:\n"
        "            if stat.S_ISSOCK(os.fstat(fd).st_mode): os.write(fd, b'\\2' + b'\\xff' * 16)\n"
        "        except OSError: pass\n    return x",
        Outcome.TAMPERED,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEADLY)
def test_what_the_kernel_dies_of(name: str) -> None:
    answer, outcome = DEADLY[name]
    answers = {"before": "def {name}(x): return x", "deadly": answer, "after": "def {name}(x): return x"}
    run, outcomes = judge(answers, grace_seconds=1.0)
    assert outcomes["before"] is Outcome.PASSED
    assert outcomes["deadly"] is outcome
    assert sum(verdict.earned or 0.0 for verdict in run.verdicts if verdict.exercise == "deadly") == 0.0
    if name != "forger":  # some kernels live on
        assert outcomes["after"] is Outcome.NOT_REACHED
        assert run.offender == "deadly-test-1"
        assert run.runs[-1].status == "not_reached"


# Answers that are right, and must stay so however odd the kernel that they leave behind.
ODD = {
    "builtins": "import builtins\nfor name in ('complex', 'bytearray', 'divmod'):\n    setattr(builtins, name, None)\n"
    "def {name}(x): return x",
    "numpy": "np.array = np.ndarray = np.frombuffer = np.dtype = np.zeros = None\ndef {name}(x): return x",
    "shadows": "sys = socket = exec = __import__('types')\ndef {name}(x): return x",
    "streams": "import io, sys\nsys.stdout = sys.stderr = io.StringIO()\ndef {name}(x): return x",
    "signals": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\ndef {name}(x): return x",
    "warnings": "import warnings\nwarnings.simplefilter('error')\ndef {name}(x):\n    warnings.warn('odd')\n    return x",
    "threads": "import threading, time\nthreading.Thread(target=lambda: [print('x') or time.sleep(0.01) for _ in range(300)], daemon=True).start()\n"
    "def {name}(x): return x",
}  # fmt: skip


def test_odd_kernels_lose_nothing() -> None:
    run, outcomes = judge({f"e_{name}": answer for name, answer in ODD.items()})
    assert outcomes == {f"e_{name}": Outcome.PASSED for name in ODD}, [verdict.message for verdict in run.verdicts]


def test_calls_cross_the_socket_both_ways() -> None:
    test = """\
rng, same = np.random.default_rng(1), np.random.default_rng(1)
X = np.zeros((2000, 100))
with expect.unchanged(X):
    expect.close(back(lambda v, scale: scale * v, rng, X[::2]), 2 * same.normal() + np.zeros((1000, 100)))
expect.close(rng.random(), same.random())


def fail(v, scale):
    raise ValueError("mine")


expect.raises(ValueError, back, fail, rng, X)
with expect.silent():
    back(lambda v, scale: v, rng, X)


@expect.probe
def count(n):
    return [back(lambda v, scale: v, np.random.default_rng(0), np.zeros(n)).shape for _ in range(n)]


expect.equal(count(2), [(2,), (2,)])
"""
    answers = {"back": "def back(g, rng, X):\n    print('debug')\n    return g(rng.normal() + X, scale=2)"}
    run, outcomes = judge(answers, {"back": test})
    assert outcomes["back"] is Outcome.PASSED, run.verdicts


def test_a_notebook_is_run_again_without_the_cell_that_killed_it() -> None:
    chapter = make_course(["one", "two"], {})
    notebook = student_notebook(chapter, "fr")
    for cell in notebook.cells:
        if cell.id == "one":
            cell.source = "def one(x): return x\nimport os\nos._exit(1)"
        elif cell.id == "two":
            cell.source = "def two(x): return x"
    sanitised = Sanitised("someone", chapter.name, "fr", notebook)
    limits = Limits(grace_seconds=3.0)
    with start_kernel(limits) as (kernel, _):
        first = judge_sealed(kernel, sanitised, chapter)
    assert first.offender == "one"
    assert [run.status for run in first.runs] == ["ok", "crashed", "not_reached"]
    with start_kernel(limits) as (kernel, _):
        second = judge_sealed(kernel, sanitised, chapter, skip=frozenset({first.offender}))
    assert [verdict.outcome for verdict in second.verdicts] == [Outcome.ERROR, Outcome.PASSED]
    assert "`one` n'est pas défini" in second.verdicts[0].message
