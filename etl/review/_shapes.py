"""What a placeholder stands for, by its shape alone: `Mei Chen` is `Xxx Xxxx`, 陳先生 is 字字字.

A shape tells a name from a version number and nothing of whose it is. Values are read where they rest
anyhow, in `work`, and are gone behind the expression below: no value is printed, written or returned.
"""

from pathlib import Path

import polars as pl

LONGEST = 40  # characters of a shape
_MOST = 3  # shapes of one placeholder: spellings of one value
_SHAPES = (
    (r"\p{M}", ""),
    (r"\p{Han}", "字"),
    (r"[\p{Lu}\p{Lt}]", "X"),
    (r"\p{Ll}", "x"),
    (r"\p{N}", "9"),
    (r"[\p{L}--[Xx字]]", "o"),
    (r"[^Xx字o9\p{P}\p{Zs}$+<=>|~^`]", "."),
)
_SCHEMA = {"record_id": pl.String, "mark": pl.String, "shape": pl.String}


def shape(text: pl.Expr) -> pl.Expr:
    """Its letters as `X`, `x`, `字` or `o`, its digits as `9`; punctuation and spaces as they are, the rest a dot."""
    for pattern, instead in _SHAPES:
        text = text.str.replace_all(pattern, instead)
    return text.str.slice(0, LONGEST)


def shapes(work: Path | None, records: pl.Series) -> pl.DataFrame:
    """`record_id`, `mark`, `shape` of these rows; none where nothing of the run is left in `work`.

    Args:
        work: the run's folder there: with `keep_frames`, or of a run that was refused.
        records: ids of rows.
    """
    found, ids = _frames(work) if work else ([], [])
    if not found or not ids:
        return pl.DataFrame(schema=_SCHEMA)
    rows = pl.concat(
        pl.scan_parquet(path, glob=False).select("ordinal", "record_id") for path in ids
    )
    rows = rows.filter(pl.col("record_id").is_in(records.implode()))
    told = pl.scan_parquet(found, glob=False).select(
        "ordinal", mark="instead", shape=shape(pl.col("text"))
    )
    joined = told.filter(pl.col("mark").is_not_null()).join(rows, on="ordinal").drop("ordinal")
    by = joined.unique().sort("shape").group_by("record_id", "mark", maintain_order=True)
    return by.agg(pl.col("shape").head(_MOST).str.join(" | ")).collect()


def _frames(work: Path) -> tuple[list[Path], list[Path]]:
    """What was found in clear, and which row is which: as a run keeps it, or while it works."""
    kept = work / "frames"
    if (kept / "found").is_dir():
        return sorted((kept / "found").glob("*.parquet")), sorted(
            (kept / "scrub").glob("*.parquet")
        )
    found = [*work.glob("scrub/*/raw-*.parquet"), *work.glob("sweep/*/raw-sweep-*.parquet")]
    return sorted(found), sorted(work.glob("scrub/*/scrubbed-*.parquet"))
