"""The pass `write`: `data/`, the formats and the ledger of a part."""

from pathlib import Path
from typing import Any

import polars as pl

from etl import frames, ledger, scrub, write
from etl.plan import Job, Part
from etl.schema import IDENTITY, ROW
from etl.work._sweep import written as written_rows
from etl.work._tally import Tally

# What later runs must know of a kept row: `history.ROWS` but for the run.
KEPT = (
    "ordinal", "record_id", "call_key", "conversation_id", "history_id", "cluster_id", "user_key",
    "split",
)  # fmt: skip
NAMES: dict[str, Any] = {"file": pl.String, "shown": pl.String}
VALUES: dict[str, Any] = {"record_id": pl.String, "value": pl.String}


def write_part(job: Job, part: Part, folder: Path) -> Tally:
    """Write the rows of `part` that are kept, and the ledger of all its lines."""
    run, options, tally = job.run(part.task), job.options[part.task], Tally()
    dead = frames.of_part(job, "placed/dead", part)
    attributes = frames.of_part(job, "placed/attributes", part)
    rows = _read(job, part) if options["scrub"] is None else written_rows(job, part)
    rows = rows.join(dead.select("ordinal"), on="ordinal", how="anti", maintain_order="left")
    rows = rows.join(attributes, on="ordinal", how="left", maintain_order="left")
    frames.keep(job, "split", part, 0, rows)
    written, lines = write.write(rows, run, **options["write"])
    ledger.judged("write", rows, written)
    frames.keep(job, "write", part, 0, written)
    kept = written["reasons"].list.len() == 0
    partition_by, timestamps = options["write"]["partition_by"], options["write"]["timestamps"]
    taken = {name: frame.filter(kept) for name, frame in lines.items()}
    write.save(part.number, written.filter(kept), taken, folder,
               partition_by=partition_by, timestamps=timestamps)  # fmt: skip
    for name, frame in taken.items():
        tally.formats[name] = frame.height - frame["line"].null_count()
    known = written.filter(kept)
    if job.remembers:
        frames.save(folder, "kept", 0, known.select(KEPT))
    names = _names(job, part)
    frames.save(folder, "names", 0, names)
    _write_ledger(job, part, pl.concat([dead, ledger.verdict("write", written)]),
                  attributes.drop("split").join(known.select("ordinal", "split", "not_in"), on="ordinal", how="left"),
                  names=names, audit=folder / "audit")  # fmt: skip
    return tally


def _read(job: Job, part: Part) -> pl.DataFrame:
    """The rows of a part as they were read, where nothing is scrubbed."""
    chunks = [pl.read_parquet(path, glob=False) for path in frames.chunks(job, "rows", part)]
    return pl.concat(chunks) if chunks else pl.DataFrame(schema=ROW)


def _names(job: Job, part: Part) -> pl.DataFrame:
    """`file`, `shown`: the names of the part's files, and what the ledger may show of them."""
    options, names = job.options[part.task]["scrub"], sorted({span.file for span in part.spans})
    if options is None:
        shown = dict(zip(names, names, strict=True))
    else:
        shown = scrub.file_names(names, job.folder / "sought", job.run(part.task), options)
    return pl.DataFrame({"file": names, "shown": [shown[name] for name in names]}, schema=NAMES)


def _write_ledger(
    job: Job,
    part: Part,
    dead: pl.DataFrame,
    attributes: pl.DataFrame,
    *,
    names: pl.DataFrame,
    audit: Path,
) -> None:
    """The ledger of a part, and the keyed hashes of what was scrubbed in its kept rows."""
    aside = frames.of_part(job, "judged/aside", part).select("ordinal")
    lines = pl.concat(pl.read_parquet(p, glob=False) for p in frames.chunks(job, "lines", part))
    lines = lines.join(aside, on="ordinal", how="anti", maintain_order="left")
    known = attributes.select("ordinal", "supersedes", "cluster_id", "split", "not_in")
    entries = ledger.entries(lines.select(IDENTITY.keys()), dead, known)
    entries = entries.with_columns(pl.col("source_file").replace(dict(names.iter_rows())))
    found = [pl.read_parquet(p, glob=False)
             for what in ("values", "values-sweep") for p in frames.chunks(job, what, part)]  # fmt: skip
    kept = entries.filter(pl.col("fate") == "kept").select("record_id")
    values = (
        pl.concat([pl.DataFrame(schema=VALUES), *found])
        .unique()
        .join(kept, on="record_id", how="semi")
    )
    for name, frame in {"ledger": entries, "values": values.sort("record_id", "value")}.items():
        (audit / name).mkdir(parents=True, exist_ok=True)
        path = audit / name / f"part-{part.number:06}.parquet"
        frame.write_parquet(path, row_group_size=8192)
