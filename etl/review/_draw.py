"""Draw texts of a run by chance: from each source and language in proportion, the same ones each time."""

from collections.abc import Sequence

import polars as pl

from etl.review import _texts


def draw(rows: pl.LazyFrame, most: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Draw at most `most` texts of `rows`; all of them where there are no more.

    In each stratum those with the smallest hashes are taken: a draw without replacement that needs
    neither an order of the files nor a count beforehand.

    Args:
        rows: of `data/`: `source`, `messages`, `tools`; any order.
        most: texts.
        seed: another one draws others.

    Returns:
        `id` (`t0001`), `source`, `language`, `text`, shuffled by their hashes; and the strata:
        `source`, `language`, `texts` that there are, `drawn` of them, sorted.
    """
    told = _texts.counted(rows, seed)
    strata = told.group_by(_texts.STRATUM).len("texts").sort(_texts.STRATUM)
    drawn = pl.Series("drawn", shares(strata["texts"].to_list(), most), pl.Int64)
    strata = strata.with_columns(drawn)
    chosen = (
        told.join(strata, on=_texts.STRATUM)
        .filter(pl.col("hash").rank("ordinal").over(_texts.STRATUM) <= pl.col("drawn"))
        .select("hash", *_texts.STRATUM)
    )
    texts = chosen.join(_texts.read(rows, seed, chosen["hash"]), on="hash").sort("hash")
    number = pl.int_range(1, pl.len() + 1).cast(pl.String).str.zfill(4)
    return texts.select(pl.concat_str(pl.lit("t"), number).alias("id"), *_texts.STRATUM, "text"), (
        strata
    )


def shares(sizes: Sequence[int], most: int) -> list[int]:
    """`most` things dealt to groups of these sizes in proportion; the largest remainders are rounded up.

    >>> shares([900, 90, 10], 25)
    [23, 2, 0]
    """
    whole = sum(sizes)
    if whole <= most:
        return list(sizes)
    dealt = [size * most // whole for size in sizes]
    rest = sorted(range(len(sizes)), key=lambda i: (-(sizes[i] * most % whole), i))
    for i in rest[: most - sum(dealt)]:
        dealt[i] += 1
    return dealt
