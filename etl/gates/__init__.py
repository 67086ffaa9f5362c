"""Gates: figures at which a run is not published, though nothing went wrong in it. One gate a file.

    of_input    while it is cheap: what could not be read, how many lines are new, how old they are
    of_rows     when all is judged: what is left, what took the rest, drift from the run before
    hold        stops the run where a gate failed

A dead export, a new log format or a changed prompt must not pass as success for weeks: each of
them shows in a figure. A gate is a function of figures; nothing reads a log. Its file's name is
its key in the section `gates`, and it defines

    of_input(read, limit) or of_rows(made, limit)    its `Gate`s; the annotation and the default of
                                                     `limit` are the schema of the key
    PASSES, FAILS                                    examples on each side: figures, a limit
    SECTION                                          where its key stands, if not in `gates`
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from etl.discover import modules_in
from etl.errors import GateError
from etl.gates._figures import Made, Read, Snapshot
from etl.gates._gate import Gate
from etl.gates._newest import newest
from etl.gates._shape import shape

GATES = modules_in(sys.modules[__name__])
WHEN = ("of_input", "of_rows")

__all__ = [
    "GATES", "WHEN", "Gate", "Made", "Read", "Snapshot", "hold", "judges", "newest", "of_input",
    "of_rows", "shape",
]  # fmt: skip


def of_input(
    limits: Mapping[str, Any],
    sources: Mapping[str, Mapping[str, int]],
    *,
    newest: datetime | None,
    started: datetime,
    snapshots: Mapping[str, Snapshot] | None = None,
) -> list[Gate]:
    """Judge what was read, before anything is made of it.

    Args:
        limits: `Config.gates`.
        sources: source -> `lines`, `unread` and `cut` of the lines that are new in this run; {}
            where nothing is.
        newest: time of the newest call known, from this run or the ones before; see `newest`.
        started: when the run started.
        snapshots: source -> what of it is in the set, and what would go.
    """
    return list(_judged("of_input", limits, Read(sources, newest, started, snapshots or {})))


def of_rows(
    limits: Mapping[str, Any], manifest: Mapping[str, Any], previous: Mapping[str, Any] | None
) -> list[Gate]:
    """Judge what is left, and how it differs from the run before.

    Args:
        limits: `Config.gates`.
        manifest: of this run, before it is written.
        previous: the manifest of the run before, where there is one.
    """
    return list(_judged("of_rows", limits, Made(manifest, previous)))


def hold(gates: list[Gate], folder: str) -> None:
    """Stop where a gate failed.

    Args:
        gates: what was judged.
        folder: where the run is kept for a look.

    Raises:
        GateError: one line for each that failed, and one that says where the run rests.
    """
    failed = [f"{gate.name}: {gate.what}" for gate in gates if not gate.passed]
    if failed:
        raise GateError("\n".join([*failed, f"{folder}: the run is kept here, not published"]))


def judges(section: str) -> dict[str, Callable[..., Iterator[Gate]]]:
    """Key -> the function that takes it as its `limit`, of the gates whose keys are in `section`."""
    return {
        name: next(getattr(gate, when) for when in WHEN if hasattr(gate, when))
        for name, gate in GATES.items()
        if getattr(gate, "SECTION", "gates") == section
    }


def _judged(when: str, limits: Mapping[str, Any], figures: Read | Made) -> Iterator[Gate]:
    for name, gate in GATES.items():
        if hasattr(gate, when):
            yield from getattr(gate, when)(figures, limits[name])
