"""The parts one after another over the keys of all rows, and what follows for each row.

Price: see the parts.
"""

from typing import Any

import polars as pl

from etl.dedup import _keys, exact, near, superseded

REASONS = {"superseded": "superseded", "exact": "exact_duplicate", "near": "near_duplicate"}


def over(keys: pl.LazyFrame, on: dict[str, dict[str, Any]]) -> pl.DataFrame:
    """One verdict per row of `keys`, in the order of `ordinal`."""
    _keys.check(on)
    rows = keys.select("ordinal", "record_id", "conversation_id").collect().sort("ordinal")
    live = rows["ordinal"]
    begun = superseded.superseded(keys) if "superseded" in on else None
    if begun is not None:
        live = live.filter(~live.is_in(begun["ordinal"].implode()))
    fates = []
    for name, part in (("exact", exact.exact), ("near", near.near)):
        if name in on:
            found = part(keys, live, **on[name])
            live = live.filter(~live.is_in(found["ordinal"].implode()))
            fates.append(found.with_columns(reason=pl.lit(REASONS[name])))
    copies = _followed(pl.concat([NONE, *fates]))
    later = NONE
    if begun is not None:
        later = superseded.heirs(keys, begun, copies["ordinal"])
        later = later.with_columns(reason=pl.lit(REASONS["superseded"]))
        later = _followed(pl.concat([copies, later])).join(copies, on="ordinal", how="anti")
    return _told(rows, copies, later)


NONE = pl.DataFrame(schema={"ordinal": pl.UInt64, "kept": pl.UInt64, "reason": pl.String})


def _followed(fates: pl.DataFrame) -> pl.DataFrame:
    """`kept` led on to a row that nobody drops: a copy's kept row may be a near duplicate.

    Chains are at most three long: superseded -> exact -> near.
    """
    step = fates.select(pl.col("ordinal").alias("kept"), pl.col("kept").alias("next"))
    for _ in REASONS:
        fates = (
            fates.join(step, on="kept", how="left", maintain_order="left")
            .with_columns(kept=pl.coalesce("next", "kept"))
            .drop("next")
        )
    return fates


def _told(rows: pl.DataFrame, copies: pl.DataFrame, later: pl.DataFrame) -> pl.DataFrame:
    """Fates as columns of the verdict, ordinals as record ids."""
    sizes = copies.group_by("kept").agg(copies=pl.len())
    names = rows.select(pl.col("ordinal").alias("kept"), pl.col("record_id").alias("kept_as"))
    stands = pl.coalesce("kept", "ordinal")
    reason = pl.concat_list("reason").list.drop_nulls()
    return (
        rows.join(pl.concat([copies, later]), on="ordinal", how="left", maintain_order="left")
        .join(names, on="kept", how="left", maintain_order="left")
        .with_columns(stands=stands)
        .join(sizes.rename({"kept": "stands"}), on="stands", how="left", maintain_order="left")
        .select(
            "ordinal",
            reason.alias("reasons"),
            "kept_as",
            pl.coalesce("kept_as", "record_id").alias("cluster_id"),
            (pl.col("copies").fill_null(0) + 1).cast(pl.UInt32).alias("cluster_size"),
            "conversation_id",
        )
    )
