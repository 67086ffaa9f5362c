"""Judge what was read: the step between reading and scrubbing, across all rows.

judged/  aside.parquet       lines that are no input of this run
         dead.parquet        verdicts so far, and what is aside
         attributes.parquet  `across.JUDGED` of each row that reached dedup, but for its verdict
         taken_back.parquet  verdicts on earlier rows
         contaminated.<task>.parquet   `dedup.HITS`: what overlaps evaluation files
         unfit.parquet       calls that feedback spoke against, in this run or before
"""

from pathlib import Path

import polars as pl

from etl import across, documents, frames, ledger, renewed
from etl.prepare import Begun
from etl.work import LINE


def judge(begun: Begun, folder: Path) -> None:
    """Leave `aside`, `unfit`, `dead`, `attributes` and `taken_back`."""
    job, parts, known = begun.job, begun.parts, begun.history
    aside = renewed.aside(begun)
    unfit = renewed.evidence(begun, aside)
    taken = pl.concat([renewed.told_of(begun, unfit), documents.deleted(begun)])
    taken = taken.unique("ordinal", keep="first", maintain_order=True)
    dead = _dead(begun, aside, unfit)
    mine = across.new(parts)
    judged = across.duplicates(job, parts, dead, known.without(taken), folder)
    gone = judged.filter(pl.col("reasons").list.len() > 0).collect(engine="streaming")
    doubled = ledger.verdict("dedup", gone)
    back = doubled.filter(~mine).with_columns(because=pl.col("reasons").list.first())
    left = {
        "aside": aside,
        "unfit": unfit,
        "dead": pl.concat([dead, doubled.filter(mine)]).sort("ordinal"),
        "taken_back": pl.concat([taken, back]).sort("ordinal"),
    }
    for what, rows in left.items():
        frames.leave(folder, what, rows.lazy())
    frames.leave(folder, "attributes", judged.filter(mine).drop("reasons", "kept_as"))


def _dead(begun: Begun, aside: pl.DataFrame, unfit: pl.DataFrame) -> pl.DataFrame:
    """Verdicts on new rows by all that comes before dedup, and what is aside, with the stage null."""
    job, parts, none = begun.job, begun.parts, pl.lit(None, pl.String)
    gone = aside.select("ordinal", stage=none, reasons=pl.lit(["aside"]), kept_as=none)
    verdicts = frames.of_all(job, "verdicts", parts, ledger.VERDICT)
    by_row = across.without(verdicts, aside).collect(engine="streaming")
    told = renewed.told_of_new(begun, unfit).lazy()
    late = across.without(told, pl.concat([gone, by_row])).collect()
    asked = across.retried(job, parts, pl.concat([gone, late]))
    return pl.concat([gone, across.merged(by_row, late, asked)])


def nothing_new(begun: Begun) -> bool:
    """Whether no line is input now, and no earlier row is taken back."""
    if not begun.history.runs or begun.history.expired:
        return False
    judged = begun.job.folder / "judged"
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE).select(pl.len()).collect().item()
    aside, taken = (pl.scan_parquet(judged / f"{name}.parquet", glob=False).select(pl.len()).collect().item()
                    for name in ("aside", "taken_back"))  # fmt: skip
    return bool(lines == aside and not taken)
