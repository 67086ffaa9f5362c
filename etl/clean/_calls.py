"""The calls of persons, narrow enough to sort all of them: who asked where, when, under which id."""

import polars as pl

_SERVICE_CALLS, _SERVICE_SHARE = 100, 0.05  # more calls than both: a service, not a person


def calls(keys: pl.LazyFrame) -> pl.LazyFrame:
    """The calls of somebody at some time, narrow; sorted by group (who, where) and time.

    With `committed` in `keys`: groups alone that hold a new call beside a committed one. The
    hashes hold inside this process alone: they group, and are never written.
    """
    total = keys.select(pl.len()).collect(engine="streaming").item()
    who = [_person(keys, name, total) for name in ("user_key", "session_key")]
    place = pl.struct("who", "history", "history_bytes", "after")
    again = "committed" in keys.collect_schema()
    committed = pl.col("committed").fill_null(value=False) if again else pl.lit(None, pl.Boolean)
    found = (
        keys.with_columns(who=pl.coalesce(who))
        .filter(pl.col("who", "timestamp").is_not_null(), pl.col("asked_bytes") > 0)
        .select("ordinal", "timestamp", "passes", "asked_bytes", committed=committed,
                call=_hash("call_key").fill_null(0), group=place.hash())
    )  # fmt: skip
    for side in (pl.col("committed"), ~pl.col("committed")) if again else ():
        one = found.filter(side).select("group")
        found = found.join(one, on="group", how="semi", maintain_order="left")
    return found.sort("group", "timestamp", "ordinal")


def _person(keys: pl.LazyFrame, name: str, total: int) -> pl.Expr:
    """Who asks, or null where nobody is named or a service stands behind the name."""
    many = max(_SERVICE_CALLS, _SERVICE_SHARE * total)
    named = (
        keys.group_by(_hash(name)).len().filter(pl.col("len") > many).collect(engine="streaming")
    )
    services = named[name].drop_nulls().to_list()  # never more than twenty
    return pl.when(~_hash(name).is_in(services)).then(_hash(name))


def _hash(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash(len(name))).alias(name)
