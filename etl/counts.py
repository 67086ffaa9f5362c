"""The manifest's `counts`: taken from the ledger itself, and held against the lines that were read."""

from typing import Any

import polars as pl

from etl import ledger
from etl.errors import ContractError


def of_ledger(entries: pl.LazyFrame) -> dict[str, Any]:
    """The manifest's `counts` from the ledger itself: input, fates, stages, splits.

    A stage's `in` are the rows that reached it, by the order of `STAGES`; a row dropped by the
    second exact pass counts under `dedup`, as the ledger says.
    """
    by = entries.group_by("stage", "fate").len().collect()
    fates = dict(by.group_by("fate").agg(pl.col("len").sum()).iter_rows())
    reasons = (
        entries.select("stage", "reasons").explode("reasons", empty_as_null=False)
        .group_by("stage", "reasons").len().sort("stage", "len", "reasons", descending=[False, True, False])
        .filter(pl.col("reasons").is_not_null()).collect()
    )  # fmt: skip
    splits = (
        entries.filter(pl.col("fate") == "kept").group_by("split").len().sort("split").collect()
    )
    total = sum(fates.values())
    return {
        "input": total,
        **{name: fates.get(name, 0) for name in ("kept", "dropped", "quarantined")},
        "stages": _stages(by, reasons, total),
        "splits": {str(name): n for name, n in splits.iter_rows()},
    }


def _stages(by: pl.DataFrame, reasons: pl.DataFrame, total: int) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for stage in ledger.STAGES:
        here = dict(by.filter(pl.col("stage") == stage).select("fate", "len").iter_rows())
        gone = here.get("dropped", 0) + here.get("quarantined", 0)
        out[stage] = {
            "in": total,
            "out": total - gone,
            "dropped": here.get("dropped", 0),
            "quarantined": here.get("quarantined", 0),
            "reasons": dict(
                reasons.filter(pl.col("stage") == stage).select("reasons", "len").iter_rows()
            ),
        }
        total -= gone
    return out


def check(counted: dict[str, Any], lines: int) -> None:
    """Hold kept + dropped + quarantined = input lines, as counted when they were read.

    Raises:
        ContractError: a line is missing from the ledger, or stands there twice.
    """
    if sum(counted[name] for name in ("kept", "dropped", "quarantined")) != lines:
        raise ContractError(f"ledger: {lines} input lines, {counted['input']} fates (a bug in etl)")
