"""The shape of rows: how long, how many turns, which language. Drift is told by it."""

from collections import Counter
from typing import Any

import polars as pl

from etl.language import language_of

SAMPLE = 10_000  # rows whose shape is told


def shape(rows: pl.LazyFrame) -> dict[str, Any]:
    """What rows of `data/` are like: characters, turns and languages, each with its shares.

    Of at most `SAMPLE` rows, those with the smallest record ids, which are hashes: the same rows
    in any order. Text is what users and assistants said; a bin is named by its lower bound.

    Args:
        rows: `record_id`, `messages`.
    """
    last = rows.select(pl.col("record_id").bottom_k(SAMPLE).max()).collect().item()
    said = pl.element().filter(_role().is_in(["user", "assistant"])).struct.field("content")
    text = pl.col("messages").list.eval(said.fill_null("")).list.join("\n")
    users = pl.col("messages").list.eval(_role() == "user").list.sum()
    told = (
        rows.filter(pl.col("record_id") <= pl.lit(last, dtype=pl.String))
        .select(chars=text.str.len_chars(), turns=users, languages=language_of(text))
        .collect()
    )
    named = {"chars": _spread(told["chars"]), "turns": _spread(told["turns"])}
    return {"rows": told.height, **named, "languages": _falling(told["languages"].to_list())}


def _role() -> pl.Expr:
    return pl.element().struct.field("role")


def _spread(numbers: pl.Series) -> dict[str, Any]:
    quantiles = {f"p{q}": numbers.quantile(q / 100, "nearest") for q in (50, 90, 99)}
    bins = (1 << (n.bit_length() - 1) if n else 0 for n in sorted(numbers.to_list()))
    return {
        **{q: n and int(n) for q, n in quantiles.items()},
        "bins": dict(Counter(map(str, bins))),
    }


def _falling(labels: list[str]) -> dict[str, int]:
    return dict(sorted(Counter(labels).items(), key=lambda pair: (-pair[1], pair[0])))
