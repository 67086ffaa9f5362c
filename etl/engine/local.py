"""Processes on this machine: workers side by side, or one alone with all of it.

Workers have one native thread each, since parts are what runs side by side. What must look at all
rows has all threads, in a process of its own while workers rest: when it ends, so has its memory.
"""

import contextlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from types import TracebackType
from typing import Self

from etl.engine._spawned import ALONE, WORKER, inherited, start
from etl.engine._worked import Result, Task, worked
from etl.errors import StorageError


class Local:
    """Map parts over processes; with one worker, over this process itself."""

    def __init__(self, workers: int) -> None:
        self.workers = workers or len(os.sched_getaffinity(0))
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        """Processes start with the first task."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the processes: at once where something went wrong."""
        if self._pool and kind:  # whatever a worker is at is of no use any more
            for child in multiprocessing.active_children():
                child.kill()
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def rest(self) -> None:
        """End the processes until they are needed again, and give back what memory they hold."""
        if self._pool:
            self._pool.shutdown(wait=True)
            self._pool = None

    def map(self, work: Callable[[Task], Result], tasks: Sequence[Task]) -> Iterator[Result]:
        """Results of `work` for each of `tasks`, in their order.

        Raises:
            StorageError: a worker was killed, as the system does when memory runs out.
            Exception: what `work` raised, with the places in the code that it came through.
        """
        if self.workers == 1 or not tasks:
            yield from map(work, tasks)
            return
        with _told():
            with inherited(WORKER):  # processes start when the first tasks are handed out
                self._pool = self._pool or _pool(self.workers)
                results = self._pool.map(partial(worked, work), tasks)
            yield from results

    def alone(self, work: Callable[[Task], Result], task: Task) -> Result:
        """The result of `work` on `task`, done in a process that ends with it, while workers rest.

        Price: 0.6 s, in which it imports what it needs.

        Raises:
            StorageError: as `map`.
            Exception: as `map`.
        """
        self.rest()
        with _told():
            with inherited(ALONE):
                self._pool = _pool(1)
                result = self._pool.submit(worked, work, task)
            found = result.result()
        self.rest()
        return found


def _pool(workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"), start)


@contextlib.contextmanager
def _told() -> Iterator[None]:
    """A process that was killed as the fault that it is."""
    try:
        yield
    except BrokenProcessPool:
        raise StorageError("workers: one was killed; give more memory or fewer workers") from None
