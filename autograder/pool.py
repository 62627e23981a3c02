"""Processes that take one job at a time: one that dies, hangs or grows costs its own job, and no other.

Why not a library's pool: in those, workers share queues, and a worker that is killed takes a lock or half a message
with it. Python's own then fails every job, loky too, and Pebble waits for ever. Here each worker has a pipe of its own.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any, ParamSpec, Protocol, TypeVar

import psutil

P, T = ParamSpec("P"), TypeVar("T")
MAX_WORKER_BYTES = 1_500_000_000  # between two jobs; a worker with torch and figures holds a third of it
_JOIN_SECONDS = 5.0


class SupportsClose(Protocol):
    """What can be closed, twice too."""

    def close(self) -> None:
        """Let go of it."""


class WorkerDiedError(RuntimeError):
    """The process that did a job is gone: it was killed, crashed, or did not end in time."""


class WorkerPool(Executor):
    """An executor whose every job runs in a process that does nothing else meanwhile.

    Parameters
    ----------
    n_workers : int
        Jobs at a time. Processes start when there are jobs for them.
    deadline_seconds : float, optional
        A worker that takes longer over a job is killed; the job fails.
    prepare : callable, optional
        Runs first of all in each process; pickled.
    preload : str, optional
        A module that all processes need: it is imported once.
    companion : object with a method `close`, optional
        What the processes use; closed when they have ended.

    Notes
    -----
    A job whose worker was killed is given to a fresh one, once: it may have been somebody else's fault.
    """

    def __init__(
        self,
        n_workers: int,
        *,
        deadline_seconds: float | None = None,
        prepare: Callable[[], None] | None = None,
        preload: str = __name__,
        companion: "SupportsClose | None" = None,
    ) -> None:
        self._context = _choose_context(preload)
        self._deadline_seconds, self._prepare, self._companion = deadline_seconds, prepare, companion
        self._threads = ThreadPoolExecutor(n_workers, thread_name_prefix="worker")
        self._mine = threading.local()
        self._workers: set[_Worker] = set()
        self._lock = threading.Lock()
        self._is_stopped = False

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Run a function in a process, with arguments and a result that can be pickled."""
        return self._threads.submit(self._run, (function, args, kwargs))

    def _run(self, job: tuple[Any, ...]) -> Any:
        for is_last in (False, True):
            worker = self._take_worker()
            try:
                return worker.run(job, self._deadline_seconds)
            except WorkerDiedError:
                if is_last or worker.was_late or self._is_stopped:
                    raise
            finally:
                if not worker.is_fit():
                    self._drop(worker)
        raise AssertionError

    def _take_worker(self) -> "_Worker":
        """Return this thread's worker, a new one where there is none."""
        worker = getattr(self._mine, "worker", None)
        if worker is None:
            worker = self._mine.worker = _Worker(self._context, self._prepare)
            with self._lock:
                self._workers.add(worker)
            if self._is_stopped:  # it came too late to be ended with the others
                worker.end()
        return worker

    def _drop(self, worker: "_Worker") -> None:
        worker.end()
        self._mine.worker = None
        with self._lock:
            self._workers.discard(worker)

    def stop(self) -> None:
        """End all processes now, whatever they do; their jobs fail, and those that wait are cancelled."""
        self._is_stopped = True
        self.shutdown(wait=False, cancel_futures=True)
        self._end_workers()

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more jobs; wait for those that run, if asked to, and end the processes."""
        self._threads.shutdown(wait=wait, cancel_futures=cancel_futures)
        if wait:
            self._end_workers()

    def _end_workers(self) -> None:
        with self._lock:
            workers = list(self._workers)
        for worker in workers:
            worker.end()
        if self._companion is not None:
            self._companion.close()


class _Worker:
    """A process and the pipe to it."""

    def __init__(self, context: Any, prepare: Callable[[], None] | None) -> None:
        self._connection, theirs = context.Pipe()
        with theirs:
            self._process = context.Process(target=_serve, args=(theirs, prepare), daemon=True)
            self._process.start()
        self.was_late = False

    def run(self, job: tuple[Any, ...], deadline_seconds: float | None) -> Any:
        """Give the process a job and return its result, or raise what it raised."""
        timer = threading.Timer(deadline_seconds or threading.TIMEOUT_MAX, self._end_late)
        timer.daemon = True
        timer.start()
        try:
            self._connection.send(job)
            is_done, result = self._connection.recv()
        except (EOFError, OSError):
            self.end()
            code = self._process.exitcode
            how = f"took longer than {deadline_seconds:g} s" if self.was_late else f"ended with exit code {code}"
            raise WorkerDiedError(f"the worker {how}") from None
        finally:
            timer.cancel()
        if is_done:
            return result
        raise result

    def _end_late(self) -> None:
        self.was_late = True
        self._process.kill()

    def is_fit(self) -> bool:
        """Say whether it can take another job."""
        with suppress(psutil.Error):
            process = psutil.Process(self._process.pid)
            return self._process.is_alive() and process.memory_info().rss < MAX_WORKER_BYTES
        return False

    def end(self) -> None:
        """Kill the process, which holds nothing that anybody needs."""
        self._process.kill()
        self._process.join(_JOIN_SECONDS)


def _choose_context(preload: str) -> Any:
    """Return how processes start: with none of this one's state, open files and gradebook least of all."""
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload([preload])
    return context


def _serve(connection: Connection, prepare: Callable[[], None] | None) -> None:
    """Do jobs until the pool's process is gone."""
    threading.Thread(target=_end_with_owner, daemon=True).start()
    if hasattr(os, "setsid"):
        os.setsid()  # Ctrl-C is for the pool's process, which ends this one
    if prepare is not None:
        prepare()
    while True:
        try:
            function, args, kwargs = connection.recv()
        except EOFError:
            return
        try:
            reply = (True, function(*args, **kwargs))
        except Exception as error:
            reply = (False, error)
        connection.send(reply)


def _end_with_owner() -> None:
    """Kill this process when the pool's process is gone, however it went."""
    owner = multiprocessing.parent_process()
    assert owner is not None
    owner.join()
    os.kill(os.getpid(), signal.SIGTERM if os.name == "nt" else signal.SIGKILL)
