"""Processes that are spawned for a run: with what they start, and when they end.

They are never forked: a fork after Polars has started its threads can hang. A process ends with
its parent and by no other signal but SIGKILL: Ctrl-C, systemd and `timeout` tell all processes at
once, and one that went first would look as if it had been killed for its memory. On Linux the
system ends it, also amid a long native call; elsewhere a thread that waits.
"""

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Iterator
from multiprocessing import resource_tracker
from multiprocessing.connection import wait

from etl import quiet

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
# For one that works on all rows at once: what is free goes back at once, or what one query held
# adds to the next.
ALONE = {
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_TRIM_THRESHOLD_": str(1 << 20),
    "MALLOC_MMAP_THRESHOLD_": str(1 << 20),
}
# The process that frees semaphores after a killed run would tell of it on stderr.
TRACKER = {"PYTHONWARNINGS": "ignore:resource_tracker"}
_STOPS = (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)
_PR_SET_PDEATHSIG = 1  # prctl(2): the signal that comes when the thread that began us is gone


@contextlib.contextmanager
def inherited(variables: dict[str, str]) -> Iterator[None]:
    """What processes that start meanwhile get: variables, and no signal until they are prepared.

    Held back in this thread alone, a signal to this process goes to another of its threads.
    """
    with _environment(TRACKER):
        resource_tracker.ensure_running()  # before, since it lets signals through again
    held = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        with _environment(variables):
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


def start() -> None:
    """Prepare a process: it ends with its parent, is silent, and leaves signals to the parent.

    What its libraries or plugins print goes to stderr: on stdout there is the result alone.

    Rows are decoded by the thousand and held for a moment, so rubbish is looked for less often.
    """
    gc.set_threshold(50_000, 20, 100)
    quiet.hush()
    os.dup2(2, 1)
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
