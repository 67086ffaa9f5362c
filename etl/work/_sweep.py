"""The pass `sweep`: what was found in any row of the run goes from all others, and keys are made once more.

Only rows that are hit are saved again (`swept`); `written` puts them in their places.
"""

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from etl import clean, dedup, frames, ledger, scrub
from etl.plan import Job, Part
from etl.work._scrub import RAW, entities, raw, values
from etl.work._tally import Tally, alive


def sweep_part(job: Job, part: Part, folder: Path) -> Tally:
    """Sweep `scrubbed` rows of `part`, a chunk at a time; keys of what they say then to `keys-again`."""
    run, options, found = job.run(part.task), job.options[part.task], Counter[str]()
    for chunk, path in enumerate(frames.chunks(job, "scrubbed", part)):
        rows = pl.read_parquet(path, glob=False)
        known: dict[int, list[dict[str, Any]]] = {}
        for value in _chunk(job, part, "raw", chunk).iter_rows(named=True):
            known.setdefault(value["ordinal"], []).append(value)
        judged = scrub.sweep(rows, known, job.folder / "sought", run, options["scrub"])
        found.update(entities(judged))
        frames.save(folder, "raw-sweep", chunk, raw(judged))
        frames.save(folder, "verdicts-sweep", chunk, ledger.verdict("scrub", judged))
        frames.save(folder, "values-sweep", chunk, values(alive(judged)))
        changed = judged.select(rows.columns)
        frames.save(folder, "swept", chunk, changed)
        left = alive(put(rows, changed))
        exact = None if options["dedup"] is None else options["dedup"]["exact"]
        again = dedup.keys(left, run, superseded=False, exact=exact, near=None)
        frames.save(folder, "keys-again", chunk, again)
        if options["clean"] is not None and job.remembers:
            frames.save(folder, "keys-asked", chunk, clean.keys(left))
    return Tally(entities=dict(found))


def written(job: Job, part: Part, chunk: int) -> pl.DataFrame:
    """The rows of a chunk as they are to be written, in their order."""
    return put(_chunk(job, part, "scrubbed", chunk), _chunk(job, part, "swept", chunk))


def _chunk(job: Job, part: Part, what: str, chunk: int) -> pl.DataFrame:
    return pl.read_parquet(frames.chunks(job, what, part)[chunk], glob=False)


def put(rows: pl.DataFrame, changed: pl.DataFrame) -> pl.DataFrame:
    """`rows` with those that were `changed` in their places."""
    if not changed.height:
        return rows
    rest = rows.join(changed, on="ordinal", how="anti", maintain_order="left")
    return pl.concat([rest, changed.select(rest.columns)]).sort("ordinal")


def of_part(job: Job, part: Part, *whats: str) -> pl.DataFrame:
    """`RAW` of a part: what was found in its rows, and in the second pass."""
    found = [pl.read_parquet(p, glob=False) for w in whats for p in frames.chunks(job, w, part)]
    return pl.concat([pl.DataFrame(schema=RAW), *found])
