"""Which split every row goes to, beside what earlier runs placed."""

import polars as pl

from etl import across, ledger, split
from etl.history import History
from etl.prepare import Begun
from etl.schema import SPLITS


def splits(begun: Begun, alive: pl.LazyFrame) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """`ordinal`, `split` of every row in `alive`, split's verdicts, and the crowds.

    Of the earlier rows those take part that share a conversation, a cluster or a user with a new
    one: what belongs together stays in the split where it is.
    """
    options = begun.job.options[begun.task]["split"]
    if options is None:
        placed = alive.select("ordinal", split=pl.lit("train", pl.Enum(SPLITS)))
        none = pl.DataFrame(schema=ledger.VERDICT), pl.DataFrame(schema=split.CROWDS)
        return placed.collect(engine="streaming"), *none
    known, total = begun.history.crowds(), _rows(alive) + _rows(begun.history.rows())
    alive = split.without(alive, known)
    keys = pl.concat([*_earlier(begun.history, alive), alive], how="diagonal")
    keys = split.without(keys, known)
    crowds = split.crowds(keys, options["by"], total)
    keys = split.without(keys, crowds)
    judged = split.split(keys, begun.job.run(begun.task), **options).filter(across.new(begun.parts))
    crowds = pl.concat([known, crowds, split.largest(judged)])
    return judged.select("ordinal", "split"), ledger.verdict("split", judged), crowds


def _rows(rows: pl.LazyFrame) -> int:
    return int(rows.select(pl.len()).collect(engine="streaming").item())


def _earlier(history: History, alive: pl.LazyFrame) -> list[pl.LazyFrame]:
    """Earlier rows that belong to one in `alive`; else any one, which tells that there was a run."""
    if not history.runs:
        return []
    shares = [
        history.rows().join(alive.select(c).unique(), on=c, how="semi", maintain_order="left")
        for c in ("conversation_id", "history_id", "cluster_id", "user_key")
    ]
    found = pl.concat(shares).unique("ordinal").sort("ordinal").collect(engine="streaming")
    return [found.lazy() if found.height else history.rows().head(1)]
