"""Worker processes on this machine.

Workers are spawned, never forked: a fork after Polars has started its threads can hang. Each has
one native thread, since parts are what runs side by side. A worker ends by itself as soon as its
parent is gone, so nothing is left behind after SIGKILL.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from types import TracebackType
from typing import Self, TypeVar

from etl.errors import StorageError

Task = TypeVar("Task")
Result = TypeVar("Result")

THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS")


class Local:
    """Map parts over processes; with one worker, over this process itself."""

    def __init__(self, workers: int) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._pool and kind:  # whatever a worker is at is of no use any more
            for child in multiprocessing.active_children():
                child.kill()
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """Results of `work` for each of `tasks`, in their order.

        Raises:
            StorageError: a worker was killed, as the system does when memory runs out.
            Exception: what `work` raised.
        """
        if self.workers == 1 or not tasks:
            yield from map(work, tasks)
            return
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self.workers, context, _start)
        try:
            yield from self._pool.map(work, tasks)
        except BrokenProcessPool:
            raise StorageError("workers: one was killed; give more memory or fewer workers") from None


def _start() -> None:
    """Prepare a worker: one thread each, Ctrl-C left to the parent, end with the parent."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
