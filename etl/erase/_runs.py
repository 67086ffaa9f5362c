"""The runs of an output: what a killed erasure left of them, and their successors in their place.

A successor is whole and on the disk before it gets its name. What a run that stays has in its set
stays with it: so of a run and its successor the next erasure takes the run where nobody needs it any
more, else the successor, which is then made again.
"""

import shutil
from collections.abc import Iterable, Mapping
from typing import Any

from etl import attempt, checkpoint, commit, dataset, leftovers, remote
from etl.config import Config
from etl.erase import _sought, _state, _successor
from etl.erase._rows import Erasure
from etl.erase._sought import Sought


def clear(config: Config) -> int:
    """Clear away half an erasure, raw text, what was never committed, and unowned state.

    Returns:
        How many folders of raw text there were.
    """
    output = config.output
    runs = leftovers.committed(output)
    _discard(config, leftovers.halves(runs, leftovers.living(output)))
    raw = list(leftovers.attempts(config))
    for folder in raw:
        attempt.clear(folder)
    shutil.rmtree(remote.kept_objects(config), ignore_errors=True)
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
    for folder in staged:
        folder.rename(folder.with_name(folder.name[1:]))
    if staged:
        checkpoint.sync(erasure.runs)
    latest = commit.latest(config.output)
    if latest is not None and latest.name in erasure.names:
        commit.switch(config.output, erasure.names[latest.name])
    _discard(config, erasure.names)


def _discard(config: Config, runs: Iterable[str]) -> None:
    for run in runs:
        commit.discard(config.output / "runs" / run)
        if config.state is not None:
            commit.discard(config.state / run)
