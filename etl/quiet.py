"""Keep what others say off the console: a foreign message, warning or log line may quote a log.

Of an exception that is not ours, its type and its places in the code are told, nothing else.
"""

import contextlib
import logging
import os
import re
import sys
import threading
import traceback
import unicodedata
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
    with contextlib.redirect_stdout(sys.stderr), _descriptor():
        yield


@contextlib.contextmanager
def _descriptor() -> Iterator[None]:
    """The same for whoever writes to descriptor 1, a program that a plugin calls among them."""
    try:
        before = os.dup(1)
    except OSError:  # there is no stdout
        yield
        return
    try:
        os.dup2(2, 1)
        yield
    finally:
        os.dup2(before, 1)
        os.close(before)


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


def visible(text: str) -> str:
    """Text for a page or a spreadsheet: characters that nobody sees, or that turn it around, as `<U+202E>`.

    A line break, a tab and a space of any width stay.
    """
    return _SUSPECT.sub(_label, text)


def _label(found: re.Match[str]) -> str:
    hidden = unicodedata.category(found[0]) in _HIDDEN
    return f"<U+{ord(found[0]):04X}>" if hidden else found[0]


_SUSPECT = re.compile(r"[^\n\t -~]")
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # control, format, lone surrogate, line and paragraph ends


def _place(frame: traceback.FrameSummary) -> str:
    return f"{Path(frame.filename).name}:{frame.lineno} in {frame.name}"


def _died(args: threading.ExceptHookArgs) -> None:
    last = [_place(frame) for frame in traceback.extract_tb(args.exc_traceback)][-1:]
    sys.stderr.write(f"a thread ended: {args.exc_type.__name__} at {''.join(last)}\n")
