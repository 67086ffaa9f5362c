"""End the process at once when it is told to: SIGINT, SIGTERM, SIGHUP.

Python runs a handler between two bytecodes of the main thread. While Polars collects there are
none, and a handler had to wait 25 to 54 s (Polars 2.1, 20 M rows); Kubernetes kills after 30. So
the number of the signal goes through a pipe to a thread, and that ends the process.

It may, since a run is crash-only: nothing needs to be put in order. The system frees the lock,
workers end with their parent (`etl.engine.local`), and a restart goes on from what is finished.
What holds the interpreter's lock and runs no bytecode holds up the thread too; kernels of Polars
and of `dedup` release it.
"""

import contextlib
import os
import signal
import threading
from types import FrameType

# As a shell tells it: 128 and the number.
CODES = {int(n): 128 + n for n in (signal.SIGHUP, signal.SIGINT, signal.SIGTERM)}
_SHOW_CURSOR = b"\x1b[?25h"  # a progress bar hides it


def watch() -> None:
    """From now on, end this process within a moment of a signal; call it from the main thread.

    What the caller has set to be ignored stays so (`nohup`, a background job of a script), but for
    SIGTERM: schedulers have no other way to ask.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for number in CODES:
        if number == signal.SIGTERM or signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _left_to_the_thread)
    threading.Thread(target=_wait, args=(reader,), name="stop", daemon=True).start()


def _wait(reader: int) -> None:
    """End the process with the first of our signals; the pipe tells of others too."""
    while True:
        for number in os.read(reader, 64):
            if number in CODES:
                _end(number)


def _end(number: int) -> None:
    """Say it past all buffers, whose locks the main thread may hold, and end."""
    told = f"stopped by {signal.Signals(number).name}\n".encode()
    with contextlib.suppress(OSError):  # no one may be there any more to read it
        os.write(2, _SHOW_CURSOR + b"\n" + told if os.isatty(2) else told)
    os._exit(CODES[number])


def _left_to_the_thread(number: int, frame: FrameType | None) -> None:
    """Do nothing: that there is a handler makes Python write to the pipe."""
