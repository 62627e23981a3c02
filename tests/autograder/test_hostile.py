"""Whatever a submission does, it earns what it deserves: each file of the corpus, through the whole pipeline."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from autograder.course_folder import Course, init_course
from autograder.execution.limits import Limits
from autograder.execution.owner import Mode
from autograder.execution.sandbox import Wanted, choose_sandbox
from autograder.grade import grade_course, make_pool
from autograder.grade_submission import grade_submission
from autograder.gradebook import open_gradebook
from autograder.results import load_results
from autograder.stages import Outcome, Record
from helpers.errors import AtelierError
from tests.autograder.hostile.corpus import (
    FOLDER,
    TARGET,
    Attack,
    find,
    find_wrongs,
    load_chapter,
    make_right_notebook,
    make_submission,
    read_corpus,
    share_out,
)

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="the examiner speaks over a Unix socket")

CORPUS = read_corpus()
PACKS = share_out(CORPUS)
LIMITS = Limits(cell_seconds=5.0, test_seconds=3.0, call_seconds=1.0, grace_seconds=1.0)
N_PROCESSES = 2


def find_mode(wanted: Wanted = "auto") -> Mode:
    """Return the sandbox of this machine; the corpus is ours, so without one it runs all the same."""
    try:
        return choose_sandbox(wanted)
    except AtelierError as error:
        if wanted != "auto":
            pytest.skip(str(error))
        return "none"


OTHER_MODES = [pytest.param(mode, marks=pytest.mark.slow) for mode in ("bwrap", "none")]


@pytest.fixture(scope="module", params=["auto", *OTHER_MODES])
def records(request: pytest.FixtureRequest) -> Iterator[dict[str, Future[Record]]]:
    """Grade the whole corpus, several at a time; the tests wait for those that they are about."""
    with ExitStack() as stack:
        mode = find_mode(request.param)
        pool = make_pool(N_PROCESSES, mode)
        stack.callback(pool.stop)
        options = {"lang": "en", "limits": LIMITS, "sandbox": mode}
        jobs = [
            pool.submit(grade_submission, make_submission(pack), load_chapter(pack[0].chapter), "key", **options)
            for pack in PACKS
        ]
        yield {attack.name: job for pack, job in zip(PACKS, jobs, strict=True) for attack in pack}


@pytest.mark.parametrize("attack", CORPUS, ids=lambda attack: attack.name)
def test_an_attack_earns_what_it_deserves(attack: Attack, records: dict[str, Future[Record]]) -> None:
    record = records[attack.name].result(timeout=120)
    (pack,) = (pack for pack in PACKS if attack in pack)
    assert find_wrongs(attack, pack, record) == []


def test_the_corpus_is_as_large_as_promised() -> None:
    hostile = [attack for attack in CORPUS if not attack.name.startswith("honest/")]
    assert len(hostile) >= 25
    folders = {path.name for path in FOLDER.iterdir() if path.is_dir() and path.name[0] not in "._"}
    assert {attack.name.partition("/")[0] for attack in CORPUS} == folders
    threats = (FOLDER.parents[2] / "docs" / "threats.md").read_text(encoding="utf-8")
    assert all(f"| `{folder}/` |" in threats for folder in folders)


def test_no_score_is_kept_from_a_better_submission(tmp_path: Path) -> None:
    """A student hands in everything right, then a notebook with nothing but the open question, then an empty file."""
    course = make_course(tmp_path)
    right, question = (make_right_notebook(load_chapter(TARGET)) for _ in range(2))
    question.cells = [find(question, "why")]
    scores = []
    for notebook in (right, question, None):
        hand_in(course, notebook)
        assert grade_course(course, jobs=1, sandbox=find_mode()).problems == []
        with open_gradebook(course.db_url) as gradebook:
            submission = gradebook.find_submission(TARGET, "mallory")
            scores.append((submission.score, submission.needs_manual_grade))
    assert scores == [(18.0, True), (0.0, True), (0.0, False)]


# The kernel's parent is a zygote, whose parent is the one that all share, whose parent is the grader; a child of the
# grader's fork server is the judge.
KILL_THE_JUDGE = """
import os, signal
def parent(process):
    return int(open(f"/proc/{process}/stat").read().rpartition(")")[2].split()[1])
grader = parent(parent(os.getppid()))
for process in filter(str.isdigit, os.listdir("/proc")):
    try:
        if parent(parent(process)) == grader and "forkserver" in open(f"/proc/{process}/cmdline").read():
            os.kill(int(process), signal.SIGKILL)
    except OSError:
        pass
"""


def test_who_kills_the_judge_gets_nothing(tmp_path: Path) -> None:
    """A limit until there is a sandbox: a kernel can kill the process that grades it. That costs time, never marks."""
    course = make_course(tmp_path)
    notebook = make_right_notebook(load_chapter(TARGET))
    find(notebook, "root").source += "\n" + KILL_THE_JUDGE
    path = hand_in(course, notebook)
    grade_course(course, jobs=1, sandbox="none")
    assert [(record.earned, {*outcomes(record)}) for record in load_results(course, TARGET)] == [
        (0.0, {Outcome.NOT_GRADED})
    ]
    path.write_text(nbformat.writes(make_right_notebook(load_chapter(TARGET))), encoding="utf-8")
    grade_course(course, jobs=1, sandbox="none")
    assert [record.earned for record in load_results(course, TARGET)] == [18.0]


def outcomes(record: Record) -> list[Outcome]:
    return [verdict.outcome for verdict in record.verdicts]


def make_course(folder: Path) -> Course:
    sources = folder / "sources"
    sources.mkdir()
    (sources / f"{TARGET}.py").write_bytes((FOLDER / f"{TARGET}.py").read_bytes())
    return init_course(folder / "course", lang="en", solutions=sources, limits=LIMITS)


def hand_in(course: Course, notebook: NotebookNode | None) -> Path:
    path = course.root / "submitted" / "mallory" / TARGET / "target.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(nbformat.writes(notebook) if notebook else "", encoding="utf-8")
    return path
