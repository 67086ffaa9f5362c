"""Worker processes on this machine.

Workers are spawned, never forked: a fork after Polars has started its threads can hang. Each has
one native thread, since parts are what runs side by side. A worker ends by itself as soon as its
parent is gone, so nothing is left behind after SIGKILL.
"""

import contextlib
import gc
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

# For workers: one native thread each, and memory kept from one part for the next. Giving it back
# and touching it anew took up to a third of a worker's CPU time, all of it in the kernel.
WORKER = {
    **dict.fromkeys(
        ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"
    ),
    "_RJEM_MALLOC_CONF": "thp:always,dirty_decay_ms:-1,muzzy_decay_ms:-1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_TRIM_THRESHOLD_": str(256 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(128 << 20),
    "MALLOC_TOP_PAD_": str(32 << 20),
}


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
            with _environment(WORKER):  # processes start when the first tasks are handed out
                results = self._pool.map(work, tasks)
            yield from results
        except BrokenProcessPool:
            raise StorageError(
                "workers: one was killed; give more memory or fewer workers"
            ) from None


@contextlib.contextmanager
def _environment(added: dict[str, str]) -> Iterator[None]:
    """Variables for processes that start meanwhile; what is set already stays as it is."""
    new = {name: value for name, value in added.items() if name not in os.environ}
    os.environ.update(new)
    try:
        yield
    finally:
        for name in new:
            del os.environ[name]


def _start() -> None:
    """Prepare a worker: Ctrl-C is left to the parent, and it ends with the parent.

    Rows are decoded by the thousand and held for a moment, so rubbish is looked for less often.
    """
    gc.set_threshold(50_000, 20, 100)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
