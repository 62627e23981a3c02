"""Cells run in a kernel of their own, within limits, and say how they ended, whatever they do."""

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest

from autograder.build import Chapter
from autograder.execution.start import execute
from autograder.sanitise import sanitise
from autograder.stages import CellRun, Execution
from tests.autograder.tiny_course import LIMITS, RIGHT, make_chapter, make_notebook, submit

# Whether a kernel obeys is the question here, not how fast it does on a busy machine.
PATIENT = replace(LIMITS, grace_seconds=5.0)


@pytest.fixture(scope="module")
def chapter(tmp_path_factory: pytest.TempPathFactory) -> Chapter:
    return make_chapter(tmp_path_factory.mktemp("sources"))


def run(chapter: Chapter, **answers: str) -> dict[str, CellRun]:
    sanitised = sanitise(submit(make_notebook(chapter, RIGHT | answers)), chapter, lang="en")
    execution = execute(sanitised, PATIENT)
    assert Execution.from_json(json.loads(json.dumps(execution.to_json()))) == execution
    return {found.cell_id: found for found in execution.runs}


def statuses(runs: dict[str, CellRun]) -> list[str]:
    return [found.status for name, found in runs.items() if name.split("-")[0] in RIGHT]


def printed(found: CellRun) -> str:
    return "".join(output.get("text", "") for output in found.outputs)


def test_right_answers_run_in_order_and_what_went_wrong_is_told(chapter: Chapter) -> None:
    runs = run(chapter, halve="import warnings\nwarnings.warn('on stderr')\ndef halve(x):\n    return undefined")
    assert statuses(runs) == ["ok", "ok", "ok", "ok", "error", "ok", "ok"]
    failed = runs["halve-test-1"]
    assert (failed.error, failed.message) == ("NameError", "name 'undefined' is not defined")
    assert "\x1b" not in "".join(failed.traceback)
    assert sum(found.seconds for found in runs.values()) < 10


def test_an_interrupted_cell_costs_itself_only(chapter: Chapter) -> None:
    runs = run(chapter, double="while True: pass", halve="def halve(x):\n    while True: pass")
    assert statuses(runs) == ["timeout", "error", "error", "ok", "timeout", "ok", "ok"]


def test_a_kernel_that_ignores_the_interrupt_is_killed(chapter: Chapter) -> None:
    stubborn = "import signal\ndef halve(x):\n    signal.signal(signal.SIGINT, signal.SIG_IGN)\n    while True: pass"
    runs = run(chapter, halve=f"import os\nprint(os.getpid())\n{stubborn}")
    assert statuses(runs) == ["ok", "ok", "ok", "ok", "timeout", "not_reached", "not_reached"]
    with pytest.raises(ProcessLookupError):
        os.kill(int(printed(runs["halve"])), 0)


def test_a_dead_kernel_leaves_what_was_earned(chapter: Chapter) -> None:
    runs = run(chapter, halve="import os\ndef halve(x):\n    os._exit(0)")
    assert statuses(runs) == ["ok", "ok", "ok", "ok", "crashed", "not_reached", "not_reached"]


def test_a_cell_that_prints_for_ever_does_not_fill_the_memory(chapter: Chapter) -> None:
    runs = run(chapter, double="while True: print('x' * 1000)", halve="for i in range(500): display(i)")
    assert runs["double"].status == "timeout"
    assert 0 < len(printed(runs["double"])) <= LIMITS.output_chars
    assert len(runs["halve"].outputs) <= 100
    assert runs["invert-test-1"].status == "ok"


def test_the_kernel_knows_no_secret_and_writes_in_its_own_folder(
    chapter: Chapter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_TOKEN", "hunter2")
    look = (
        "import json, os, pathlib, sys\n"
        "print(json.dumps({'environ': dict(os.environ), 'cwd': os.getcwd(), 'files': os.listdir('.')}))"
    )
    history = "print('secret_' + 'argument' in repr(get_ipython().history_manager.input_hist_raw))"
    runs = run(chapter, double=f"{look}\n{RIGHT['double']}", halve=f"{history}\n{RIGHT['halve']}")
    seen = json.loads(printed(runs["double"]))
    assert "hunter2" not in json.dumps(seen)
    assert seen["files"] == []
    assert seen["environ"]["ATELIER_PACE"] == "quick"
    folder = Path(seen["cwd"]).parent
    assert folder != Path.cwd()
    for name in ("HOME", "TMPDIR", "IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR"):
        assert Path(seen["environ"][name]).parent == folder, name
    assert not folder.exists()
    assert printed(runs["halve"]).strip() == "False"
    assert runs["halve-test-1"].status == "ok"


def test_an_unreadable_submission_is_not_run(chapter: Chapter) -> None:
    assert execute(sanitise(submit(b""), chapter, lang="fr"), LIMITS).runs == ()
