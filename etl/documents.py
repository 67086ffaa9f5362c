"""Documents of snapshot sources: what is there now, and what was changed or is gone at the source."""

import polars as pl

from etl import across, frames
from etl.history import DOCUMENTS
from etl.prepare import Begun
from etl.work import LINE


def deleted(begun: Begun) -> pl.DataFrame:
    """Earlier rows whose document was changed or is gone: `across.TAKEN_BACK`.

    An export of which something could not be read says nothing of what it does not hold, so nothing
    of its source goes.
    """
    known = begun.history.documents()
    if known.is_empty():
        return pl.DataFrame(schema=across.TAKEN_BACK)
    lines = of_lines(frames.of_all(begun.job, "lines", begun.parts, LINE))
    gone = known.filter(~pl.col("source").is_in(list(broken(begun)))).lazy()
    still = [(i.source, i.cut.sha256) for i in begun.inputs if i.cut.change == "known"]
    there = pl.LazyFrame(still, schema={"source": pl.String, "sha256": pl.String}, orient="row")
    gone = gone.join(there, on=["source", "sha256"], how="anti")
    gone = gone.join(lines, on=["source", "document", "content"], how="anti", nulls_equal=True)
    seen = lines.select("source", "document", because=pl.lit("changed")).unique()
    gone = gone.join(seen, on=["source", "document"], how="left")
    why = gone.select("record_id", pl.col("because").fill_null("deleted"))
    return across.taken_back(begun.history.live().join(why, on="record_id")).collect()


def broken(begun: Begun) -> set[str]:
    """The snapshot sources whose export is not to be trusted: a line could not be read, or all is gone.

    So are those that the config has no longer, or calls no snapshot any more.
    """
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE)
    known = set(begun.history.documents()["source"])
    unread = set(lines.filter("unread").select("source").unique().collect()["source"])
    told = set(of_lines(lines).select("source").unique().collect()["source"])
    told |= {item.source for item in begun.inputs if item.cut.change == "known"}
    return {s for s in known if s in unread or s not in told or s not in begun.snapshots}


def now(begun: Begun) -> pl.DataFrame:
    """The documents of snapshot sources as they are now: `history.DOCUMENTS`."""
    known = begun.history.documents().lazy()
    held = pl.scan_parquet(begun.job.folder / "judged" / "aside.parquet", glob=False)
    held = held.filter(pl.col("why") == "pending")
    lines = of_lines(frames.of_all(begun.job, "lines", begun.parts, LINE))
    lines = lines.join(held, on="ordinal", how="anti")
    digests = [(i.source, i.file, i.cut.sha256) for i in begun.inputs]
    files = pl.LazyFrame(digests, schema=["source", "source_file", "sha256"], orient="row")
    at = ["source", "document", "content"]
    before = known.select(*at, before="record_id").unique(at)
    read = (
        lines.join(files, on=["source", "source_file"], how="left")
        .join(before, on=at, how="left", nulls_equal=True)
        .with_columns(record_id=pl.coalesce("before", "record_id"))
    )
    still = [(i.source, i.cut.sha256) for i in begun.inputs if i.cut.change == "known"]
    there = pl.LazyFrame(still, schema={"source": pl.String, "sha256": pl.String}, orient="row")
    kept = known.join(there, on=["source", "sha256"], how="semi")
    unsure = known.filter(pl.col("source").is_in(list(broken(begun))))
    unsure = unsure.join(read, on=at, how="anti", nulls_equal=True)
    both = pl.concat(rows.select(DOCUMENTS.keys()) for rows in (kept, unsure, read))
    return both.unique().sort(DOCUMENTS.keys()).collect()


def of_lines(lines: pl.LazyFrame) -> pl.LazyFrame:
    """Lines of snapshot sources: they alone have a content."""
    return lines.filter(pl.col("content").is_not_null())
