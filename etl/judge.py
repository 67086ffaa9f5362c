"""Judge across rows: the two steps between the passes, each leaving a committed folder.

judged/  aside.parquet       lines that are no input of this run
         dead.parquet        verdicts so far, and what is aside
         attributes.parquet  conversation and cluster of each row that reached dedup
         taken_back.parquet  verdicts on earlier rows
         unfit.parquet       calls that feedback spoke against, in this run or before
placed/  dead.parquet        every verdict, `kept_as` led on to the row that stands in the end
         attributes.parquet  with `split` and `supersedes`
         removed.parquet     the earlier rows that go, if what stands for them is kept
"""

from pathlib import Path

import polars as pl

from etl import across, frames, ledger, renewed
from etl.history import REMOVED, History
from etl.plan import Job, Part
from etl.prepare import Begun
from etl.work import LINE


def judge(begun: Begun, folder: Path) -> None:
    """All between reading and scrubbing; leaves `aside`, `dead`, `attributes`, `taken_back`."""
    job, parts, known = begun.job, begun.parts, begun.history
    aside = renewed.aside(begun)
    unfit = renewed.evidence(begun, aside)
    taken = pl.concat([renewed.told_of(begun, unfit), renewed.deleted(begun)])
    taken = taken.unique("ordinal", keep="first", maintain_order=True)
    known = known.without(taken)
    none = pl.lit(None, pl.String)
    gone = aside.select("ordinal", stage=none, reasons=pl.lit(["aside"]), kept_as=none)
    by_row = across.without(_verdicts(job, "verdicts", parts), aside)
    late = across.without(renewed.told_of_new(begun, unfit), pl.concat([gone, by_row]))
    asked = across.retried(job, parts, pl.concat([gone, late]))
    dead = pl.concat([gone, across.merged(by_row, late, asked)])
    attributes, doubled = across.duplicates(job, parts, dead, known)
    mine = across.new(parts)
    superseded = doubled.filter(~mine).with_columns(because=pl.lit("superseded"))
    unfit.write_parquet(folder / "unfit.parquet")
    frames.leave(folder, "aside", aside)
    frames.leave(folder, "dead", pl.concat([dead, doubled.filter(mine)]))
    frames.leave(folder, "attributes", attributes)
    frames.leave(folder, "taken_back", pl.concat([taken, superseded]))


def place(begun: Begun, folder: Path) -> None:
    """All between scrubbing and writing; leaves `dead`, `attributes`, `removed`."""
    job, mine = begun.job, across.new(begun.parts)
    judged = [pl.read_parquet(job.folder / "judged" / f"{name}.parquet", glob=False)
              for name in ("dead", "attributes", "taken_back")]  # fmt: skip
    dead, attributes, taken = _judged_again(begun, *judged)
    placed, late = _placed(begun, across.without(attributes, dead))
    verdicts = pl.concat([dead, late, taken.drop("because")])
    verdicts = ledger.follow(verdicts, _names(begun))
    back = verdicts.filter(~mine).join(taken.select("ordinal", "because"), on="ordinal")
    removed = _removed(begun.history, back)
    for more in (placed, _supersedes(begun, removed)):
        attributes = attributes.join(more, on="ordinal", how="left", maintain_order="left")
    frames.leave(folder, "dead", verdicts.filter(mine))
    frames.leave(folder, "attributes", attributes)
    removed.write_parquet(folder / "removed.parquet")


def nothing_new(begun: Begun) -> bool:
    """Whether no line is input now, and no earlier row is taken back."""
    if not begun.history.runs or begun.history.expired:
        return False
    judged = begun.job.folder / "judged"
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE).select(pl.len()).collect().item()
    aside, taken = (pl.scan_parquet(judged / f"{name}.parquet", glob=False).select(pl.len()).collect().item()
                    for name in ("aside", "taken_back"))  # fmt: skip
    return bool(lines == aside and not taken)


def _judged_again(
    begun: Begun, dead: pl.DataFrame, attributes: pl.DataFrame, taken: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """The three frames after what is judged on scrubbed text: copies, and retries across runs."""
    job, parts, mine = begun.job, begun.parts, across.new(begun.parts)
    known = begun.history.without(taken.filter(pl.col("because") != "superseded"))
    if begun.scrubs:
        dead = pl.concat([dead, _verdicts(job, "verdicts-scrub", parts)])
        again = across.duplicates_again(job, parts, dead, known)
        names = frames.of_all(job, "keys-dedup", parts, across.NAMES)
        attributes = across.join_clusters(attributes, again, names)
        dead = pl.concat([dead, again])
    asked = across.retried_again(job, parts, _unasked(dead), begun.history.without(taken))
    asked = asked.filter(~mine | ~pl.col("ordinal").is_in(dead["ordinal"].implode()))
    back = asked.filter(~mine).with_columns(because=pl.lit("retried"))
    return pl.concat([dead, asked.filter(mine)]), attributes, pl.concat([taken, back])


def _unasked(dead: pl.DataFrame) -> pl.DataFrame:
    """The rows that cannot show that somebody asked again: not those for which another one stands."""
    return dead.filter(pl.col("kept_as").is_null())


def _placed(begun: Begun, alive: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`ordinal`, `split` of the living rows; the verdicts of split, and of write's limit."""
    job, task = begun.job, begun.config.top.task
    names = frames.of_all(job, "keys-dedup", begun.parts, across.NAMES)
    placed, conflicts = across.splits(alive, names, job, task, begun.history)
    over = across.over_limit(across.without(alive, conflicts), job, task)
    return placed, pl.concat([conflicts, over])


def _names(begun: Begun) -> pl.LazyFrame:
    """`ordinal`, `record_id` of every row that a verdict may name."""
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE)
    both = (begun.history.rows(), lines)
    return pl.concat(rows.select("ordinal", "record_id") for rows in both)


def _supersedes(begun: Begun, removed: pl.DataFrame) -> pl.DataFrame:
    """`ordinal`, `supersedes` of the rows that take the place of an earlier one: of the last."""
    names = frames.of_all(begun.job, "keys-dedup", begun.parts, across.NAMES)
    by = removed.filter(pl.col("reason") == "superseded").group_by("by", maintain_order=True)
    heirs = by.agg(supersedes=pl.col("record_id").last()).lazy()
    found = names.join(heirs, left_on="record_id", right_on="by")
    return found.select("ordinal", "supersedes").collect()


def _removed(known: History, taken: pl.DataFrame) -> pl.DataFrame:
    """`history.REMOVED` rows of the earlier rows in `taken`."""
    rows = known.rows().select("ordinal", "record_id", "run_id")
    found = taken.lazy().join(rows, on="ordinal").sort("ordinal").collect()
    superseded = pl.col("because") == "superseded"
    return found.with_columns(
        reason=pl.when(superseded).then(pl.lit("superseded")).otherwise(pl.lit("retracted")),
        by="kept_as",
    ).select(REMOVED.keys())


def _verdicts(job: Job, what: str, parts: list[Part]) -> pl.DataFrame:
    return frames.of_all(job, what, parts, ledger.VERDICT).collect()
