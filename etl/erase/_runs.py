"""The runs of an output: what a killed erasure left of them, and their successors in their place.

A successor is whole and on the disk before it gets its name, and the one of `latest` gets its name
last. So where that one is there, all are, and `latest` may be switched; where it is not, nobody
needs the others, and they are made again.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from etl import checkpoint, commit, dataset, leftovers
from etl.config import Config
from etl.erase import _sought, _state, _successor
from etl.erase._rows import Erasure
from etl.erase._sought import Sought


def clear(config: Config) -> int:
    """End what a killed erasure began; remove raw text, what was never committed, unowned state.

    Returns:
        How many folders of raw text there were.
    """
    output = config.output
    runs, latest = leftovers.committed(output), commit.latest(output)
    heirs = {told["replaces"]: run for run, told in runs.items() if told.get("replaces") in runs}
    if latest is not None and latest.name in heirs:
        commit.switch(output, heirs[latest.name])
    _discard(config, leftovers.halves(runs, leftovers.living(output)))
    raw = list(leftovers.attempts(config))
    for folder in raw:
        leftovers.clear(folder)
    orphans = leftovers.orphans(config, leftovers.committed(output))
    for folder in (*leftovers.stagings(config), *orphans):
        leftovers.remove(folder)
    return len(raw)


def find(
    config: Config, manifests: Mapping[str, dict[str, Any]], who: Sought
) -> tuple[Erasure, frozenset[str]]:
    """What goes, and the user keys by which some of it was found."""
    runs = config.output / "runs"
    theirs = {run: _sought.rows(runs / run, who) for run in manifests}
    found = {run: rows["record_id"].unique().sort() for run, rows in theirs.items()}
    users = frozenset(key for rows in theirs.values() for key in rows["user_key"])
    return Erasure(runs, found, _successor.names(manifests, found)), users & who.users


def replace(config: Config, manifests: Mapping[str, dict[str, Any]], erasure: Erasure) -> None:
    """Put successors in the place of all runs that are touched, or of none."""
    staged = [_successor.stage(run, manifests[run], erasure) for run in erasure.names]
    if config.state is not None:
        for run in erasure.names:
            members = dataset.members(manifests[run])
            _state.carry(config.state, run, erasure.of(members))
    latest = commit.latest(config.output)
    last = erasure.names.get(latest.name) if latest else None
    for folder in sorted(staged, key=lambda folder: folder.name == f".{last}"):
        folder.rename(folder.with_name(folder.name[1:]))
    if staged:
        checkpoint.sync(erasure.runs)
    if last is not None:
        commit.switch(config.output, last)
    _discard(config, erasure.names)


def _discard(config: Config, runs: Iterable[str]) -> None:
    for run in runs:
        commit.discard(config.output / "runs" / run)
        if config.state is not None:
            commit.discard(config.state / run)
