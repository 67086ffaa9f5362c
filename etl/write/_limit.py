"""At most so many conversations: the same ones in any order of rows, on any number of workers."""

import hashlib

import polars as pl

from etl.schema import Run


def over_limit(keys: pl.DataFrame, run: Run, *, limit: int | None) -> pl.DataFrame:
    """Judge which rows are of conversations beyond the first `limit`, by a keyed hash of their ids.

    Args:
        keys: `ordinal`, `conversation_id` of every row; a null id is a conversation of its own.
        run: its key and seed choose.
        limit: how many conversations may stay, with all their rows; None for all.

    Returns:
        The rows in order: `ordinal`, `reasons` ([] or ["over_limit"]).
    """
    named = keys.select(
        "ordinal", pl.coalesce("conversation_id", pl.col("ordinal").cast(pl.String)).alias("id")
    )
    ids = named["id"].unique(maintain_order=True)
    over: list[str] = []
    if limit is not None and len(ids) > limit:
        over = sorted(ids, key=lambda name: _draw(name, run))[limit:]
    reason = pl.when(pl.col("id").is_in(over)).then(pl.lit("over_limit"))
    return named.select("ordinal", pl.concat_list(reason).list.drop_nulls().alias("reasons"))


def _draw(name: str, run: Run) -> tuple[bytes, str]:
    text = f"limit {run.seed} {name}".encode()
    return hashlib.blake2b(text, key=run.key, digest_size=8).digest(), name
