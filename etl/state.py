"""Write down what later runs must know of this one; see `etl.history` for the files.

The folder is committed before the run is published. Until then, and for ever if it never is, no
history names it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from etl import across, again, checkpoint, commit, documents, frames
from etl.history import FILES, PENDING, ROWS, WHOLE, History
from etl.inputs import Input
from etl.plan import Job, Part
from etl.prepare import Begun
from etl.work import LINE

# A pass that was not done leaves an empty file.
_NAMES = {name: ROWS.get(name, pl.Datetime("us", "UTC")) for name in
          ("ordinal", "record_id", "user_key", "history_id", "timestamp")}  # fmt: skip


def save(begun: Begun) -> None:
    """Commit `state/<run_id>`: what `fill` left in `counted`."""
    made = begun.job.folder / "counted" / "state"

    def take(folder: Path) -> dict[str, Any]:
        for path in sorted(made.iterdir()):
            commit.link(path, folder / path.name)
        return {"scheme": begun.history.scheme, "next_part": begun.parts[-1].number + 1}

    if (folder := begun.history.folder) is not None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        checkpoint.once(folder / begun.attempt.run_id, take)


def fill(begun: Begun, removed: pl.DataFrame, folder: Path) -> None:
    """Write the files of the state.

    Args:
        begun: the run.
        removed: `history.REMOVED` rows that it takes out of the set.
        folder: to be made.
    """
    folder.mkdir(mode=0o700)
    pending = _pending(begun)
    pending.write_parquet(folder / "pending.parquet")
    _files(begun, pending).write_parquet(folder / "files.parquet")
    documents.now(begun).write_parquet(folder / "documents.parquet")
    kept = frames.of_all(begun.job, "kept", begun.parts, ROWS)
    rows = kept.with_columns(run_id=pl.lit(begun.attempt.run_id)).select(ROWS.keys())
    rows.sink_parquet(folder / "rows.parquet")
    removed.write_parquet(folder / "removed.parquet")
    unfit = pl.read_parquet(begun.job.folder / "judged" / "unfit.parquet", glob=False)
    unfit.write_parquet(folder / "unfit.parquet")
    _keys(begun.job, begun.parts, kept.select("ordinal"), folder)


def prune(history: History) -> None:
    """Remove the whole snapshots of the runs before, which those of the new one replace."""
    if history.folder is None:
        return
    for run in history.runs:  # all of them: a run that was killed has removed none
        for name in WHOLE:
            (history.folder / run / name).unlink(missing_ok=True)


def _keys(job: Job, parts: Sequence[Part], live: pl.LazyFrame, folder: Path) -> None:
    for task, mine in across.tasks(parts):
        saved = {"keys-dedup": frames.of_all(job, "keys-dedup", mine, across.KEYS),
                 "keys-again": frames.of_all(job, "keys-again", mine, _NAMES)}  # fmt: skip
        if job.options[task]["clean"] is not None:
            none = pl.DataFrame(schema={"ordinal": pl.UInt64})
            saved["keys-asked"] = again.asked(job, task, mine, none)
        for what, keys in saved.items():
            alive = keys.join(live, on="ordinal", how="semi", maintain_order="left")
            alive.sink_parquet(folder / f"{what}.{task}.parquet", statistics=False)


def _pending(begun: Begun) -> pl.DataFrame:
    """Lines that wait: those of files that were read, and those that waited in other files."""
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE)
    aside = pl.scan_parquet(begun.job.folder / "judged" / "aside.parquet", glob=False)
    waits = aside.filter(pl.col("why") == "pending")
    now = lines.join(waits, on="ordinal", how="semi").select(PENDING.keys()).collect()
    read = {(item.source, item.was) for item in begun.inputs if item.cut.spans}
    before = [row for row in begun.history.pending().iter_rows() if row[:2] not in read]
    waiting = pl.DataFrame(before, schema=PENDING, orient="row")
    return pl.concat([waiting, now]).sort(PENDING.keys())


def _files(begun: Begun, pending: pl.DataFrame) -> pl.DataFrame:
    """How far every file was judged, and where a later reading begins."""
    at = ("source", "source_file")
    places = _judged_to(frames.of_all(begun.job, "lines", begun.parts, LINE))
    first = pending.group_by(at).agg(pl.col("source_row").min())
    waiting = {row[:2]: row[2] for row in first.iter_rows()}
    told = {
        key: _file(item, places.get(key), waiting.get(key))
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
