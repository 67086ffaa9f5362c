"""Keep what others say off the console: a foreign message, warning or log line may quote a log.

Of an exception that is not ours, its type and its places in the code are told, nothing else.
"""

import contextlib
import logging
import sys
import threading
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

_PLACES = 6


def hush() -> None:
    """Silence the warnings and the logging of libraries, and what threads die of.

    Raised with `python -W` or PYTHONWARNINGS, warnings are wanted and stay.
    """
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    logging.getLogger().addHandler(logging.NullHandler())  # or the last resort prints them
    threading.excepthook = _died


@contextlib.contextmanager
def aside() -> Iterator[None]:
    """Have what is printed meanwhile on stderr: a result is read from stdout, and plugins print."""
    with contextlib.redirect_stdout(sys.stderr):
        yield


def places(error: BaseException) -> list[str]:
    """The last places of the code that an exception came through, the innermost last."""
    brought: list[str] | None = getattr(error, "places", None)
    return (
        brought or [_place(frame) for frame in traceback.extract_tb(error.__traceback__)][-_PLACES:]
    )


def carry(error: BaseException, came_through: list[str] | None = None) -> None:
    """Note the places on the exception itself: a traceback does not leave its process."""
    error.places = came_through or places(error)  # type: ignore[attr-defined]


def shown(text: str) -> str:
    """Text with what no terminal should act on made visible: control and bidi characters."""
    return "".join(c if c.isprintable() or c == "\n" else f"<U+{ord(c):04X}>" for c in text)


def _place(frame: traceback.FrameSummary) -> str:
    return f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"


def _died(args: threading.ExceptHookArgs) -> None:
    last = [_place(frame) for frame in traceback.extract_tb(args.exc_traceback)][-1:]
    sys.stderr.write(f"a thread ended: {args.exc_type.__name__} at {''.join(last)}\n")
