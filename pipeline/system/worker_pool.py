"""Worker processes that never outlive the run, and end at once when told."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection


class WorkerPool(ProcessPoolExecutor):
    """``jobs`` processes on a leash: a pipe that nobody writes to.

    Each worker waits for its end of the pipe. When this process closes the other end, or dies in any way, also by
    ``kill -9``, the operating system tells the workers, and they exit in the middle of whatever they do.
    """

    def __init__(self, jobs: int) -> None:
        # Started afresh, not forked: a fork copies the locks of the parent's threads in whatever state they are.
        context = get_context("spawn")
        worker_end, self._own_end = context.Pipe(duplex=False)
        self._worker_end = worker_end
        self.jobs = jobs
        super().__init__(jobs, mp_context=context, initializer=start_worker, initargs=(worker_end,))

    @property
    def ended(self) -> bool:
        """Whether :meth:`end` was called; such a pool takes no more work."""
        return self._own_end.closed

    def end(self) -> None:
        """Stop all workers now; what they had in hand is lost. When this returns they are gone."""
        self._own_end.close()
        self._worker_end.close()
        # A worker that the system has stopped, or that computes without a pause, does not look at its leash.
        # From Python 3.14 on this is Executor.kill_workers.
        for process in list((self._processes or {}).values()):
            process.kill()
        self.shutdown(wait=True, cancel_futures=True)


def workers(jobs: int, purpose: str, load: Callable[[], None] | None = None) -> WorkerPool:
    """The worker processes of this run for ``purpose``, started at the first call and kept warm; fresh ones after
    they ended.

    Each begins at once with ``load``. What goes wrong there goes wrong again with the first piece of work, and is told.
    """
    pool = _pools.get((purpose, jobs))
    if pool is None or pool.ended:
        pool = _pools[purpose, jobs] = WorkerPool(jobs)
        if load is not None:
            for _worker in range(jobs):
                pool.submit(load)
    return pool


def end_workers(purpose: str = "") -> None:
    """Stop this run's workers for ``purpose`` now, or all of them."""
    for (own, _jobs), pool in _pools.items():
        if purpose in ("", own):
            pool.end()


_pools: dict[tuple[str, int], WorkerPool] = {}


def start_worker(leash: Connection) -> None:
    """What a worker's process does first; it ends when the other end of ``leash`` is closed."""
    # Work is shared out by processes. numpy's own threads, which read this when it is imported, would keep the other
    # cores waiting for one another, and round sums differently on machines with other numbers of cores.
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    # Ctrl-C reaches every process of the terminal; what to do about it is decided in the parent.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_end, args=(leash,), daemon=True, name="leash").start()


def _wait_for_end(leash: Connection) -> None:
    leash.poll(None)
    os._exit(1)
