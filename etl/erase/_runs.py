"""The runs of an output: what a killed erasure left of them, and their successors in their place.

A successor is whole and on the disk before it gets its name. What a run that stays has in its set
stays with it: so of a run and its successor the next erasure takes the run where nobody needs it any
more, else the successor, which is then made again.
"""

import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from etl import attempt, commit, disk, leftovers, remote, runs
from etl.config import Config
from etl.erase import _sought, _state, _successor
from etl.erase._rows import Erasure
from etl.erase._sought import Sought
from etl.leftovers import Leftover
from etl.stock import Objects, Stock


def clear(config: Config, lies: Stock) -> int:
    """Clear away half an erasure, raw text, what was never committed, and unowned state.

    Returns:
        How many folders of raw text there were.
    """
    half = leftovers.halves(lies)
    gone = [Leftover("run", lies.places[run], "half") for run in half]
    gone += [Leftover("staging", place, "never committed") for place in lies.stagings]
    gone += leftovers.orphans(lies, lies.runs.keys() - set(half))
    open_ = config.remote_output and lies.seen is None  # to a first run, which no fence keeps out
    for item in gone:
        if not (open_ and isinstance(item.place, Objects)):
            leftovers.remove(item)
    raw = attempt.folders(config.work, config.output)
    for folder in raw:
        attempt.clear(folder)
    shutil.rmtree(remote.kept_objects(config), ignore_errors=True)
    return len(raw)


def find(
    output: Path, manifests: Mapping[str, dict[str, Any]], who: Sought
) -> tuple[Erasure, frozenset[str]]:
    """What goes, and the user keys by which some of it was found."""
    folder = output / "runs"
    theirs = {run: _sought.rows(folder / run, who) for run in manifests}
    found = {run: rows["record_id"].unique().sort() for run, rows in theirs.items()}
    users = frozenset(key for rows in theirs.values() for key in rows["user_key"])
    return Erasure(folder, found, _successor.names(manifests, found)), users & who.users


def stage(here: Config, manifests: Mapping[str, dict[str, Any]], erasure: Erasure) -> None:
    """Put successors beside all runs that are touched, and their states, or beside none."""
    staged = [_successor.stage(run, manifests[run], erasure) for run in erasure.names]
    if here.state is not None:
        for run in erasure.names:
            members = runs.members(manifests[run])
            _state.carry(here.state, run, erasure.of(members))
    for folder in staged:
        folder.rename(folder.with_name(folder.name[1:]))
    if staged:
        disk.sync(erasure.runs)


def switch(here: Config, names: Mapping[str, str]) -> None:
    """Point `latest` at the successor of its run."""
    latest = runs.latest(here.output)
    if latest is not None and latest.name in names:
        commit.switch(here.output, names[latest.name])


def discard(here: Config, gone: Iterable[str]) -> None:
    """Remove the runs that were replaced, and their states."""
    for run in gone:
        commit.discard(here.output / "runs" / run)
        if here.state is not None:
            commit.discard(here.state / run)
