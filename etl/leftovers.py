"""What runs, `gc` and `erase` leave behind when they are killed, and the one rule of what may go.

    what       where               when
    staging    runs/.<run_id>      a commit or a removal was killed
    run        runs/<run_id>       killed before `latest` was switched to it; of a run and its
                                   successor, the one that a killed `erase` left to nobody
    attempt    work/<run_id>       a run failed or was killed, longer ago than `keep_failed`; or the
                                   folder is half made, or half removed
    raw text   work/<run_id>       its run is committed; what `keep_frames` asked for stays
    copy       work/erasing        of a bucket: an `erase` was killed
    objects    work/objects        fetched logs: an attempt goes (others fetch theirs again), or
                                   there is none, and nothing was fetched for `keep_failed`
    file       output, state       `.key.new`: it was just being replaced (`etl.disk.put`)

A run takes these before it begins (`sweep`), and `etl.collect` does, with more. Nothing here counts
for any reader.
"""

import shutil
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from etl import attempt, remote, runs
from etl.config import Config
from etl.stock import Folder, Place, Stock, discard

_FRAMES = "frames"


@dataclass(frozen=True)
class Leftover:
    """Something that can go."""

    what: str
    place: Place
    why: str


def sweep(config: Config, now: datetime) -> list[Leftover]:
    """Remove what runs of this output left on this machine, before another one begins."""
    gone = list(uncounted(config))
    for item in gone:
        remove(item)
    committed = runs.ids((config.output / "runs").glob("*"))
    hidden = sorted((config.output / "runs").glob(".*"))
    gone = [Leftover("staging", Folder(p), "never committed") for p in hidden if runs.is_hidden(p)]
    gone += in_work(config, now, committed, config.keep_failed)
    gone += unfinished(config)
    for item in gone:
        remove(item)
    return gone


def uncounted(config: Config) -> Iterator[Leftover]:
    """Runs on this machine that were killed before `latest` was switched: their attempts go on."""
    last = runs.latest(config.output)
    name = last.name if last else None
    for folder in attempt.folders(config.work, config.output):
        run = config.output / "runs" / folder.name
        there = (run / runs.MANIFEST).is_file() and (folder / "read").exists()
        if there and run.name != name and runs.read(run)["previous"] == name:
            yield Leftover("run", Folder(run), "killed before it counted")


def unfinished(config: Config) -> Iterator[Leftover]:
    """Files that were just being replaced."""
    for folder in (config.output, config.state):
        for path in sorted(folder.glob(".*.new")) if folder else ():
            yield Leftover("file", Folder(path), "half written")


def in_work(
    config: Config, now: datetime, committed: Collection[str], keep_failed: timedelta | None
) -> Iterator[Leftover]:
    """What can go in `work`, where these runs are committed; None keeps every failed attempt."""
    if (copy := remote.copy_of(config)).exists():
        yield Leftover("copy", Folder(copy), "an erase was killed")
    gone = list(_attempts(config, now, committed, keep_failed))
    yield from gone
    stand = {folder.name for folder in attempt.folders(config.work, config.output)} - {*committed}
    if (raw := remote.kept_objects(config)).is_dir():
        fetched = datetime.fromtimestamp(raw.stat().st_mtime, UTC)  # the last of them, by a kill
        if gone or not (stand or keep_failed is None or now - fetched <= keep_failed):
            yield Leftover("objects", Folder(raw), "fetched for a run that goes, or for none")


def _attempts(
    config: Config, now: datetime, committed: Collection[str], keep_failed: timedelta | None
) -> Iterator[Leftover]:
    for folder in attempt.folders(config.work, config.output):
        names = {path.name for path in folder.iterdir()}
        card = attempt.card(folder)
        if folder.name in committed:
            kept = _FRAMES if _FRAMES in names else None
            if names - {_FRAMES, attempt.CARD} or not kept:
                yield Leftover("raw text", Folder(folder, kept), "its run is committed")
        elif runs.is_hidden(folder) or card is None:
            yield Leftover("attempt", Folder(folder), "half made, or half removed")
        elif keep_failed is not None and now - card.started_at > keep_failed:
            yield Leftover("attempt", Folder(folder), "a run that did not end")


def halves(stock: Stock) -> list[str]:
    """Of the pairs of run and successor that a killed `erase` left, those that nobody needs."""
    heirs = {told["replaces"]: run for run, told in stock.runs.items()
             if told.get("replaces") in stock.runs}  # fmt: skip
    others = {run for run in stock.runs if run not in heirs}
    kept = runs.with_members(stock.runs, others | ({stock.latest} if stock.latest else set()))
    return [new if old in kept else old for old, new in heirs.items()]


def orphans(stock: Stock, owners: Collection[str]) -> Iterator[Leftover]:
    """States that belong to none of the runs `owners`, and half-made ones."""
    for run, place in stock.states.items():
        if run not in owners and run not in stock.arriving:
            yield Leftover("state", place, "no run owns it")
    for place in stock.halves:
        yield Leftover("state", place, "half made, or half removed")


def remove(item: Leftover) -> None:
    """Remove it so that a kill on the way leaves what the same rule finds again."""
    where = item.place
    if item.what == "raw text" and isinstance(where, Folder):
        attempt.empty(where.path)
    elif item.what in {"attempt", "frames"} and isinstance(where, Folder):
        attempt.clear(where.path)
    elif item.what == "file" and isinstance(where, Folder):
        where.path.unlink()
    elif item.what in {"copy", "objects"} and isinstance(where, Folder):
        shutil.rmtree(where.path)
    else:
        discard(where)
