"""The parts one after another over the keys of all rows, and what follows for each row.

A committed row leaves only for a longer conversation that is really kept. Where a committed row
turns out to stand for the longer one, the parts are taken once more with the shorter one as kept.

Price: see the parts; they take turns, so the largest counts. The verdict itself is lazy: it reads
the keys once more, and holds only the rows that go.
"""

from typing import Any

import polars as pl

from etl.dedup import _committed, _keys, exact, near, superseded

REASONS = {"superseded": "superseded", "exact": "exact_duplicate", "near": "near_duplicate"}
# Columns of the keys that a verdict has as well, for what is judged of whole conversations later.
CARRIED = ("record_id", "conversation_id", "history_id", "user_key", "timestamp")
NONE = pl.DataFrame(schema={"ordinal": pl.UInt64, "kept": pl.UInt64, "reason": pl.String})


def over(keys: pl.LazyFrame, on: dict[str, dict[str, Any]], gone: pl.Series) -> pl.LazyFrame:
    """One verdict per new row of `keys` and committed row that goes, in their order.

    Args:
        keys: of all rows.
        on: the parts that are on, with their options.
        gone: ordinals of the rows that are contaminated: no other part sees them.
    """
    _keys.check(on)
    keys = _committed.marked(keys)
    if gone.is_empty():
        return _told(keys, *_fates(keys, on))
    among = gone.alias("ordinal").to_frame()
    left = keys.join(among.lazy(), on="ordinal", how="anti", maintain_order="left")
    copies, later = _fates(left, on)
    hit = among.select("ordinal", kept=pl.lit(None, pl.UInt64), reason=pl.lit("contaminated"))
    return _told(keys, copies, pl.concat([later, hit]))


def _fates(keys: pl.LazyFrame, on: dict[str, dict[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What exact and near find, with `onto`, and what is superseded."""
    live = keys.select("ordinal", "committed").collect(engine="streaming").sort("ordinal")
    if "superseded" not in on:
        return _copies(keys, live, on), NONE
    calls = superseded.chains(keys) if live["committed"].any() else keys
    begun = superseded.superseded(calls)
    while True:
        rest = live.join(begun, on="ordinal", how="anti", maintain_order="left")
        copies = _copies(keys, rest, on)
        later = superseded.heirs(calls, begun, copies)
        spared = begun.join(later, on="ordinal", how="anti")
        if spared.is_empty():
            break
        begun = begun.join(spared, on="ordinal", how="anti", maintain_order="left")
    later = later.with_columns(reason=pl.lit(REASONS["superseded"]))
    both = _followed(pl.concat([copies.select(NONE.columns), later]))
    return copies, both.join(copies, on="ordinal", how="anti")


def _copies(keys: pl.LazyFrame, live: pl.DataFrame, on: dict[str, dict[str, Any]]) -> pl.DataFrame:
    """Fates by exact and near of the rows in `live`; `onto`: a committed row is kept for it."""
    fates, rest = [NONE], live["ordinal"]
    for name, part in (("exact", exact.exact), ("near", near.near)):
        if name in on:
            found = part(keys, rest, **on[name])
            rest = rest.filter(~rest.is_in(found["ordinal"].implode()))
            fates.append(found.with_columns(reason=pl.lit(REASONS[name])))
    committed = live.select(kept="ordinal", onto="committed")
    found = _followed(pl.concat(fates))
    return found.join(committed, on="kept", how="left", maintain_order="left")


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


def _told(keys: pl.LazyFrame, copies: pl.DataFrame, later: pl.DataFrame) -> pl.LazyFrame:
    """Fates as columns of the verdict, ordinals as record ids.

    The fates stand ready, the rows are read when they are asked for: few of them have a fate.
    """
    fates = pl.concat([copies.select(NONE.columns), later])
    sizes = copies.group_by(stands="kept").agg(copies=pl.len())
    named = keys.select(kept="ordinal", kept_as="record_id")
    names = _of(named, fates.select("kept"), "kept").collect(engine="streaming")
    reason = pl.concat_list("reason").list.drop_nulls()
    new, old = keys.filter(~pl.col("committed")), keys.filter("committed")
    return (
        pl.concat([_of(old, fates.select("ordinal"), "ordinal"), new])
        .join(fates.lazy(), on="ordinal", how="left", maintain_order="left")
        .join(names.lazy(), on="kept", how="left", maintain_order="left")
        .with_columns(stands=pl.coalesce("kept", "ordinal"))
        .join(sizes.lazy(), on="stands", how="left", maintain_order="left")
        .select(
            "ordinal",
            reason.alias("reasons"),
            "kept_as",
            pl.coalesce("kept_as", "record_id").alias("cluster_id"),
            (pl.col("copies").fill_null(0) + 1).cast(pl.UInt32).alias("cluster_size"),
            *CARRIED,
        )
    )


def _of(rows: pl.LazyFrame, some: pl.DataFrame, on: str) -> pl.LazyFrame:
    """The rows of `some`, in the order of `rows`."""
    return rows.join(some.lazy().unique(), on=on, how="semi", maintain_order="left")
