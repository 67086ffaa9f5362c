"""The texts of a run that a person can read one by one, and to which stratum each belongs.

A text is what one message holds (its name, content and tool calls, a line each) or the tool
definitions of a conversation; one that is longer than `PASSAGE` is taken passage by passage, since a
cell of a spreadsheet ends at 32,767 characters and a reader earlier. Texts that are alike count
once: the same system prompt in every conversation is one text. What holds no letter and no digit is
none. Ids of tool calls are not shown.

Texts are told apart, and chosen, by a seeded hash of 64 bits (XXH3, the same on every machine). To
count them takes 180 bytes for each different one, and no text is held: of 4 million short ones 0.85 GB
and 15 CPU s, draw included (November 2026).
"""

import polars as pl
import polars_hash as plh

from etl.language import language_of

PASSAGE = 4000  # characters
STRATUM = ("source", "language")
LETTERS = 20  # fewer tell no language, as in `scrub`


def counted(rows: pl.LazyFrame, seed: int) -> pl.DataFrame:
    """Every different text as `hash`, `source` (the first by name that has it), `language`; no order."""
    narrow = _passages(rows, seed).select("hash", "source", _language())  # no text is held
    told = narrow.group_by("hash").agg(pl.col("source").min(), pl.col("language").first())
    return told.collect(engine="streaming")


def read(rows: pl.LazyFrame, seed: int, hashes: pl.Series) -> pl.DataFrame:
    """`hash`, `text` of the texts with these hashes; no order."""
    chosen = _passages(rows, seed).filter(pl.col("hash").is_in(hashes.implode()))
    return chosen.group_by("hash").agg(pl.col("text").first()).collect(engine="streaming")


def of_row() -> pl.Expr:
    """The texts of a row, its messages and its tool definitions: a list, with nulls and empty ones."""
    field = pl.element().struct.field
    said = pl.concat_str(
        field("name"), field("content"), field("tool_calls"), separator="\n", ignore_nulls=True
    )
    return pl.concat_list(pl.col("messages").list.eval(said), pl.concat_list("tools"))


def _passages(rows: pl.LazyFrame, seed: int) -> pl.LazyFrame:
    whole = rows.select("source", text=of_row()).explode("text", empty_as_null=False)
    whole = whole.filter(pl.col("text").str.contains(r"[\p{L}\p{N}]"))
    starts = pl.int_ranges(0, pl.col("text").str.len_chars(), PASSAGE, dtype=pl.Int64)
    cut = whole.with_columns(start=starts).explode("start", empty_as_null=False)
    cut = cut.with_columns(text=pl.col("text").str.slice(pl.col("start"), PASSAGE)).drop("start")
    return cut.with_columns(hash=plh.col("text").nchash.xxh3_64(seed=seed))


def _language() -> pl.Expr:
    text = pl.col("text")
    short = text.str.count_matches(r"\p{L}") < LETTERS
    return pl.when(short).then(pl.lit("und")).otherwise(language_of(text)).alias("language")
