"""Find and remove what no reader needs any more: the work of `python -m etl gc`.

    what       where               when
    staging    runs/.<run_id>      a commit or a removal was killed
    attempt    work/<run_id>       a run failed or was killed, longer ago than `keep_failed`
    raw text   work/<run_id>       its run is committed; what `keep_frames` asked for stays
    half       runs/<run_id>       an `erase` was killed: of run and successor the one not needed
    run        runs/<run_id>       older than `retention`, or not among the newest `--keep`
    frames     work/<run_id>       of a run that goes
    state      state/<run_id>      there is no such run, and no attempt that may go on

Neither `latest` nor a run whose rows are in the data set of one that stays ever goes. A run is first given a hidden
name: a kill at any moment leaves a sound output, and the next `gc` takes the rest.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from etl import attempt, commit, leftovers
from etl.config import Config
from etl.errors import ConfigError


@dataclass(frozen=True)
class Leftover:
    """Something that can go."""

    what: str
    folder: Path
    why: str


def collect(
    config: Config, now: datetime, *, keep: int | None = None, dry_run: bool = False
) -> dict[str, Any]:
    """Remove what is not needed, under the output's lock.

    Args:
        config: names the output, its work and its state.
        now: by which ages are counted.
        keep: how many committed runs stay, the newest; None: all of them.
        dry_run: say what would go, and remove nothing.

    Returns:
        `removed`: `what`, `path`, `why`, `bytes` of each; `kept`: `path`, `why` of the runs that
        `keep` or `retention` would have gone without; `bytes`: set free in all, where a file with
        several names counts when its last one goes; `dry_run`.

    Raises:
        ConfigError: the output is in an object store.
        LockedError: a run is at work.
    """
    if config.remote_output:
        raise ConfigError("output: gc removes what lies on this machine alone, not in s3://")
    with commit.lock(config.output):
        found, kept = _found(config, now, keep)
        told = [_told(item) for item in found]
        free = _freed(path for item in found for path in _files(item))
        for item in [] if dry_run else found:
            _remove(item)
    return {"removed": told, "kept": kept, "bytes": free, "dry_run": dry_run}


def _found(
    config: Config, now: datetime, keep: int | None
) -> tuple[list[Leftover], list[dict[str, str]]]:
    """What can go, in the order of its removal, and the runs that stay all the same."""
    runs, needed = leftovers.committed(config.output), leftovers.living(config.output)
    asked = dict.fromkeys(leftovers.halves(runs, needed), "left by an erase that was killed")
    asked = {**_old(config, now, keep, [run for run in runs if run not in asked]), **asked}
    needed = leftovers.with_members(runs, needed | (set(runs) - set(asked)))
    gone = {run: why for run, why in asked.items() if run not in needed}
    kept = [
        {
            "path": f"runs/{run}",
            "why": f"{why}, but its rows are in the data set of a run that stays",
        }
        for run, why in asked.items()
        if run in needed
    ]
    work = list(_in_work(config, now, set(runs), gone))
    alive = {folder.name for folder in leftovers.attempts(config)} - {i.folder.name for i in work}
    owners = (set(runs) - set(gone)) | (alive - set(runs))
    return [
        *(Leftover("staging", path, "never committed") for path in leftovers.stagings(config)),
        *(Leftover("run", config.output / "runs" / run, gone[run]) for run in sorted(gone)),
        *work,
        *(Leftover("state", path, "no run owns it") for path in leftovers.orphans(config, owners)),
    ], kept


def _old(config: Config, now: datetime, keep: int | None, runs: list[str]) -> dict[str, str]:
    """Run -> why it was to go, by `keep` and `retention`."""
    asked = {}
    if config.retention is not None:
        oldest = f"{now - config.retention:%Y%m%dT%H%M%SZ}"  # as etl.prepare takes them out
        asked = {run: "older than retention" for run in runs if run < oldest}
    if keep is not None:
        asked |= dict.fromkeys(runs[: max(0, len(runs) - keep)], f"not among the newest {keep}")
    return asked


def _in_work(
    config: Config, now: datetime, runs: set[str], gone: dict[str, str]
) -> Iterator[Leftover]:
    for folder in leftovers.attempts(config):
        age = now - datetime.strptime(f"{folder.name.strip('.')[:15]}+0000", "%Y%m%dT%H%M%S%z")
        if folder.name in gone:
            yield Leftover("frames", folder, "its run goes")
        elif folder.name in runs:
            if any(path.name not in {"frames", "run.json"} for path in folder.iterdir()):
                yield Leftover("raw text", folder, "its run is committed")
        elif folder.name.startswith(".") or config.keep_failed is None or age > config.keep_failed:
            yield Leftover("attempt", folder, "a run that did not end")


def _remove(item: Leftover) -> None:
    if item.what == "raw text":
        attempt.empty(item.folder)
    elif item.what in {"attempt", "frames"}:
        attempt.clear(item.folder)
    else:
        leftovers.remove(item.folder)


def _told(item: Leftover) -> dict[str, Any]:
    path = f"{item.folder.parent.name}/{item.folder.name}"
    held = sum(file.stat().st_size for file in _files(item))
    return {"what": item.what, "path": path, "why": item.why, "bytes": held}


def _files(item: Leftover) -> Iterator[Path]:
    for path in item.folder.rglob("*"):
        stays = item.what == "raw text" and path.relative_to(item.folder).parts[0] == "frames"
        if path.is_file() and not stays:
            yield path


def _freed(paths: Iterable[Path]) -> int:
    """Bytes that are free when all of these names are gone."""
    names, held = Counter[tuple[int, int]](), {}
    for path in paths:
        stat = path.lstat()
        names[(inode := (stat.st_dev, stat.st_ino))] += 1
        held[inode] = stat
    return sum(stat.st_size for inode, stat in held.items() if names[inode] >= stat.st_nlink)
