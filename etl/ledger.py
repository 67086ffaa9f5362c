"""The ledger: one fate for every input line, in the order of the input.

While a run works, each part has its identities (`identity`) and the verdicts on its rows
(`verdict`: who removed a row, and why). At the end they are joined into the ledger's columns.
"""

from pathlib import Path
from typing import Any

import polars as pl

from etl.errors import ContractError

STAGES = ("adapt", "clean", "dedup", "scrub", "split", "write")

# Reasons that set a row aside as unreadable; every other reason drops it.
QUARANTINES = frozenset(
    {"too_large", "truncated_event", "truncated_file", "unreadable_file", "body_missing"}
    | {"unscrubbed_language"}
)

VERDICT: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "stage": pl.String,
    "reasons": pl.List(pl.String),
    "kept_as": pl.String,
}

COLUMNS = (
    "record_id", "source", "source_file", "source_row", "source_item", "call_key", "fate",
    "stage", "reasons", "kept_as", "supersedes", "cluster_id", "split", "not_in",
)  # fmt: skip


def quarantines(reason: pl.Expr) -> pl.Expr:
    """Whether a reason code means "could not be read", not "was judged": `not_<dialect>` and such."""
    named = reason.str.starts_with("not_") & (reason != "not_a_call")
    return named | reason.is_in(list(QUARANTINES))


def fate() -> pl.Expr:
    """`kept` | `dropped` | `quarantined` by `reasons`."""
    aside = pl.col("reasons").list.eval(quarantines(pl.element())).list.any()
    dropped = pl.when(aside).then(pl.lit("quarantined")).otherwise(pl.lit("dropped"))
    return pl.when(pl.col("reasons").list.len() == 0).then(pl.lit("kept")).otherwise(dropped)


def judged(stage: str, before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """`after`, once it is sure that `stage` gave every row back with a verdict, in order.

    Raises:
        ContractError: a row is missing, new, out of place or without a verdict.
    """
    missing = after["reasons"].null_count() if "reasons" in after.columns else after.height
    if missing or after.height != before.height:
        raise ContractError(
            f"{stage}: got {before.height} rows, returned {after.height}, "
            f"of which {missing} without a verdict (a bug in etl; please report)"
        )
    if not (after["ordinal"] == before["ordinal"]).all():
        raise ContractError(f"{stage}: returned rows out of their order (a bug in etl)")
    return after


def verdict(stage: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The verdicts of `stage` on the rows that it removes, from its `reasons` (and `kept_as`)."""
    removed = rows.filter(pl.col("reasons").list.len() > 0)
    if "kept_as" not in removed.columns:
        removed = removed.with_columns(kept_as=pl.lit(None, dtype=pl.String))
    return removed.select("ordinal", pl.lit(stage).alias("stage"), "reasons", "kept_as")


def follow(verdicts: pl.DataFrame, identity: pl.LazyFrame) -> pl.DataFrame:
    """`verdicts` with every `kept_as` led on to the row that stands in the end.

    A row kept for another may itself be dropped later for a third. Every step doubles the
    distance looked ahead, so chains of any length end soon.
    """
    pairs = identity.select("ordinal", "record_id").join(
        verdicts.lazy().select("ordinal", "kept_as"), on="ordinal"
    )
    hops = pairs.filter(pl.col("kept_as").is_not_null()).select("record_id", "kept_as").collect()
    onward = hops.rename({"record_id": "kept_as", "kept_as": "next"})
    while True:
        led = verdicts.join(onward, on="kept_as", how="left", maintain_order="left")
        if led["next"].is_null().all():
            return verdicts
        verdicts = led.select(
            "ordinal", "stage", "reasons", pl.coalesce("next", "kept_as").alias("kept_as")
        )


def entries(
    identity: pl.DataFrame, verdicts: pl.DataFrame, attributes: pl.DataFrame
) -> pl.DataFrame:
    """The ledger of one part.

    Args:
        identity: every line of the part, in order: the columns of `schema.IDENTITY`.
        verdicts: `VERDICT` rows of the lines that were removed, one each.
        attributes: `ordinal`, `supersedes`, `cluster_id`, `split`, `not_in` of what has them.
    """
    none = pl.lit([], dtype=pl.List(pl.String))
    joined = identity.join(verdicts, on="ordinal", how="left", maintain_order="left").join(
        attributes, on="ordinal", how="left", maintain_order="left"
    )
    if joined.height != identity.height:
        raise ContractError("ledger: a line has two fates (a bug in etl; please report)")
    filled = joined.with_columns(pl.col("reasons", "not_in").fill_null(none))
    return filled.with_columns(fate().alias("fate")).select(COLUMNS)


def scan(*folders: Path) -> pl.LazyFrame:
    """The ledger of a run, or of parts of it in their order."""
    found = [
        path
        for folder in folders
        for path in sorted((folder / "audit" / "ledger").glob("*.parquet"))
    ]
    return pl.scan_parquet(found, glob=False)
