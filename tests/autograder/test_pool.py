"""A worker that dies, hangs or grows costs its own job, and nothing outlives the pool."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from autograder import pool as pool_module
from autograder.execution.limits import Limits
from autograder.execution.precedence import NICENESS, OOM_SCORE
from autograder.grade_submission import MEMORY_BYTES, compute_deadline, prepare_worker
from autograder.pool import WorkerDiedError, WorkerPool
from tests.autograder.jobs import describe_worker, die, fail, hang, ident, work
from tests.autograder.processes import adopt_orphans, bury_dead, find_living, wait_until
from tests.autograder.tiny_course import make_chapter

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="kills and interrupts processes by Unix signals")


@pytest.fixture
def pool() -> Iterator[WorkerPool]:
    with adopt_orphans():
        made = WorkerPool(2, deadline_seconds=20)
        yield made
        made.stop()


def test_jobs_run_in_processes_that_last(pool: WorkerPool) -> None:
    found = [job.result() for job in [pool.submit(ident, number) for number in range(20)]]
    assert [value for _, value in found] == list(range(20))
    assert os.getpid() not in {process for process, _ in found}
    assert len({process for process, _ in found}) <= 2
    with pytest.raises(KeyError, match="x"):
        pool.submit(fail).result()


def test_a_worker_that_dies_costs_its_own_job(pool: WorkerPool, tmp_path: Path) -> None:
    jobs = [pool.submit(work, 0), pool.submit(die), pool.submit(work, 1), pool.submit(die, tmp_path / "once")]
    jobs += [pool.submit(work, number) for number in range(2, 10)]
    with pytest.raises(WorkerDiedError, match="exit code -9"):
        jobs.pop(1).result()
    assert jobs.pop(2).result() == "second time"
    assert [job.result()[0] for job in jobs] == list(range(10))


def test_a_worker_that_hangs_is_killed_and_not_given_the_same_again() -> None:
    pool = WorkerPool(1, deadline_seconds=3.0)
    started = time.monotonic()
    late = pool.submit(hang)
    after = pool.submit(ident)
    with pytest.raises(WorkerDiedError, match="took longer than 3 s"):
        late.result()
    after.result()
    assert time.monotonic() - started < 20
    pool.shutdown()


def test_a_worker_that_has_grown_is_replaced(pool: WorkerPool, monkeypatch: pytest.MonkeyPatch) -> None:
    (first, _), (second, _) = (pool.submit(ident).result() for _ in range(2))
    monkeypatch.setattr(pool_module, "MAX_WORKER_BYTES", 1)
    grown = {pool.submit(ident).result()[0] for _ in range(3)}
    assert len(grown) == 3
    assert psutil.Process().pid not in grown | {first, second}


def test_random_kills_cost_at_most_their_own_job(pool: WorkerPool) -> None:
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    rng, is_done, kills = random.Random(seed), threading.Event(), []

    def kill_now_and_then() -> None:
        while not is_done.wait(rng.uniform(0, 0.4)):
            living = [worker for worker in list(pool._workers) if worker._process.is_alive()]
            if living:
                os.kill(rng.choice(living)._process.pid, signal.SIGKILL)
                kills.append(1)

    killer = threading.Thread(target=kill_now_and_then)
    killer.start()
    jobs = [pool.submit(work, number) for number in range(400)]
    found = [job.exception(timeout=60) or job.result()[0] for job in jobs]
    is_done.set()
    killer.join()
    failed = [one for one in found if isinstance(one, Exception)]
    assert kills
    assert all(isinstance(one, WorkerDiedError) for one in failed)
    assert len(failed) <= len(kills) / 2  # each is tried twice
    assert [one for one in found if one not in failed] == sorted(one for one in found if one not in failed)


def test_stop_ends_everything_at_once(pool: WorkerPool) -> None:
    running = [pool.submit(hang), pool.submit(hang)]
    waiting = pool.submit(ident)
    assert wait_until(lambda: len(pool._workers) == 2, 20)
    started = time.monotonic()
    pool.stop()
    assert time.monotonic() - started < 1.0
    assert waiting.cancelled()
    assert all(isinstance(job.exception(5), WorkerDiedError) for job in running)
    assert not any(worker._process.is_alive() for worker in pool._workers)


OWNER = """
import sys, time
from autograder.pool import WorkerPool
from tests.autograder.jobs import hang, ident
if __name__ == "__main__":
    pool = WorkerPool(2)
    print(pool.submit(ident).result()[0], flush=True)
    pool.submit(hang), pool.submit(hang)
    time.sleep(60)
"""


def test_workers_do_not_outlive_their_owner(tmp_path: Path) -> None:
    script = tmp_path / "owner.py"
    script.write_text(OWNER, encoding="utf-8")
    with adopt_orphans():
        before = {process.pid for process in find_living()}
        with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE) as owner:
            assert owner.stdout is not None and owner.stdout.readline()
            assert wait_until(lambda: len(find_living(owner.pid)) >= 4, 20)  # server, tracker, two workers
            owner.kill()
        left = lambda: [process for process in find_living() if process.pid not in before]  # noqa: E731
        assert wait_until(lambda: not left(), 5), left()
        bury_dead()


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_workers_are_limited_and_see_no_gradebook(tmp_path: Path) -> None:
    from functools import partial

    with (tmp_path / "gradebook.db").open("w", encoding="utf-8"):
        pool = WorkerPool(1, prepare=partial(prepare_worker, tmp_path, "none"))
        found = pool.submit(describe_worker).result()
        pool.stop()
    assert not [name for name in found["files"] if "gradebook" in name]
    assert (found["nice"], found["oom"]) == (os.nice(0) + NICENESS, OOM_SCORE)
    assert found["memory"] == MEMORY_BYTES
    assert found["session"]


def test_the_deadline_leaves_room_for_everything_a_submission_may_take(tmp_path: Path) -> None:
    chapter = make_chapter(tmp_path)
    limits = Limits(cell_seconds=10, test_seconds=5, grace_seconds=1, startup_seconds=20)
    n_tests, n_code = len(chapter.tests), 5
    assert compute_deadline(chapter, limits) > 2 * (20 + n_code * 11 + n_tests * 6)
    assert compute_deadline(chapter, limits) < 1000
