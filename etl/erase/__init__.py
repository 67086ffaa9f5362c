"""Erase people from all that an output holds: the work of `python -m etl erase`.

    1  block    keyed hashes of who it is go on the block list: nobody comes back from here on
    2  clear    what an earlier erasure left half-done, the raw text in `work`, unowned state
    3  find     their kept rows in all runs; runs that hold one, or such a run in their set
    4  stage    a successor of each, hidden: the same files but for those that change; its state
    5  commit   successors get their names; then `latest` is switched
    6  discard  the runs that were replaced, and their state
    7  prove    every file that is left is searched for them

Killed anywhere and started again, it ends with the same output. A row is theirs by its user id, by a
value that `scrub` replaced in it, or by a value that stands in its text.
"""

import os
from pathlib import Path
from typing import Any

from etl import commit, keys, leftovers, remote
from etl.config import Config
from etl.erase import _proof, _runs, _sought
from etl.erase._blocked import block
from etl.erase._sought import Sought
from etl.errors import ConfigError, GateError

BEYOND = (
    "copies of these files made elsewhere, and backups",
    "models that were trained on them",
    "the logs that they were made of",
    "what others wrote about a person, where none of the given values stands",
    "lines of theirs that were dropped before: the ledger holds hashes and their place, no text",
    "conversations dropped as duplicates of theirs: they stay dropped",
    "user ids that stand in the names of folders and files of the logs: the ledger names those",
    "how often scrub replaced what, in the counts of a run: it is told as it was",
)
UNSCRUBBED = (
    "values in another spelling than the given one, and in new logs: scrub is off, which finds them",
)


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
        ConfigError: the key cannot find anybody, or a file cannot be used.
        GateError: something of them is still there.
        LockedError: a run is at work.
    """
    given = _sought.lines(ids), _sought.lines(values)
    if config.remote_output:
        raise ConfigError("output: erase works on this machine alone, not in s3://; copy it here")
    unscrubbed = values and any(config.stages(task)["scrub"] is None for task in config.tasks)
    with commit.lock(config.output):
        key = _key(config)
        who = _sought.sought(*given, key)
        told: dict[str, Any] = {"ids": len(given[0]), "values": len(given[1])}
        if not dry_run:
            told |= {
                "blocked": block(config, who, keys.key_id(key)),
                "cleared": _runs.clear(config),
            }
        manifests = leftovers.committed(config.output)
        erasure, users = _runs.find(config, manifests, who)
        told["unknown"] = len(who.users - users)
        told["conversations"] = len({record for gone in erasure.found.values() for record in gone})
        if not dry_run:
            _runs.replace(config, manifests, erasure)
            told |= _prove(config, who)
    return {
        **told,
        "runs": erasure.names,
        "beyond_reach": (*UNSCRUBBED * bool(unscrubbed), *BEYOND),
        "dry_run": dry_run,
    }


def _key(config: Config) -> bytes:
    """The key by which people are known in every run of the output.

    Raises:
        ConfigError: there is none, or a run was made with another.
    """
    kept = config.state is not None and (config.state / "key").exists()
    key = keys.lasting(config) if kept or os.environ.get("ETL_KEY") else None
    if key is None:
        raise ConfigError(
            "erase: a key derived from the input can find nobody; set ETL_KEY or `state`, "
            "run anew, and remove the runs made before"
        )
    own = keys.key_id(key)
    runs = leftovers.committed(config.output).items()
    if other := {run: told["key_id"] for run, told in runs if told["key_id"] != own}:
        raise ConfigError("\n".join(
            f"erase: run {run} was made with key {name}, not {own}, so nobody can be found in it; "
            "give that key, or remove the run" for run, name in other.items()
        ))  # fmt: skip
    return key


def _prove(config: Config, who: Sought) -> dict[str, int]:
    """Search all that is left.

    Raises:
        GateError: with the places where something is left.
    """
    folders = [config.output, *leftovers.attempts(config), remote.kept_objects(config)]
    folders += [config.state] if config.state is not None else []
    read, found = _proof.scan(folders, who, keys.erased_lists(config))
    if found:
        told = [(next(f for f in folders if path.is_relative_to(f)), path) for path in found]
        raise GateError("\n".join(
            f"erase: {folder.name}/{path.relative_to(folder)}: still holds what was to be erased, "
            f"in {found[path]:,} places; see the config and the names of input files"
            for folder, path in told
        ))  # fmt: skip
    return {"files": read, "hits": 0}
