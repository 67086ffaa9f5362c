"""Numbers of JSON that are written with a point or an exponent, told by value: 5425233430109903.0 is a card.

What looks through texts by the thousand reads them as they are written; only those that it tells are taken apart.
"""

import re

import polars as pl

from etl.scrub._numbers import by_value

_MAY = r"[0-9]{5}\.0|[0-9]\.[0-9]{5,}[eE]|[0-9]{5}[eE][+-]?[0-9]"
_FLOAT = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)


def with_values(texts: pl.Series) -> pl.Series:
    """The texts, each with the values of its floats behind it; null stays null."""
    frame = texts.alias("text").to_frame().with_row_index("place")
    some = frame.filter(pl.col("text").str.contains(_MAY))
    told = some.select("place", values=pl.Series(map(_values, some["text"]), dtype=pl.String))
    both = frame.join(told, on="place", how="left", maintain_order="left")
    whole = pl.concat_str("text", pl.col("values").fill_null(""))
    return both.select(whole)["text"].rename(texts.name)


def _values(text: str) -> str:
    values = dict.fromkeys(shown for n in _FLOAT.findall(text) if (shown := by_value(n)) != n)
    return "".join(f"\n{value}" for value in values)
