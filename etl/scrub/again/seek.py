"""Look through many texts for the values of a run, with bounded memory, and take apart those that are hit.

    numbers.parquet    `SOUGHT` of numbers: joined with the numbers of the texts, a few at a time
    texts.parquet      `SOUGHT` of all else, in row groups: an Aho-Corasick automaton for each
    taken.parquet      `RAW` of surrogates that are values of the run: they get surrogates of their own

So a part of a run is read once for each `SLICE` values that are no numbers; what an automaton takes (about 60 bytes a
character of its values) is gone before the next.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pyarrow.parquet as pq
import regex

from etl.scrub.again import digits, elsewhere
from etl.scrub.again.elsewhere import SOUGHT
from etl.scrub.again.folded import compact, folded, unescaped
from etl.scrub.find.shadow import shadow
from etl.scrub.find.spans import Span
from etl.scrub.find.windows import pieces

_TOGETHER = 32 << 20  # bytes of texts that are looked through at once
SLICE = 50_000  # values: 107 MB of text a CPU second in one automaton


class Value(NamedTuple):
    """A row of `SOUGHT`: what stands elsewhere."""

    kind: str
    key: str
    entity: str
    text: str


def save(values: pl.DataFrame, issued: pl.DataFrame, folder: Path) -> None:
    """Leave what is sought of `values` (`elsewhere.RAW`) in a folder, and which surrogates are values themselves."""
    names = values.select("entity", name=pl.col("text").str.to_lowercase()).unique()
    lower = pl.col("instead").str.to_lowercase().alias("name")
    taken = issued.with_columns(lower).join(names, on=["entity", "name"], how="semi")
    taken.select("entity", text="instead").write_parquet(folder / "taken.parquet", statistics=False)
    for name, frame in zip(("numbers", "texts"), elsewhere.sought(values), strict=True):
        frame.write_parquet(folder / f"{name}.parquet", row_group_size=SLICE, statistics=False)


def taken(folder: Path) -> frozenset[tuple[str, str]]:
    """Entity and text of the surrogates that are values of the run."""
    return frozenset(pl.read_parquet(folder / "taken.parquet", glob=False).iter_rows())


def hits(texts: pl.Series, folder: Path) -> dict[int, list[Value]]:
    """The values that may stand in some of the texts, by the place of the text."""
    told: dict[int, list[Value]] = {}
    for first, some in _batches(texts):
        both = pl.DataFrame({"text": some, "meant": unescaped(some)})
        whole = pl.concat_str("text", "meant", separator="\n", ignore_nulls=True)
        seen = folded(both.select(whole).to_series())
        found = pl.concat([_numbers(seen, folder), *_others(compact(seen), folder)])
        for place, *value in found.unique().sort("place", *SOUGHT).iter_rows():
            told.setdefault(first + place, []).append(Value(*value))
    return told


def _batches(texts: pl.Series) -> Iterator[tuple[int, pl.Series]]:
    """Some texts at a time, and the place of the first: a look takes six times their size."""
    ends = texts.str.len_bytes().fill_null(0).cum_sum() // _TOGETHER
    first = 0
    for count in ends.rle().struct.field("len"):
        yield first, texts.slice(first, count)
        first += count


def _numbers(seen: pl.Series, folder: Path) -> pl.DataFrame:
    windows = digits.windows(seen)
    number = pl.col("digits")
    keys = pl.concat([
        windows.select("place", kind=pl.lit("number"), key=number),
        windows.select("place", kind=pl.lit("phone"), key=digits.cores(number)).explode("key"),
    ])  # fmt: skip
    known = pl.scan_parquet(folder / "numbers.parquet", glob=False)
    found = known.join(keys.lazy(), on=["kind", "key"]).select("place", *SOUGHT)
    return found.collect(engine="streaming")


def _others(seen: pl.Series, folder: Path) -> Iterator[pl.DataFrame]:
    frame = seen.alias("seen").to_frame().with_row_index("place")
    with pq.ParquetFile(folder / "texts.parquet") as file:
        for batch in file.iter_batches(batch_size=SLICE):
            values = pl.DataFrame(batch)
            keys = values["key"].to_list()
            held = frame.filter(pl.col("seen").str.contains_any(keys))
            key = pl.col("seen").str.extract_many(keys, overlapping=True)
            named = held.select("place", key=key).explode("key")
            yield named.join(values, on="key").select("place", *SOUGHT)


class Places:
    """Where some values stand: found for one row or text, with the value that each place holds."""

    def __init__(self, values: Iterable[Value]) -> None:
        """One pattern of all; a group for each value."""
        self._values = list(values)
        shapes = [f"(?P<v{n}>{elsewhere.shape(*v)})" for n, v in enumerate(self._values)]
        self._sought = regex.compile("|".join(shapes), cache_pattern=False) if shapes else None

    def spans(self, text: str) -> Iterator[tuple[Span, Value]]:
        """Where the values stand in a text or in its shadow."""
        if self._sought is None:
            return
        for match in self._sought.finditer(text, overlapped=True):
            yield self._told(match, match.start(), match.end())
        for at, to in pieces(text):
            if seen := shadow(text[at:to]):
                for match in self._sought.finditer(seen.text, overlapped=True):
                    start, end = seen.original(match.start(), match.end())
                    yield self._told(match, at + start, at + end)

    def _told(self, match: "regex.Match[str]", start: int, end: int) -> tuple[Span, Value]:
        value = self._values[int(str(match.lastgroup)[1:])]
        return Span(start, end, value.entity), value
