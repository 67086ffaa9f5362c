"""What of a run overlaps evaluation files: told in its audit folder, and counted in a warning."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from etl.prepare import Begun


def leave(begun: Begun, staged: Path) -> None:
    """Leave `audit/contaminated/<task>.parquet`: `dedup.HITS` without ordinals, where it was asked for."""
    for task, path in _files(begun):
        folder = staged / "audit" / "contaminated"
        folder.mkdir(parents=True, exist_ok=True)
        hit = pl.read_parquet(path, glob=False).drop("ordinal")
        hit.write_parquet(folder / f"{task}.parquet", row_group_size=8192)


def told(begun: Begun) -> Iterator[str]:
    """How many rows there are, and what became of them."""
    for task, path in _files(begun):
        hit = pl.read_parquet(path, glob=False)
        if hit.height:
            options = begun.job.options[task]["dedup"]["contaminated"]
            fate = "dropped" if options["action"] == "drop" else "kept"
            yield (
                f"dedup: {hit.height:,} rows overlap evaluation files ({hit['file'].n_unique():,} of them) "
                f"and are {fate}; audit/contaminated tells which"
            )


def _files(begun: Begun) -> Iterator[tuple[str, Path]]:
    for task, options in sorted(begun.job.options.items()):
        path = begun.job.folder / "judged" / f"contaminated.{task}.parquet"
        if options["dedup"]["contaminated"] is not None and path.exists():
            yield task, path
