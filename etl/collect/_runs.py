"""Which committed runs go, and which stay that were to go."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from etl import leftovers, runs, stock
from etl.config import Config
from etl.stock import Objects, Stock


@dataclass(frozen=True)
class Verdicts:
    """What becomes of runs.

    Attributes:
        gone: run id -> why it goes.
        kept: run id -> why it was to go, and why it stays.
        half: runs that nobody ever followed: an `erase` or a run was killed, or is at work.
        again: of those, the runs that will be gone on with from their attempts.
    """

    gone: Mapping[str, str]
    kept: Mapping[str, str]
    half: frozenset[str]
    again: frozenset[str]


def judge(config: Config, lies: Stock, now: datetime, keep: int | None) -> Verdicts:
    """Judge every committed run: by `keep`, by `retention`, and by who needs it."""
    half = dict.fromkeys(leftovers.halves(lies), "left by an erase that was killed")
    cut = [] if config.remote_output else list(leftovers.uncounted(config))
    again = {stock.run_of(item.place): item.why for item in cut}
    late = {} if config.remote_output is None else _overtaken(lies, half)
    asked = {**_old(config, lies, {**half, **again, **late}, now, keep), **half, **again}
    asked |= {run: why for run, why in late.items() if run not in lies.fresh}
    needed = _needed(lies, asked)
    return Verdicts(
        {run: why for run, why in asked.items() if run not in needed},
        {run: f"{why}, but {needed[run]}" for run, why in asked.items() if run in needed},
        frozenset(half),
        frozenset(again),
    )


def _overtaken(lies: Stock, half: Collection[str]) -> dict[str, str]:
    """Runs that were sent to a bucket, and that no LATEST ever named: others were faster.

    Only where it is sure: the run that was followed by such a one is in the chain of `previous` that
    leads to the latest, where another follows it; and nothing there was built on it.
    """
    named: dict[str | None, str] = {}  # run -> who followed it
    run = lies.latest
    while run and run in lies.runs and (before := lies.runs[run]["previous"]) not in named:
        named[before], run = run, before
    counted = {*named, *named.values()}
    for built, told in lies.runs.items():
        counted |= {told["previous"], *runs.members(told)} - {built}
    return {
        run: "another run was committed in its place" for run, told in lies.runs.items()
        if run not in counted and run not in half and told["previous"] in named
    }  # fmt: skip


def _old(
    config: Config, lies: Stock, less: Collection[str], now: datetime, keep: int | None
) -> dict[str, str]:
    known = [run for run in lies.runs if run not in less]
    asked = {}
    if config.retention is not None:
        oldest = runs.stamp(now - config.retention)  # as etl.prepare takes them out
        asked = {run: "older than retention" for run in known if run < oldest}
    if keep is not None:
        asked |= dict.fromkeys(known[: max(0, len(known) - keep)], f"not among the newest {keep}")
    return asked


def _needed(lies: Stock, asked: Collection[str]) -> dict[str, str]:
    """Run -> why it stays."""
    stay = {run for run in lies.runs if run not in asked}
    stay |= {lies.latest} if lies.latest else set()
    why = "its rows are in the data set of a run that stays"
    needed = dict.fromkeys(runs.with_members(lies.runs, stay), why)
    if any(isinstance(place, Objects) for place in lies.places.values()):
        sent = [run for run, told in lies.runs.items() if told["previous"] == lies.latest]
        told = "the machine that sent it may yet make it count"
        needed = {**dict.fromkeys(runs.with_members(lies.runs, sent), told), **needed}
    return needed
