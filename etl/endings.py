"""How a command ends: one line a fault on stderr, and its exit code; `etl.errors` lists them.

Two more codes come from `etl.stop`, and 2 from click: wrong use of the command line.
"""

import contextlib
import os
import sys
from collections.abc import Callable
from typing import NoReturn

import click

from etl import quiet, stop
from etl.errors import ContractError, EtlError, StorageError

BUG, MISUSE = 1, 2
# By name, so that no library is loaded for this. On a full disk Polars 2.1 raises a ComputeError
# without errno where it writes Parquet; its NDJSON, pyarrow 26 and Python raise OSError.
_STORAGE = "polars.exceptions.ComputeError"
_OBJECT_STORE = ("obstore.", "pyo3_object_store.")  # the second: its name in the binary


def end(do: Callable[[], object]) -> NoReturn:
    """Prepare the process, do it, and exit with the code for how it ended.

    Everything that is made from here on is for its owner alone.
    """
    stop.watch()
    quiet.hush()
    os.umask(0o077)
    sys.exit(_code(do))


def _code(do: Callable[[], object]) -> int:
    try:
        code = do()
    except click.ClickException as error:
        error.show()
        return MISUSE
    except click.Abort as error:
        if isinstance(
            error.__cause__, EOFError | KeyboardInterrupt
        ):  # click's own name for them (8.5)
            return _foreign(error.__cause__)
        _say("not confirmed; nothing was done")
        return MISUSE
    except EtlError as error:
        return _ours(error)
    # A foreign message may quote a log. Of these a panic of Polars is no Exception, and a SystemExit
    # is no end of ours: code of a user's that calls `sys.exit` must not pass as a run that is done.
    except BaseException as error:  # noqa: BLE001 - as above; signals end the process in `etl.stop`
        return 0 if _is_completion(error) else _foreign(error)
    return code if isinstance(code, int) else 0  # click returns the code of `--help`


def _is_completion(error: BaseException) -> bool:
    """Whether click has answered a shell that completes a command line: it exits there (8.5)."""
    place = quiet.places(error)[-1]
    return isinstance(error, SystemExit) and place.endswith(" in _main_shell_completion")


def _ours(error: EtlError) -> int:
    _say(str(error))
    if isinstance(error, ContractError):
        _tell_places(error)
    return error.exit_code


def _foreign(error: BaseException) -> int:
    """Exit code for an exception of a library, told by type and place alone."""
    where = f"{type(error).__name__} at {quiet.places(error)[-1]}"
    if isinstance(error, MemoryError):
        _say("storage: memory ran out; give more memory or fewer workers")
        return StorageError.exit_code
    if isinstance(error, OSError) or _is_of_storage(error):
        reason = error.strerror if isinstance(error, OSError) and error.strerror else where
        _say(f"storage: reading or writing failed, {reason}; check the disk and its permissions")
        return StorageError.exit_code
    _say(f"a bug in etl, please report: {where}")
    _tell_places(error)
    return BUG


def _is_of_storage(error: BaseException) -> bool:
    kinds = [f"{kind.__module__}.{kind.__name__}" for kind in type(error).__mro__]
    return any(kind == _STORAGE or kind.startswith(_OBJECT_STORE) for kind in kinds)


def _tell_places(error: BaseException) -> None:
    for place in quiet.places(error):
        _say(f"  {place}")


def _say(text: str) -> None:
    with contextlib.suppress(OSError):  # a reader of stderr that has left changes no exit code
        click.echo(quiet.shown(text), err=True)
