"""Everything that ends a run on purpose, the exit code it ends with, and what to do about it.

EtlError
├── ConfigError      78  config.yaml is wrong, or asks for what is not there
├── SourceError      66  an input path matches nothing
├── GateError        65  a gate failed; nothing is published
├── StorageError     74  reading or writing failed, or the disk is full
├── LockedError      75  another run holds the lock
└── ContractError     1  a stage broke its promise: always our bug

A message is one line, `where: what is wrong, got X; what to do`, and never holds text of a log.
"""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar, Self


class EtlError(Exception):
    """Base of every error this package raises on purpose."""

    exit_code: ClassVar[int] = 1


class ConfigError(EtlError):
    """`config.yaml` is wrong or asks for what is not there; one line a fault."""

    exit_code = 78

    @classmethod
    def unknown(cls, kind: str, name: str, known: Iterable[str], at: str) -> Self:
        """Say what was asked, where, and what the user can write instead."""
        return cls(f"{at}: unknown {kind} '{name}'; {hint(name, known)}")


class SourceError(EtlError):
    """An input path matches nothing."""

    exit_code = 66


class GateError(EtlError):
    """A gate failed: the run is sound, but its figures are not what was asked for."""

    exit_code = 65


class StorageError(EtlError):
    """Reading or writing failed, or the disk is full."""

    exit_code = 74


class LockedError(EtlError):
    """Another run holds the lock of this output; try again later."""

    exit_code = 75


class ContractError(EtlError):
    """A stage broke its promise to the next one. Always our bug."""


def hint(name: str, known: Iterable[str]) -> str:
    """The nearest known name as a question, or all of them where none is near."""
    names = sorted(known)
    near = get_close_matches(name, names, n=1)
    return f"did you mean '{near[0]}'?" if near else f"known: {', '.join(names)}"
