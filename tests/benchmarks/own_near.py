"""Dedup's `near` over a file of documents, as a run does it: keys part by part, then the verdict.

    python own_near.py documents.parquet FOLDER [builtin|datasketch] [memory|disk]

In memory the keys stay where peers have theirs; on disk (as in a run) they go through Parquet files,
and memory does not grow with the texts. Prints one JSON object; the clock starts when everything is
imported and the kernels are loaded.
"""

import json
import resource
import sys
import time
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from etl import dedup
from etl.schema import ROW, Run

RUN = Run(key=b"bench", seed=42)


def rows(texts: pl.DataFrame) -> pl.DataFrame:
    """Documents as conversations of one answer."""
    said = pl.struct(
        role=pl.lit("assistant"), content="text", name=pl.lit(None, pl.String), tool_calls=pl.lit(None, pl.String),
        tool_call_id=pl.lit(None, pl.String), weight=pl.lit(1, pl.Int8),
    )  # fmt: skip
    named = {
        "ordinal": pl.col("id").cast(pl.UInt64),
        "record_id": pl.col("id").cast(pl.String),
        "source": pl.lit("s"),
        "source_file": pl.lit("f"),
        "source_row": pl.col("id").cast(pl.UInt64) + 1,
        "messages": pl.concat_list(said),
    }
    columns = {
        name: named.get(name, pl.lit(None)).cast(kind).alias(name) for name, kind in ROW.items()
    }
    return texts.select(columns.values())


def keys(source: Path, folder: Path, on: dict[str, object], where: str) -> pl.LazyFrame:
    """The keys of all documents."""
    made, file = [], pq.ParquetFile(source)
    for number in range(file.num_row_groups):  # `iter_batches` holds what it has read
        part = dedup.keys(rows(pl.from_arrow(file.read_row_group(number))), RUN, **on)
        if where == "disk":
            path = folder / f"keys-{number:05}.parquet"
            part.write_parquet(path, compression="zstd", compression_level=1, statistics=False)
            part = pl.scan_parquet(path, glob=False)
        made.append(part.lazy())
    return pl.concat(made)


def gone(keys: pl.LazyFrame, on: dict[str, object]) -> pl.DataFrame:
    verdicts = dedup.verdicts(keys, RUN, **on)
    return verdicts.filter(pl.col("reasons").list.len() > 0).select("ordinal").collect()


def main(source: Path, folder: Path, engine: str = "builtin", where: str = "memory") -> None:
    near = {"threshold": 0.8, "keep": "first", "engine": engine}
    on = {"superseded": False, "exact": None, "near": near}
    two = pl.DataFrame({"id": [0, 1], "text": ["a b c d e f"] * 2})
    gone(dedup.keys(rows(two), RUN, **on).lazy(), on)
    started, wall = time.process_time(), time.perf_counter()
    frame = keys(source, folder, on, where)
    made = time.process_time()
    found = gone(frame, on)
    ended = time.process_time()
    (folder / f"gone-{engine}.json").write_text(json.dumps(found["ordinal"].to_list()))
    print(json.dumps({
        "cpu_s": ended - started, "keys_s": made - started, "verdict_s": ended - made,
        "wall_s": time.perf_counter() - wall, "gone": found.height,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "version": "here",
    }))  # fmt: skip


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
