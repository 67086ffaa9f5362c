"""How far the input was judged: where a later run begins to read each file, and which lines wait."""

from typing import Any

import polars as pl

from etl import frames
from etl.history import FILES, PENDING
from etl.inputs import Input
from etl.prepare import Begun
from etl.work import LINE


def pending(begun: Begun) -> pl.DataFrame:
    """Lines that wait: those of files that were read, and those that waited in other files."""
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE)
    aside = pl.scan_parquet(begun.job.folder / "judged" / "aside.parquet", glob=False)
    waits = aside.filter(pl.col("why") == "pending")
    now = lines.join(waits, on="ordinal", how="semi").select(PENDING.keys()).collect()
    read = {(item.source, item.was) for item in begun.inputs if item.cut.spans}
    before = [row for row in begun.history.pending().iter_rows() if row[:2] not in read]
    still = pl.DataFrame(before, schema=PENDING, orient="row")
    return pl.concat([still, now]).sort(PENDING.keys())


def files(begun: Begun, waiting: pl.DataFrame) -> pl.DataFrame:
    """How far every file was judged, and where a later reading begins."""
    at = ("source", "source_file")
    places = _judged_to(frames.of_all(begun.job, "lines", begun.parts, LINE))
    first = waiting.group_by(at).agg(pl.col("source_row").min())
    from_row = {row[:2]: row[2] for row in first.iter_rows()}
    told = {
        key: _file(item, places.get(key), from_row.get(key))
        for item in begun.inputs
        for key in [(item.source, item.file)]
    }
    before = begun.history.files().iter_rows(named=True)
    rows = {(row["source"], row["file"]): row for row in before} | told
    return pl.DataFrame(list(rows.values()), schema=FILES).sort("source", "file")


def _file(item: Input, place: tuple[int, int] | None, waiting: int | None) -> dict[str, Any]:
    cut = item.cut
    offset, row = cut.resume
    if waiting is not None and waiting < row:
        starts = [(s.start, s.first_row) for s in cut.spans if s.first_row <= waiting]
        offset, row = max(starts, default=(0, 1))
    last, last_item = max(place or (0, 0), item.judged or (0, 0))
    return {
        "source": item.source, "file": item.file, "bytes": cut.bytes, "sha256": cut.sha256,
        "head": cut.head, "generation": cut.generation, "resume_offset": offset, "resume_row": row,
        "row": last, "item": last_item, "stamp": item.stamp,
    }  # fmt: skip


def _judged_to(lines: pl.LazyFrame) -> dict[tuple[str, str], tuple[int, int]]:
    """The last line of every file that was read, and its item; not what broke off behind it."""
    at = ["source", "source_file"]
    place = pl.col("source_row") * 2**32 + pl.col("source_item")
    found = lines.filter(~pl.col("cut")).group_by(at).agg(place=place.max()).collect()
    return {row[:2]: divmod(row[2], 2**32) for row in found.iter_rows()}
