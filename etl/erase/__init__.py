"""Erase people from all that an output holds: the work of `python -m etl erase`.

    1  block    keyed hashes of who it is go on the block list: nobody comes back from here on
    2  clear    what an earlier erasure left half-done, the raw text in `work`, unowned state
    3  find     their kept rows in all runs; runs that hold one, or such a run in their set
    4  stage    a successor of each, hidden: the same files but for those that change; its state
    5  commit   successors get their names; then `latest` is switched
    6  discard  the runs that were replaced, and their state
    7  prove    every file that is left is searched for them

Killed anywhere and started again, it ends with the same output. A row is theirs by its user id, by a
value that `scrub` replaced in it, or by a value that stands in its text. What lies in a bucket is
brought here and sent back (`_copy`); before 2, LATEST is written anew, so that no run that another
machine began without knowing of the block list can commit. What lies there is looked at before, and
LATEST must be what it was then: what another machine commits meanwhile is in no list of what goes.
"""

from pathlib import Path
from typing import Any

from etl import commit, history, keyfile, remote, runs, stock
from etl.config import Config
from etl.erase import _copy, _proof, _runs, _sought
from etl.erase._blocked import block
from etl.erase._key import key_of
from etl.erase._reach import beyond
from etl.erase._rows import Erasure
from etl.erase._sought import Sought


def erase(
    config: Config, ids: Path | None, values: Path | None, *, dry_run: bool = False
) -> dict[str, Any]:
    """Remove people from every run, the work and the state of an output, under its lock.

    Args:
        config: names the output, its work and its state.
        ids: a file of user ids as they stand in the logs, one a line.
        values: a file of values, one a line: phone numbers, e-mail addresses, names.
        dry_run: say what would go, and change nothing.

    Returns:
        `ids`, `values`: how many were given; `unknown`: how many of the ids have no row;
        `conversations`: rows that go; `runs`: run id -> its successor's; `blocked`: hashes on the
        block list; `cleared`: folders of raw text that went; `files`, `hits`: of the proof;
        `beyond_reach`: what this cannot do; `dry_run`.

    Raises:
        ConfigError: the key cannot find anybody, a file cannot be used, or the state is of another
            output.
        GateError: something of them is still there.
        LockedError: a run is at work, or one was committed to the bucket meanwhile.
    """
    given = _sought.lines(ids), _sought.lines(values)
    told: dict[str, Any] = {"ids": len(given[0]), "values": len(given[1])}
    with commit.lock(config.output):
        history.owned(config)
        remote.know(config)
        lies = stock.take(config)
        key = key_of(config, lies.runs)
        who = _sought.sought(*given, key)
        try:
            told |= _dry(config, who) if dry_run else _done(config, who, lies, keyfile.key_id(key))
        finally:
            _copy.drop(config)  # also where something failed: it is as large as the output
    return {**told, "beyond_reach": beyond(config, values=bool(values)), "dry_run": dry_run}


def _dry(config: Config, who: Sought) -> dict[str, Any]:
    here = _copy.bring(config)
    return _told(*_runs.find(here.output, runs.committed(here.output), who), who)


def _done(config: Config, who: Sought, lies: stock.Stock, key_id: str) -> dict[str, Any]:
    blocked = block(config, who, key_id)
    seen = remote.fence(config, lies.seen)
    remote.drop(config)  # runs that wait here to be sent hold them, and cannot be sent any more
    cleared = _runs.clear(config, lies)
    here = _copy.bring(config)
    manifests = runs.committed(here.output)
    erasure, users = _runs.find(here.output, manifests, who)
    _runs.stage(here, manifests, erasure)
    _copy.send(config, here, manifests, erasure, seen)
    _runs.switch(here, erasure.names)
    _runs.discard(here, erasure.names)
    remote.forget(config, list(erasure.names))
    proof = _proof.prove(config, here, who)
    return {"blocked": blocked, "cleared": cleared, **_told(erasure, users, who), **proof}


def _told(erasure: Erasure, users: frozenset[str], who: Sought) -> dict[str, Any]:
    return {
        "unknown": len(who.users - users),
        "conversations": len({record for gone in erasure.found.values() for record in gone}),
        "runs": dict(erasure.names),
    }
