"""Where a new group goes: by a keyed hash of its name, or by when it began."""

import hashlib
from collections.abc import Mapping

import polars as pl

from etl.schema import SPLITS, Run

PLACE = pl.Enum(SPLITS)  # a byte a row, for millions of rows
_ROUNDING = 1e-9  # 0.1 + 0.2 of ten rows are three rows
_AT_ONCE = 65_536  # names that Python holds


def by_share(
    rows: pl.DataFrame, shares: Mapping[str, float], names: pl.Series, run: Run
) -> pl.DataFrame:
    """`ordinal`, `drawn`: the split by the place of the row's `group` in [0, 1).

    Args:
        rows: `ordinal`, `group`.
        shares: of the splits.
        names: of the groups: that of group n is the n-th.
        run: its key and seed say where a name has its place.
    """
    groups = rows["group"].unique()
    place = pl.concat([_PLACES, *(
        _places(names.gather(groups[at : at + _AT_ONCE]), run)
        for at in range(0, len(groups), _AT_ONCE)
    )])  # fmt: skip
    drawn = pl.DataFrame({"group": groups}).select("group", drawn=_cut(pl.lit(place), shares))
    return _of_group(rows, drawn)


def by_time(rows: pl.DataFrame, shares: Mapping[str, float]) -> pl.DataFrame:
    """`ordinal`, `drawn`: groups by first timestamp, each where the rows before it reach."""
    groups = (
        rows.group_by("group")
        .agg(pl.col("timestamp").min(), rows=pl.len())
        .sort("timestamp", "group", nulls_last=False)
        .with_columns(before=pl.col("rows").cum_sum() - pl.col("rows"))
    )
    before = pl.col("before") / max(rows.height, 1) + _ROUNDING
    return _of_group(rows, groups.select("group", drawn=_cut(before, shares)))


def _of_group(rows: pl.DataFrame, drawn: pl.DataFrame) -> pl.DataFrame:
    found = rows.select("ordinal", "group")
    found = found.join(drawn, on="group", how="left", maintain_order="left")
    return found.select("ordinal", "drawn")


def _cut(place: pl.Expr, shares: Mapping[str, float]) -> pl.Expr:
    """The split whose share reaches beyond `place`, a number in [0, 1); shares are scaled to 1."""
    named = [name for name, part in shares.items() if part > 0]
    total = sum(shares.values())
    reaches = [sum(shares[name] for name in named[: n + 1]) for n in range(len(named))]
    found = [
        pl.when(place * total < reach).then(pl.lit(name, PLACE))
        for name, reach in zip(named[:-1], reaches, strict=False)
    ]
    return pl.coalesce(*found, pl.lit(named[-1], PLACE))


_PLACES = pl.Series(dtype=pl.Float64)


def _places(names: pl.Series, run: Run) -> pl.Series:
    """A number in [0, 1) for each name: the first 53 bits of a keyed hash of it."""
    salt = f"split {run.seed} ".encode()

    def place(name: str) -> float:
        digest = hashlib.blake2b(salt + name.encode(), key=run.key, digest_size=8).digest()
        return (int.from_bytes(digest, "big") >> 11) / (1 << 53)

    return pl.Series([place(name) for name in names], dtype=pl.Float64)
