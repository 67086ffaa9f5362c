"""The pass `write`: `data/`, the formats and the ledger of a part."""

from pathlib import Path
from typing import Any

import polars as pl

from etl import frames, ledger, scrub, write
from etl.plan import Job, Part
from etl.schema import IDENTITY
from etl.work._batches import Batch, batches, of
from etl.work._tally import Tally

# What later runs must know of a kept row: `history.ROWS` but for the run.
KEPT = (
    "ordinal", "record_id", "call_key", "conversation_id", "history_id", "cluster_id", "user_key",
    "split",
)  # fmt: skip
NAMES: dict[str, Any] = {"file": pl.String, "shown": pl.String}
VALUES: dict[str, Any] = {"record_id": pl.String, "value": pl.String}


def write_part(job: Job, part: Part, folder: Path) -> Tally:
    """Write the rows of `part` that are kept, and the ledger of all its lines, a batch at a time."""
    tally, names = Tally(), _names(job, part)
    frames.save(folder, "names", 0, names)
    for batch in batches(job, part):
        written, taken = _written(job, part, batch, folder)
        for name, frame in taken.items():
            lines = frame.height - frame["line"].null_count()
            tally.formats[name] = tally.formats.get(name, 0) + lines
        entries = _entries(job, batch, written, names)
        _save_audit(folder / "audit", _name(part, batch), entries, _values(job, part, batch))
    return tally


def _written(
    job: Job, part: Part, batch: Batch, folder: Path
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """Write what is kept of a batch; its rows with the verdicts of `write`, and the lines of each format."""
    options = job.options[part.task]["write"]
    frames.keep(job, "split", part, batch.number, batch.rows)
    written, lines = write.write(batch.rows, job.run(part.task), **options)
    ledger.judged("write", batch.rows, written)
    frames.keep(job, "write", part, batch.number, written)
    kept = written["reasons"].list.len() == 0
    known, taken = (
        written.filter(kept),
        {name: frame.filter(kept) for name, frame in lines.items()},
    )
    write.save(_name(part, batch), known, taken, folder,
               partition_by=options["partition_by"], timestamps=options["timestamps"])  # fmt: skip
    if job.remembers:
        frames.save(folder, "kept", batch.number, known.select(KEPT))
    return written, taken


def _name(part: Part, batch: Batch) -> str:
    """What files of a batch are called; they sort in its order (`.` before `_`), and most parts have one."""
    return f"part-{part.number:06}" + (f"_{batch.number:05}" if batch.number else "")


def _names(job: Job, part: Part) -> pl.DataFrame:
    """`file`, `shown`: the names of the part's files, and what the ledger may show of them."""
    options, names = job.options[part.task]["scrub"], sorted({span.file for span in part.spans})
    if options is None:
        shown = dict(zip(names, names, strict=True))
    else:
        shown = scrub.file_names(names, job.folder / "sought", job.run(part.task), options)
    return pl.DataFrame({"file": names, "shown": [shown[name] for name in names]}, schema=NAMES)


def _entries(job: Job, batch: Batch, written: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The ledger of a batch."""
    aside = of(job, "judged/aside", batch.lines).select("ordinal")
    lines = batch.lines.join(aside, on="ordinal", how="anti", maintain_order="left")
    dead = pl.concat([batch.dead, ledger.verdict("write", written)])
    kept = written.filter(pl.col("reasons").list.len() == 0).select("ordinal", "split", "not_in")
    known = batch.attributes.drop("split").join(kept, on="ordinal", how="left")
    known = known.select("ordinal", "supersedes", "cluster_id", "split", "not_in")
    entries = ledger.entries(lines.select(IDENTITY.keys()), dead, known)
    return entries.with_columns(pl.col("source_file").replace(dict(names.iter_rows())))


def _values(job: Job, part: Part, batch: Batch) -> pl.DataFrame:
    """`VALUES` of the rows of a batch: keyed hashes of what was scrubbed in them."""
    paths = [frames.chunks(job, what, part) for what in ("values", "values-sweep")]
    found = [pl.read_parquet(some[i], glob=False) for some in paths if some for i in batch.chunks]
    return pl.concat([pl.DataFrame(schema=VALUES), *found]).unique()


def _save_audit(folder: Path, name: str, entries: pl.DataFrame, values: pl.DataFrame) -> None:
    """Save the ledger, and the values of what is kept."""
    kept = entries.filter(pl.col("fate") == "kept").select("record_id")
    values = values.join(kept, on="record_id", how="semi").sort("record_id", "value")
    for what, frame in {"ledger": entries, "values": values}.items():
        (folder / what).mkdir(parents=True, exist_ok=True)
        frame.write_parquet(folder / what / f"{name}.parquet", row_group_size=8192)
