"""Find and remove what no reader needs any more: the work of `python -m etl gc`.

Besides what a run takes by itself (`etl.leftovers`):

    what       where               when
    run        runs/<run_id>       older than `retention`, or not among the newest `--keep`; in a
                                   bucket: sent a day ago, and another was committed in its place
    frames     work/<run_id>       of a run that goes
    state      state/<run_id>      there is no such run, and no attempt that may go on
    mirror     work/output, state  of a bucket: the next run builds on others

Neither `latest` nor a run whose rows are in the data set of one that stays ever goes. What goes from
a folder is first given a hidden name, from a bucket it loses its manifest first: a kill at any moment
leaves a sound output, and the next `gc` takes the rest.

In a bucket other machines may be at work. What is not committed stays for a day after the last
object of it was written, and so does a run that was sent and may yet be made to count. Before
anything half done goes, LATEST is written anew, where it still is what it was before anything was
looked at: whoever is sending it can commit nothing (75), and sends on the next time. Where somebody
was faster, nothing goes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from etl import attempt, commit, history, leftovers, remote, stock
from etl.collect._runs import Verdicts, judge
from etl.config import Config
from etl.leftovers import Leftover
from etl.stock import Folder, Objects, Stock

SETTLED = timedelta(days=1)  # no request lasts that long: it ends within 60 s (etl.store)


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
        ConfigError: the state is of another output.
        LockedError: a run is at work, or one was committed to the bucket meanwhile.
    """
    with commit.lock(config.output):
        history.owned(config)
        lies = stock.take(config, now - SETTLED)
        verdicts = judge(config, lies, now, keep)
        found = list(_found(config, lies, verdicts, now))
        told = [
            {"what": item.what, "path": stock.shown(item.place), "why": item.why,
             "bytes": stock.size(item.place)} for item in found
        ]  # fmt: skip
        free = stock.freed(item.place for item in found)
        if not dry_run:
            _remove(config, found, lies, verdicts)
    kept = [{"path": f"runs/{run}", "why": why} for run, why in verdicts.kept.items()]
    return {"removed": told, "kept": kept, "bytes": free, "dry_run": dry_run}


def _found(config: Config, lies: Stock, verdicts: Verdicts, now: datetime) -> Iterator[Leftover]:
    """What can go, in the order of its removal."""
    gone, committed = verdicts.gone, lies.runs.keys() - verdicts.again
    yield from (Leftover("staging", place, "never committed") for place in lies.stagings)
    yield from (Leftover("run", lies.places[run], gone[run]) for run in sorted(gone))
    ours = attempt.folders(config.work, config.output)
    doomed = {folder.name: Leftover("frames", Folder(folder), "its run goes")
              for folder in ours if folder.name in gone.keys() & committed}  # fmt: skip
    limit = timedelta.min if config.keep_failed is None else config.keep_failed
    for item in leftovers.in_work(config, now, committed, limit):
        doomed.setdefault(stock.run_of(item.place), item)
    yield from (doomed[name] for name in sorted(doomed))
    alive = {folder.name for folder in ours} - doomed.keys()
    yield from leftovers.orphans(lies, (committed - gone.keys()) | alive)
    yield from leftovers.unfinished(config)
    for folder in remote.unneeded(config):
        yield Leftover("mirror", Folder(folder), "the next run builds on others")


def _remove(config: Config, found: list[Leftover], lies: Stock, verdicts: Verdicts) -> None:
    """Remove it; first of all, lock out who may be sending something of it."""
    whole = lies.runs.keys() - verdicts.half
    if any(isinstance(i.place, Objects) and stock.run_of(i.place) not in whole for i in found):
        remote.fence(config, lies.seen)
    for item in found:
        leftovers.remove(item)
