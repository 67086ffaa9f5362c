"""A user's own parts: the files that `plugins:` names, told by their bytes and loaded as they were when told.

    plugins: [etl_parts/staff_number.py, presidio_recognizers.yaml]

A Python file is run where it is loaded: in the process that checks the config, and in every worker. Its bytes are
part of what makes a run the same run, and a file that changes while a run goes on ends the run, since half of the rows
would have been judged by another rule.
"""

import hashlib
import sys
import traceback
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Final, NamedTuple

from etl.errors import ConfigError

PYTHON: Final = (".py",)
YAML: Final = (".yaml", ".yml")


class Plugin(NamedTuple):
    """A file of the user's: where it is, and the SHA-256 of its bytes."""

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """What messages call it."""
        return Path(self.path).name


def named(paths: Iterable[str], folder: Path) -> tuple[Plugin, ...]:
    """The files of `plugins:`, which are relative to `folder`.

    Raises:
        ConfigError: one is not there, is named twice, or is neither Python nor YAML.
    """
    found = [_named(path, folder) for path in paths]
    for i, plugin in enumerate(found):
        if plugin.path in {other.path for other in found[:i]}:
            raise ConfigError(f"plugins: {plugin.name}: named twice; name it once")
    return tuple(found)


def _named(path: str, folder: Path) -> Plugin:
    file = (folder / path).resolve()
    if file.suffix not in {*PYTHON, *YAML}:
        raise ConfigError(
            f"plugins: {file.name[:60]}: neither Python nor YAML; name a .py or .yaml"
        )
    try:
        content = file.read_bytes()
    except OSError:
        raise ConfigError(f"plugins: {file.name[:60]}: cannot be read; mend the path") from None
    return Plugin(str(file), hashlib.sha256(content).hexdigest())


def content(plugin: Plugin) -> bytes:
    """The bytes of the file.

    Raises:
        ConfigError: they are not those that it was named with.
    """
    try:
        found = Path(plugin.path).read_bytes()
    except OSError:
        found = b""
    if hashlib.sha256(found).hexdigest() != plugin.sha256:
        raise ConfigError(
            f"plugins: {plugin.name}: changed or gone since the run began; start anew"
        )
    return found


@cache
def module(plugin: Plugin) -> ModuleType:
    """The file as a module, run once in a process.

    Raises:
        ConfigError: it cannot be run; what it said is left out, but for the line.
    """
    name = f"etl_plugin_{Path(plugin.path).stem}_{plugin.sha256[:12]}"
    made = ModuleType(name)
    made.__file__ = plugin.path
    sys.modules[name] = made  # as dataclasses and pickle look a class's module up
    try:
        exec(compile(content(plugin), plugin.path, "exec"), made.__dict__)  # noqa: S102 - the user's own code, which the config asks to run
    except ConfigError:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever a user's file does when it is run: one that exits must not end a run as if it were done
        sys.modules.pop(name, None)
        raise ConfigError(
            f"plugins: {plugin.name}: {_place(error, plugin)}; mend the file"
        ) from None
    return made


def _place(error: BaseException, plugin: Plugin) -> str:
    kind = type(error).__name__
    if isinstance(error, ModuleNotFoundError):
        return f"needs the module '{error.name}', which is not installed"
    if isinstance(error, SyntaxError):
        return f"no Python ({kind} in line {error.lineno})"
    return f"cannot be loaded ({told(error, plugin)})"


def told(error: BaseException, plugin: Plugin) -> str:
    """What a file raised, without its message: `ValueError in line 9`."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == plugin.path]
    return f"{type(error).__name__} in line {lines[-1]}" if lines else type(error).__name__
