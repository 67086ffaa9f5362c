"""What is counted of a run: lines by source and file, the newest call, and what kept rows are like."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl

from etl import frames, gates
from etl.inputs import Input
from etl.prepare import Begun
from etl.schema import ROW
from etl.work import LINE, NAMES


def by_source(begun: Begun) -> dict[str, dict[str, int]]:
    """Source -> `lines`, and how many of them are `unread` and `cut`, of the lines that are input."""
    by = _new_lines(begun).group_by("source").agg(pl.len(), pl.col("unread", "cut").sum())
    return {
        source: {"lines": total, "unread": unread, "cut": cut}
        for source, total, unread, cut in by.sort("source").collect().iter_rows()
    }


def by_file(begun: Begun) -> list[dict[str, Any]]:
    """What was read of each file that holds anything new: `inputs` of the manifest, but for types."""
    seen: dict[tuple[str, str], Counter[str]] = {}
    by = _new_lines(begun).group_by("source", "source_file", "dialect", "unread").len().collect()
    for source, file, dialect, aside, rows in by.iter_rows():
        counted = seen.setdefault((source, file), Counter())
        counted["rows"] += rows
        counted["quarantined"] += rows if aside else 0
        if dialect is not None:
            counted[f"dialect:{dialect}"] += rows
    read = [item for item in begun.inputs if item.cut.spans]
    names = dict(frames.of_all(begun.job, "names", begun.parts, NAMES).collect().iter_rows())
    return [
        _of_file(item, names[item.file], seen.get((item.source, item.file), Counter()))
        for item in read
    ]


def _of_file(item: Input, name: str, counted: Counter[str]) -> dict[str, Any]:
    return {
        "source": item.source,
        "file": name,
        "bytes": item.cut.bytes,
        "sha256": item.cut.sha256,
        "change": item.cut.change,
        "rows": counted["rows"],
        "quarantined": counted["quarantined"],
        "dialects": {
            name.removeprefix("dialect:"): n
            for name, n in sorted(counted.items())
            if name.startswith("dialect:")
        },
    }


def newest(begun: Begun) -> datetime | None:
    """Time of the newest call that was ever read, also of those that wait."""
    before = begun.history.previous.get("newest_call")
    known = [datetime.fromisoformat(before)] if before else []
    read = frames.of_all(begun.job, "lines", begun.parts, LINE)
    now = gates.newest(read, begun.attempt.started)
    return max([*known, now] if now else known, default=None)


def shape(folders: Sequence[Path]) -> dict[str, Any]:
    """`gates.shape` of the rows in `data/` of some folders."""
    files = [path for folder in folders for path in sorted((folder / "data").rglob("*.parquet"))]
    none = pl.LazyFrame(schema={"record_id": pl.String, "messages": ROW["messages"]})
    rows = pl.scan_parquet(files, hive_partitioning=False, glob=False) if files else none
    return gates.shape(rows.select("record_id", "messages"))


def _new_lines(begun: Begun) -> pl.LazyFrame:
    """`work.LINE` of the input lines of this run."""
    aside = pl.scan_parquet(begun.job.folder / "judged" / "aside.parquet", glob=False)
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE)
    return lines.join(aside, on="ordinal", how="anti", maintain_order="left")
