"""Worker processes on this machine.

Workers are spawned, never forked: a fork after Polars has started its threads can hang. Each has
one native thread, since parts are what runs side by side.

A worker ends with its parent and by no other signal but SIGKILL: Ctrl-C, systemd and `timeout` tell
all processes at once, and a worker that went first would look as if it had been killed for its
memory. On Linux the system ends it, also amid a long native call; elsewhere a thread that waits.
"""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import resource_tracker
from multiprocessing.connection import wait
from multiprocessing.reduction import ForkingPickler
from types import TracebackType
from typing import Self, TypeVar

from etl import quiet
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
# The process that frees semaphores after a killed run would tell of it on stderr.
TRACKER = {"PYTHONWARNINGS": "ignore:resource_tracker"}
_STOPS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
_PR_SET_PDEATHSIG = 1  # prctl(2): the signal that comes when the thread that began us is gone


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
        try:
            with _inherited():  # processes start when the first tasks are handed out
                if self._pool is None:
                    context = multiprocessing.get_context("spawn")
                    self._pool = ProcessPoolExecutor(self.workers, context, _start)
                results = self._pool.map(partial(_worked, work), tasks)
            yield from results
        except BrokenProcessPool:
            raise StorageError(
                "workers: one was killed; give more memory or fewer workers"
            ) from None


@contextlib.contextmanager
def _inherited() -> Iterator[None]:
    """What workers that start meanwhile get: variables, and no signal until they are prepared.

    Held back in this thread alone, a signal to this process goes to another of its threads.
    """
    with _environment(TRACKER):
        resource_tracker.ensure_running()  # before, since it lets signals through again
    held = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        with _environment(WORKER):
            yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)


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
    """Prepare a worker: it ends with its parent, is silent, and leaves signals to the parent.

    Rows are decoded by the thousand and held for a moment, so rubbish is looked for less often.
    """
    gc.set_threshold(50_000, 20, 100)
    quiet.hush()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)


def _end_with_parent() -> None:
    """Wait for the parent to end; also where it was gone before the system was asked."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _worked(work: Callable[[Task], Result], task: Task) -> Result:
    """Work, in a worker. What is raised comes over with its places, and always comes over.

    Some exceptions cannot be built again from what they are sent as; the pool breaks of them.
    """
    try:
        return work(task)
    except Exception as error:
        quiet.carry(error)
        try:
            ForkingPickler.loads(ForkingPickler.dumps(error))
        except Exception:  # noqa: BLE001 - whatever its constructor does
            plain = RuntimeError(type(error).__name__)
            quiet.carry(plain, quiet.places(error))
            raise plain from None
        raise
