"""What is new: which lines of those read are input of this run, and which earlier rows they take back.

A line that was judged before, that is younger than `hold`, or that is an unchanged document of a
snapshot is set **aside**: it is no input line of this run and stands in no ledger. An earlier row
is taken back (`removed`) when a longer conversation holds it, when its user is now seen to have
asked again, when feedback came, or when its document was changed or deleted at the source.
"""

from collections.abc import Sequence

import polars as pl

from etl import across, clean, documents, frames, ledger
from etl.history import History
from etl.inputs import Input
from etl.prepare import Begun
from etl.work import LINE

_END = (2**62, 0)  # of a file that nobody wrote to: what broke off at its end was told before
ASIDE = {"ordinal": pl.UInt64, "why": pl.String}


def aside(begun: Begun) -> pl.DataFrame:
    """`ordinal`, `why` (judged | unchanged | pending) of the lines that are not input now."""
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE)
    found = [_judged(lines, begun.history, begun.inputs), _unchanged(lines, begun.history)]
    if begun.young is not None:
        found.append(_why(lines.filter(pl.col("timestamp") > begun.young), "pending"))
    together = pl.concat(found).collect()
    return together.unique("ordinal", keep="first", maintain_order=True).sort("ordinal")


def evidence(begun: Begun, aside: pl.DataFrame) -> pl.DataFrame:
    """Calls of which any line, of this run or before, tells what makes them unfit: `history.UNFIT`."""
    job, parts, history = begun.job, begun.parts, begun.history
    verdicts = frames.of_all(job, "verdicts", parts, ledger.VERDICT)
    told = verdicts.filter(clean.later(pl.col("reasons"))).select("ordinal", "reasons")
    told = told.join(aside.lazy(), on="ordinal", how="anti")
    lines = frames.of_all(job, "lines", parts, LINE).select("ordinal", "call_key")
    calls = told.join(lines, on="ordinal").select(
        "call_key", because=pl.col("reasons").list.first()
    )
    both = pl.concat([history.unfit(), calls.filter(pl.col("call_key").is_not_null())])
    return both.sort("call_key", "because").unique("call_key", keep="first").collect()


def told_of(begun: Begun, unfit: pl.DataFrame) -> pl.DataFrame:
    """Earlier rows of the calls in `unfit`: `across.TAKEN_BACK`."""
    if unfit.is_empty() or not begun.history.runs:
        return pl.DataFrame(schema=across.TAKEN_BACK)
    return across.taken_back(begun.history.live().join(unfit.lazy(), on="call_key")).collect()


def told_of_new(begun: Begun, unfit: pl.DataFrame) -> pl.DataFrame:
    """Verdicts on new rows of the calls in `unfit`: feedback is another line than the call."""
    if unfit.is_empty():
        return pl.DataFrame(schema=ledger.VERDICT)
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE).select("ordinal", "call_key")
    found = lines.join(unfit.lazy(), on="call_key").select(
        "ordinal", reasons=pl.concat_list("because")
    )
    return ledger.verdict("clean", found.sort("ordinal").collect())


def _judged(lines: pl.LazyFrame, history: History, inputs: Sequence[Input]) -> pl.LazyFrame:
    """Lines up to where their file was judged before, but for those that waited."""
    places = pl.LazyFrame(
        [
            (i.source, i.file, i.was, *(_END if i.cut.change == "known" else i.judged))
            for i in inputs
            if i.judged
        ],
        schema={"source": pl.String, "source_file": pl.String, "was": pl.String,
                "row": pl.UInt64, "item": pl.UInt32},
        orient="row",
    )  # fmt: skip
    row, item = pl.col("source_row"), pl.col("source_item")
    before = (row < pl.col("row")) | ((row == pl.col("row")) & (item <= pl.col("item")))
    known = lines.join(places, on=["source", "source_file"]).filter(before)
    waiting = history.pending().lazy().rename({"source_file": "was"})
    at = ["source", "was", "source_row", "source_item"]
    return _why(known.join(waiting, on=at, how="anti"), "judged")


def _unchanged(lines: pl.LazyFrame, history: History) -> pl.LazyFrame:
    known = history.documents().lazy()
    at = ["source", "document", "content"]
    same = documents.of_lines(lines).join(known, on=at, how="semi", nulls_equal=True)
    return _why(same, "unchanged")


def _why(lines: pl.LazyFrame, why: str) -> pl.LazyFrame:
    return lines.select("ordinal", why=pl.lit(why))
