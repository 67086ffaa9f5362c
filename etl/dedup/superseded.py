"""A call whose whole conversation is the beginning of a longer one.

Every chat call sends its history again, so a chat of ten turns is ten lines, of which the last
holds all. Prefix hashes find this across files and days without a session id: a call goes when
the hash of its conversation is among the proper prefixes of any call. System text is left out;
branches and regenerations are no prefixes of each other and stay. A committed call goes for a new
one alone.

Price: 16 bytes a message before compression. 1,027,361 calls, each with its whole history: in all
13.7 million messages, 1.7 GB of text: keys 7.3 CPU s (0.5 us a message, 52 MB on disk), verdict 4.7
CPU s and 245 bytes a call at its peak; 873,089 go. 1,014,138 calls that are all different: verdict
1.6 CPU s, 125 bytes a call (two loaded cores, November 2026). Hashing each different text once saves
nothing: finding out which are different costs what their hash does (10 ms for 81 MB both).
"""

import polars as pl

CHAIN = ["chain_a", "chain_b"]  # columns of keys: List(UInt64), prefix hashes; the last is of all


def chains(keys: pl.LazyFrame) -> pl.LazyFrame:
    """Every new call, and the committed ones that begin with the same message as one of them.

    No other call can be the beginning of another, and their prefixes need not be laid out.
    """
    calls = keys.select("ordinal", "committed", *CHAIN)
    new, first = calls.filter(~pl.col("committed")), pl.col("chain_a").list.first()
    begin = new.select(first=first).unique()
    earlier = calls.filter("committed").with_columns(first=first)
    earlier = earlier.join(begin, on="first", how="semi", maintain_order="left")
    return pl.concat([new, earlier.drop("first")])


def superseded(calls: pl.LazyFrame) -> pl.DataFrame:
    """Find the calls that another call continues.

    A request without its answer is superseded by any call that goes on from it. Equal
    conversations are no proper prefixes of each other: they are for `exact`.

    Args:
        calls: what `chains` gave, or the keys of all rows.

    Returns:
        One row per superseded call: `ordinal`, `committed`, its conversation's hash `a`, `b`.
    """
    whole = calls.select("ordinal", "committed", a=_last("chain_a"), b=_last("chain_b"))
    whole = whole.filter(pl.col("a").is_not_null())
    begun = prefixes(calls, "committed")
    begun = begun.join(whole, on=["a", "b"], how="semi", maintain_order="left")
    by_new = (~pl.col("committed")).any()
    continued = begun.group_by("a", "b").agg(by_new=by_new)
    found = whole.join(continued, on=["a", "b"], maintain_order="left")
    found = found.filter(~pl.col("committed") | pl.col("by_new")).drop("by_new")
    return found.collect(engine="streaming").sort("ordinal")


def heirs(calls: pl.LazyFrame, gone: pl.DataFrame, copies: pl.DataFrame) -> pl.DataFrame:
    """Name the call that stands for each superseded one.

    Of the calls that continue it and are not superseded themselves: one that is kept if there
    is one, of these the longest, of these the first. For a committed call a new one must be kept
    in the end, in the place of the heir if not itself; else nobody stands for it.

    Args:
        calls: as `superseded` got them.
        gone: what `superseded` returned.
        copies: `ordinal`, `kept` of the calls that a later part removed, and `onto`: whether what
            is kept is a committed call.

    Returns:
        `ordinal`, `kept` (ordinal), sorted.
    """
    live = calls.join(
        gone.lazy().select("ordinal"), on="ordinal", how="anti", maintain_order="left"
    )
    lost = copies.lazy().select("ordinal", "onto", lost=pl.lit(value=True))
    live = live.join(lost, on="ordinal", how="left", maintain_order="left").with_columns(
        pl.col("lost", "onto").fill_null(value=False)
    )
    stays = ~pl.col("committed") & ~pl.col("onto")
    live = live.with_columns(stays=stays).drop("committed")
    at = ["a", "b", "committed"]
    best = (
        prefixes(live, "lost", "stays")
        .join(gone.lazy().select(at).unique(), on=["a", "b"], maintain_order="left")
        .filter(~pl.col("committed") | pl.col("stays"))
        .sort(["lost", "turns", "ordinal"], descending=[False, True, False])
        .unique(at, keep="first", maintain_order=True)
        .select(*at, kept="ordinal")
    )
    return (
        gone.lazy()
        .join(best, on=at)
        .select("ordinal", "kept")
        .sort("ordinal")
        .collect(engine="streaming")
    )


def prefixes(calls: pl.LazyFrame, *more: str) -> pl.LazyFrame:
    """Every proper prefix of every call: `ordinal`, `turns` (messages of the call), `a`, `b`."""
    turns = pl.col("chain_a").list.len()
    return (
        calls.select("ordinal", *more, *CHAIN, turns=turns)
        .filter(pl.col("turns") > 1)
        .with_columns(pl.col(c).list.head(pl.col("turns") - 1) for c in CHAIN)
        .explode(CHAIN)
        .rename({"chain_a": "a", "chain_b": "b"})
    )


def _last(column: str) -> pl.Expr:
    return pl.col(column).list.last()
