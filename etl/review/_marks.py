"""Placeholders in their context, drawn by chance: for a person to say whether each was right.

What was replaced is gone from `data/`. Where `work` still has it, its shape is shown beside the
placeholder (`etl.review._shapes`), never itself. A placeholder counts once in its row, where it
stands first.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import polars_hash as plh

from etl import scrub
from etl.errors import ConfigError, StorageError
from etl.review import _sheet, _texts
from etl.review._draw import shares
from etl.review._reviewed import open_run
from etl.review._shapes import shapes

AROUND = 60  # characters on each side
COLUMNS = ("id", "source", "placeholder", "shape", "before", "after", "right", "note")
_ROW = ("record_id", "mark")


def marks(
    run: str, most: int, seed: int, entities: Sequence[str] = (), *,
    work: Path | None = None, out: Path | None = None,
) -> list[dict[str, Any]]:  # fmt: skip
    """Draw at most `most` placeholders of a run, of each entity in proportion.

    Args:
        run: see `open_run`.
        most: placeholders.
        seed: the same one draws the same placeholders of the same run.
        entities: those of these alone.
        work: the run's folder in `work`, if that is not where the config's default has it.
        out: a file to label, for its owner alone.

    Returns:
        `id`, `source`, `placeholder`, `shape` ("" where it is not known), `before`, `after` of each.

    Raises:
        ConfigError: there is no such placeholder in the run.
        StorageError: the file is there already.
    """
    reviewed = open_run(run)
    if out and out.exists():
        raise StorageError(f"{out.name}: is there already; name another file with --out")
    labels = [scrub.label_of(name) for name in entities]
    drawn = _drawn(_marked(reviewed.rows()), most, seed, labels)
    if not drawn.height:
        which = ", ".join(labels) if labels else "masks and surrogates cannot be told from the text"
        raise ConfigError(f"{reviewed.manifest['run_id']}: no placeholder to show: {which}")
    known = shapes(work or reviewed.work, drawn["record_id"].unique())
    told = list(_told(drawn.join(known, on=_ROW, how="left", maintain_order="left")))
    if out:
        run_id = reviewed.manifest["run_id"]
        cells = ([*row.values(), "", ""] for row in told)
        _sheet.write(out, _head(run_id), (run_id, "placeholders"), COLUMNS, cells)
    return told


def _marked(rows: pl.LazyFrame) -> pl.LazyFrame:
    """`record_id`, `source`, `text` of every text with a placeholder, in the order of its row."""
    whole = rows.select("record_id", "source", text=_texts.of_row())
    whole = whole.explode("text", empty_as_null=False)
    return whole.filter(pl.col("text").str.contains(scrub.PLACEHOLDER))


def _drawn(texts: pl.LazyFrame, most: int, seed: int, labels: Sequence[str]) -> pl.DataFrame:
    """`record_id`, `mark`, `source`, `text` that it stands in first; shuffled by hashes."""
    found = texts.select("record_id", mark=pl.col("text").str.extract_all(scrub.PLACEHOLDER))
    each = found.explode("mark", empty_as_null=False).unique()
    hashed = plh.concat_str("record_id", pl.lit("\0"), "mark").nchash.xxh3_64(seed=seed)
    label = pl.col("mark").str.extract(scrub.PLACEHOLDER, 1)
    named = each.with_columns(label=label, hash=hashed)
    if labels:
        named = named.filter(pl.col("label").is_in(labels))
    every = named.collect(engine="streaming")
    strata = every.group_by("label").len().sort("label")
    dealt = pl.Series("drawn", shares(strata["len"].to_list(), most), pl.Int64)
    rank = pl.col("hash").rank("ordinal").over("label")
    chosen = every.join(strata.with_columns(dealt), on="label").filter(rank <= pl.col("drawn"))
    return _placed(texts, chosen.select(*_ROW, "hash"))


def _placed(texts: pl.LazyFrame, chosen: pl.DataFrame) -> pl.DataFrame:
    """`chosen` with the first text of its row that it stands in, by `hash`."""
    of_rows = texts.filter(pl.col("record_id").is_in(chosen["record_id"].unique().implode()))
    both = chosen.join(of_rows.collect().with_row_index("place"), on="record_id")
    here = both.filter(pl.col("text").str.contains(pl.col("mark"), literal=True)).sort("place")
    return here.unique(_ROW, keep="first", maintain_order=True).sort("hash")


def _told(rows: pl.DataFrame) -> Iterator[dict[str, Any]]:
    for number, row in enumerate(rows.iter_rows(named=True), start=1):
        before, _, after = row["text"].partition(row["mark"])
        yield {
            "id": f"p{number:04}",
            "source": row["source"],
            "placeholder": row["mark"],
            "shape": row["shape"] or "",
            "before": " ".join(before[-4 * AROUND :].split())[-AROUND:],
            "after": " ".join(after[: 4 * AROUND].split())[:AROUND],
        }


def _head(run_id: str) -> Iterator[str]:
    yield f"Placeholders of run {run_id} in their context. For each write"
    yield "  right: 1 where somebody's data or a secret had to go, 0 where nothing had to"
    yield "  note: anything"
    yield "shape: what stood there, letters as X and x, Han characters as 字, digits as 9; empty if it is not known"
