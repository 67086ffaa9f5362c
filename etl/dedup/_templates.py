"""What a prompt template shares by prefix or suffix, left out of what `near` compares.

A template of 2,000 tokens around an input of 100 makes all prompts look alike, and where the
answers are alike too (labels, empty extractions) all rows would become one. So a beginning or end
that many different user messages share is taken for a template, and its shingles are left out:
what is compared is the input. Two near duplicates under one template are still alike by it.

Found over all rows of a run, earlier ones with new ones: the keys hold what every message said, so
a template that shows itself today counts for the rows of yesterday too, and no list of templates is
kept. The answer depends on the set of messages alone, not on their order or division.

    1  the first and last 8 shingles of each user message, made where the rows are (`columns`)
    2  which of them `least` messages share, one of a new row among them; mostly none: then all is done
    3  the tree (`_nodes`) of the rows that have one, then how many different messages pass each node
    4  those rows are written once more, with the rest of their shingles alone

A form letter that comes in so many versions is a template too: its versions are compared by what
differs. A template whose beginning differs from call to call (a date) is found by its end alone.

Price: 16 bytes a user message to see that there is none: 0.1 CPU s for 100,000 rows. Else 8 CPU s for
1 GB of prompts under templates, which are held in a file and read three times, and 20 bytes a node:
some 100 bytes a row. 120,000 extraction prompts of 2,100 tokens, all with the same answer: 11.9 CPU s and
160 MB; none of them goes, and 119,999 go without it (two loaded cores, November 2026).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow.parquet as pq

from etl.dedup import _messages, _openings, _sealing, _tree, near
from etl.dedup._tree import Texts, Tree
from etl.schema import Run

BATCH = 1024  # rows that are looked at together
OLD = pl.CompatLevel.oldest()  # Arrow types that Parquet has always known


def bared(keys: pl.LazyFrame, path: Path, run: Run, least: int, **sketch: Any) -> pl.LazyFrame:  # noqa: ANN401 - options of near
    """`keys` as `near` is to compare them.

    Args:
        keys: of all rows by ordinal, with `committed`, as `near.columns` made them.
        path: of a file that is written where there are templates: the rows under them.
        run: as `near.columns` got it.
        least: so many different messages share what a template gives.
        sketch: options of `near.sketched`.
    """
    firsts = np.union1d(*(_openings.often(keys, way, least) for way in _openings.WAYS))
    ordinals = _openings.having(keys, firsts)
    if ordinals.is_empty():
        return keys
    rows = ordinals.lazy()
    under = path.with_suffix(".under.parquet")
    keys.join(rows, on="ordinal", how="semi", maintain_order="left").sink_parquet(
        under, row_group_size=BATCH, statistics=False
    )
    tree = _tree.counted(_tree.laid(firsts, _texts(under)), _texts(under))
    if tree.times.max() < least:  # copies of few messages
        return keys
    _write(path, keys, (_cut(some, tree, least, run, sketch) for some in _read(under)))
    left = keys.join(rows, on="ordinal", how="anti", maintain_order="left")
    return left.merge_sorted(pl.scan_parquet(path, glob=False), key="ordinal")


def _read(path: Path, columns: list[str] | None = None) -> Iterator[pl.DataFrame]:
    """The rows of a file in batches, by pyarrow: Polars reads 128 row groups ahead (2.1)."""
    for batch in pq.ParquetFile(path).iter_batches(BATCH, columns=columns):
        yield pl.DataFrame(batch)


def _texts(path: Path) -> Iterator[Texts]:
    """What the rows of a file say, in batches."""
    return map(_flat, _read(path, ["shingles", "spread", "asked"]))


def _flat(rows: pl.DataFrame) -> Texts:
    turn, spread = _messages.flat(rows["spread"])
    offset = np.concatenate([[0], np.cumsum(spread, dtype=np.int64)])
    start, place = _messages.flat(rows["asked"])
    asked = np.repeat(turn[:-1], np.diff(start)) + place
    return Texts(_messages.unpacked(rows["shingles"])[1], offset, asked)


def _cut(
    rows: pl.DataFrame, tree: Tree, least: int, run: Run, sketch: Mapping[str, Any]
) -> pl.DataFrame:
    """Rows with the shingles that no template gives, and all that is made of them."""
    texts = _flat(rows)
    stays, gone = _tree.cut(tree, least, texts)
    turn, spread = _messages.flat(rows["spread"])
    spread[texts.asked] -= gone
    begin = np.concatenate([[0], np.cumsum(spread, dtype=np.int64)])[turn]
    left = texts.shingle[stays]
    return rows.with_columns(
        shingles=_messages.packed(left, begin),
        spread=_messages.lists(spread, turn),
        **near.sketched(_sealing.opened(left, run.key), begin, run, **sketch),
    )


def _write(path: Path, keys: pl.LazyFrame, batches: Iterator[pl.DataFrame]) -> None:
    """Write frames that have the columns of `keys`."""
    schema = pl.DataFrame(schema=keys.collect_schema()).to_arrow(compat_level=OLD).schema
    with pq.ParquetWriter(
        path, schema, compression="zstd", compression_level=1, write_statistics=False
    ) as file:
        for rows in batches:
            file.write_table(rows.to_arrow(compat_level=OLD))
