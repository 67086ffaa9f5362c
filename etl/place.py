"""Place what is alive: the step between scrubbing and writing, across all rows.

placed/  crowds.parquet      what more than 5 % of the rows share, and so joins none: `split.CROWDS`;
                             a `group` without a value is the largest that is left, if so large
         dead.parquet        every verdict, `kept_as` led on to the row that stands in the end
         attributes.parquet  conversation, cluster, split and what is superseded, of each row
                             that reached dedup
         removed.parquet     the earlier rows that go, if what stands for them is kept
"""

from pathlib import Path
from typing import Any

import polars as pl

from etl import across, again, frames, ledger, parted, write
from etl.history import REMOVED, History
from etl.prepare import Begun
from etl.work import LINE

ATTRIBUTES: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "conversation_id": pl.String,
    "history_id": pl.String,
    "cluster_id": pl.String,
    "cluster_size": pl.UInt32,
    "split": pl.String,
    "supersedes": pl.String,
}


def place(begun: Begun, folder: Path) -> None:
    """Leave `dead`, `attributes` and `removed`."""
    mine = across.new(begun.parts)
    judged = begun.job.folder / "judged"
    dead, taken = (pl.read_parquet(judged / f"{name}.parquet", glob=False)
                   for name in ("dead", "taken_back"))  # fmt: skip
    attributes = pl.scan_parquet(judged / "attributes.parquet", glob=False)
    dead, attributes, taken = again.judged(begun, dead, attributes, taken)
    alive = across.without(attributes, dead)
    placed, conflicts, crowds = parted.splits(begun, alive)
    crowds.write_parquet(folder / "crowds.parquet")
    late = pl.concat([conflicts, _over_limit(begun, across.without(alive, conflicts))])
    verdicts = pl.concat([dead, late, taken.drop("because")])
    verdicts = ledger.follow(verdicts, _names(begun))
    back = verdicts.filter(~mine).join(taken.select("ordinal", "because"), on="ordinal")
    removed = _removed(begun.history, back)
    for more in (placed, _supersedes(attributes, removed)):
        attributes = attributes.join(more.lazy(), on="ordinal", how="left", maintain_order="left")
    frames.leave(folder, "dead", verdicts.filter(mine).sort("ordinal").lazy())
    frames.leave(
        folder, "attributes", attributes.select(pl.col(c).cast(t) for c, t in ATTRIBUTES.items())
    )
    removed.write_parquet(folder / "removed.parquet")


def _over_limit(begun: Begun, alive: pl.LazyFrame) -> pl.DataFrame:
    """Verdicts on the conversations beyond write's limit."""
    limit = begun.job.options[begun.task]["write"]["limit"]
    if limit is None:
        return pl.DataFrame(schema=ledger.VERDICT)
    keys = alive.select("ordinal", "conversation_id").collect(engine="streaming")
    judged = write.over_limit(keys, begun.job.run(begun.task), limit=limit)
    return ledger.verdict("write", judged)


def _names(begun: Begun) -> pl.LazyFrame:
    """`ordinal`, `record_id` of every row that a verdict may name."""
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE)
    both = (begun.history.rows(), lines)
    return pl.concat(rows.select("ordinal", "record_id") for rows in both)


def _supersedes(attributes: pl.LazyFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """`ordinal`, `supersedes` of the rows that take the place of an earlier one: of the last."""
    by = removed.filter(pl.col("reason") == "superseded").group_by("by", maintain_order=True)
    heirs = by.agg(supersedes=pl.col("record_id").last()).lazy()
    found = attributes.select("ordinal", "record_id").join(
        heirs, left_on="record_id", right_on="by", maintain_order="left"
    )
    return found.select("ordinal", "supersedes").collect(engine="streaming")


def _removed(known: History, taken: pl.DataFrame) -> pl.DataFrame:
    """`history.REMOVED` rows of the earlier rows in `taken`."""
    rows = known.rows().select("ordinal", "record_id", "run_id")
    found = taken.lazy().join(rows, on="ordinal").sort("ordinal").collect()
    superseded = pl.col("because") == "superseded"
    return found.with_columns(
        reason=pl.when(superseded).then(pl.lit("superseded")).otherwise(pl.lit("retracted")),
        by="kept_as",
    ).select(REMOVED.keys())
