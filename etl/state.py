"""Write down what later runs must know of this one; see `etl.history` for the files.

The folder is committed before the run is published. Until then, and for ever if it never is, no
history names it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from etl import across, again, checkpoint, commit, documents, frames, progress, scrub
from etl.history import KNOWN, KNOWN_RUNS, ROWS, WHOLE, History
from etl.plan import Job, Part
from etl.prepare import Begun

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
    waiting = progress.pending(begun)
    waiting.write_parquet(folder / "pending.parquet")
    progress.files(begun, waiting).write_parquet(folder / "files.parquet")
    documents.now(begun).write_parquet(folder / "documents.parquet")
    crowds = pl.read_parquet(begun.job.folder / "placed" / "crowds.parquet", glob=False)
    crowds.drop_nulls("value").write_parquet(folder / "crowds.parquet")
    kept = frames.of_all(begun.job, "kept", begun.parts, ROWS)
    rows = kept.with_columns(run_id=pl.lit(begun.attempt.run_id)).select(ROWS.keys())
    rows.sink_parquet(folder / "rows.parquet")
    removed.write_parquet(folder / "removed.parquet")
    unfit = pl.read_parquet(begun.job.folder / "judged" / "unfit.parquet", glob=False)
    unfit.write_parquet(folder / "unfit.parquet")
    if begun.scrubs:
        known = frames.of_all(begun.job, "known", begun.parts, scrub.KNOWN)
        known.sink_parquet(folder / KNOWN, statistics=False)
    _keys(begun.job, begun.parts, kept.select("ordinal"), folder)


def prune(history: History) -> None:
    """Remove the whole snapshots of the runs before, which those of the new one replace."""
    if history.folder is None:
        return
    for run in history.runs:  # all of them: a run that was killed has removed none
        for name in WHOLE:
            (history.folder / run / name).unlink(missing_ok=True)
    for run in history.runs[: 1 - KNOWN_RUNS]:
        (history.folder / run / KNOWN).unlink(missing_ok=True)


def _keys(job: Job, parts: Sequence[Part], live: pl.LazyFrame, folder: Path) -> None:
    for task, mine in across.tasks(parts):
        saved = {"keys-dedup": frames.of_all(job, "keys-dedup", mine, across.KEYS),
                 "keys-again": frames.of_all(job, "keys-again", mine, _NAMES)}  # fmt: skip
        if job.options[task]["clean"] is not None:
            none = pl.DataFrame(schema={"ordinal": pl.UInt64})
            saved["keys-asked"] = again.asked(job, task, mine, none)
        for what, keys in saved.items():
            alive = keys.join(live, on="ordinal", how="semi", maintain_order="left")
            path = folder / f"{what}.{task}.parquet"
            alive.sink_parquet(path, **frames.KEYS_FILE)
            if not pl.scan_parquet(path, glob=False).select(pl.len()).collect().item():
                path.unlink()  # of no row, and so it has not the columns that keys have
