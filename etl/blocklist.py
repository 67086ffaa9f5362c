"""The lists of who was erased: key id and keyed hash, one person or value a line.

    <output>/.erased    0600    d41d8cd9 5f2c...
    <state>/erased      0600    the same: neither a new state nor one that is left out lets anybody in

In a bucket they are objects of the same names, and what is here is their mirror.
"""

from dataclasses import dataclass
from pathlib import Path

from etl import disk
from etl.config import Config
from etl.errors import StorageError

Entry = tuple[str, str]  # key id, keyed hash


@dataclass(frozen=True)
class List:
    """One list.

    Attributes:
        path: on this machine.
        where: the place in a bucket that it mirrors, or None.
        key: of its object there.
    """

    path: Path
    where: str | None
    key: str


def lists(config: Config) -> list[List]:
    """The lists of an output: by it and, where there is one, by its state."""
    found = [List(config.output / ".erased", config.remote_output, ".erased")]
    if config.state is not None:
        found.append(List(config.state / "erased", config.remote_state, "erased"))
    return found


def known(config: Config) -> set[Entry]:
    """Everybody on any of the lists here.

    Raises:
        StorageError: a list is there and cannot be read; a run must not go on without it.
    """
    return set[Entry]().union(*(read(item.path) for item in lists(config)))


def read(path: Path) -> set[Entry]:
    """Everybody on a list; nobody where there is none."""
    try:
        return decoded(path.read_bytes()) if path.exists() else set()
    except OSError:
        raise _unreadable() from None


def add(path: Path, entries: set[Entry]) -> None:
    """Put these on a list, in one step, beside who is on it."""
    before = read(path)
    if not path.exists() or not entries <= before:
        disk.put(path, encoded(before | entries))


def decoded(text: bytes) -> set[Entry]:
    """Everybody named in the text of a list."""
    try:
        lines = [line.split() for line in text.decode().splitlines()]
        return {(line[0], line[1]) for line in lines}
    except (UnicodeError, IndexError):
        raise _unreadable() from None


def encoded(entries: set[Entry]) -> bytes:
    """The text of a list."""
    return "".join(f"{key} {value}\n" for key, value in sorted(entries)).encode()


def _unreadable() -> StorageError:
    return StorageError("erased: the list of erased people cannot be read")
