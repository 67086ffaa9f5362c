"""Dedup: judge rows against rows, and name the row that stands for each one dropped.

A part is one file here; its name is its section in config.yaml. It runs in steps:

    keys       where the rows are: narrow columns that say all of a row that others must know
    hits       once, over the keys: who overlaps evaluation files
    bared      once, over the keys of all rows: without what prompt templates share
    verdicts   once, over the keys of all rows: who goes, and for whom

The parts take turns on what the one before left. Results do not depend on the order of rows, files or
parts: all ties go by time, then place in the input.
"""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

import polars as pl

from etl.dedup import _keys, _verdicts, contaminated, exact, near, superseded
from etl.dedup._before import bared, covers, evaluations, faults, hits, told
from etl.dedup._beside import beside
from etl.dedup._earlier import Earlier
from etl.dedup._evaluation import Evaluation
from etl.dedup._tokens import SCHEME
from etl.dedup.contaminated import HITS
from etl.schema import Run

__all__ = [
    "HITS",
    "PARTS",
    "SCHEME",
    "Earlier",
    "Evaluation",
    "bared",
    "beside",
    "covers",
    "evaluations",
    "faults",
    "hits",
    "keys",
    "told",
    "verdicts",
]

PARTS: dict[str, ModuleType] = {
    "contaminated": contaminated,
    "superseded": superseded,
    "exact": exact,
    "near": near,
}
Options = Mapping[str, Any] | None  # of a part; None: the part is off
Switch = Mapping[str, Any] | bool | None  # superseded has no options: {} or true is on


def keys(
    rows: pl.DataFrame,
    run: Run,
    *,
    superseded: Switch = True,
    exact: Options = None,
    near: Options = None,
    contaminated: Options = None,
) -> pl.DataFrame:
    """Compute what the verdicts need to know of each row.

    Args:
        rows: live rows.
        run: its key makes `conversation_id`, its seed the signatures of `near`.
        superseded: true or {} for on; it has no options.
        exact: options of the part, None: off; `verdicts` needs the same, as for `near`.
        near: same. ConfigError where an option is not built yet.
        contaminated: same.

    Returns:
        One row per row, in order: its identity, `timestamp`, `length` (characters of user and
        assistant), `history_id` (how the conversation begins), `conversation_id` (the session,
        else `history_id`), and the hash columns of the parts that are on.
    """
    return _keys.of_rows(rows, run, _on(superseded, exact, near, contaminated))


def verdicts(
    keys: pl.LazyFrame,
    run: Run,  # noqa: ARG001 - as every stage; the keys hold what depends on it
    hit: pl.DataFrame | None = None,
    *,
    superseded: Switch = True,
    exact: Options = None,
    near: Options = None,
    contaminated: Options = None,
) -> pl.LazyFrame:
    """Judge every row by the keys of all rows.

    Args:
        keys: what `keys` returned for all rows, in any order. Rows of earlier runs have
            `committed` true (absent or null: new): they win over new rows, and are judged only
            where a new one that is kept continues them.
        run: not read so far; the keys hold what depends on it.
        hit: what `hits` returned, committed rows too; they go where `contaminated` drops them.
        superseded: as given to `keys`.
        exact: same.
        near: same.
        contaminated: same.

    Returns:
        One row per new row and committed row that goes, committed ones first, in the order of
        `keys`: `ordinal`, `reasons` (the first part that rejects it, or []), `kept_as` (record id
        of the kept row that stands for it, or null), `cluster_id` (the same; its own when kept),
        `cluster_size` (rows that the kept one stands for, superseded ones not counted, and
        itself), and of the keys `record_id`, `conversation_id`, `history_id`, `user_key`,
        `timestamp`. All is judged when this returns; the keys are read once more with it.
    """
    drops = contaminated is not None and contaminated.get("action", "drop") == "drop"
    gone = hit["ordinal"] if hit is not None and drops else pl.Series(dtype=pl.UInt64)
    return _verdicts.over(keys, _on(superseded, exact, near, None), gone)


def _on(
    superseded: Switch, exact: Options, near: Options, contaminated: Options
) -> dict[str, dict[str, Any]]:
    """The parts that are on, with their options, in their order."""
    begun: Options = None if superseded is None or superseded is False else {}
    given = {"contaminated": contaminated, "superseded": begun, "exact": exact, "near": near}
    return {name: dict(options) for name, options in given.items() if options is not None}
