"""Where a new group goes: by a keyed hash of its name, or by when it began."""

import hashlib
from collections.abc import Mapping

import polars as pl

from etl.schema import Run

_ROUNDING = 1e-9  # 0.1 + 0.2 of ten rows are three rows


def by_share(rows: pl.DataFrame, shares: Mapping[str, float], run: Run) -> pl.DataFrame:
    """`ordinal`, `drawn`: the split by the place of the row's `group` in [0, 1)."""
    place = _places(rows["group"], run)
    drawn = _cut(pl.col("place"), shares)
    return rows.select("ordinal").with_columns(place=place).select("ordinal", drawn=drawn)


def by_time(rows: pl.DataFrame, shares: Mapping[str, float]) -> pl.DataFrame:
    """`ordinal`, `drawn`: groups by first timestamp, each where the rows before it reach."""
    groups = (
        rows.group_by("group")
        .agg(pl.col("timestamp").min(), rows=pl.len())
        .sort("timestamp", "group", nulls_last=False)
        .with_columns(before=pl.col("rows").cum_sum() - pl.col("rows"))
    )
    before = pl.col("before") / max(rows.height, 1) + _ROUNDING
    drawn = _cut(before, shares)
    places = groups.select("group", drawn=drawn)
    return rows.join(places, on="group", how="left", maintain_order="left").select(
        "ordinal", "drawn"
    )


def _cut(place: pl.Expr, shares: Mapping[str, float]) -> pl.Expr:
    """The split whose share reaches beyond `place`, a number in [0, 1); shares are scaled to 1."""
    named = [name for name, part in shares.items() if part > 0]
    total = sum(shares.values())
    reaches = [sum(shares[name] for name in named[: n + 1]) for n in range(len(named))]
    found = [
        pl.when(place * total < reach).then(pl.lit(name))
        for name, reach in zip(named[:-1], reaches, strict=False)
    ]
    return pl.coalesce(*found, pl.lit(named[-1]))


def _places(groups: pl.Series, run: Run) -> pl.Series:
    """A number in [0, 1) for each group: the first 53 bits of a keyed hash of its name."""
    salt = f"split {run.seed} ".encode()

    def place(group: str) -> float:
        digest = hashlib.blake2b(salt + group.encode(), key=run.key, digest_size=8).digest()
        return (int.from_bytes(digest, "big") >> 11) / (1 << 53)

    unique = groups.unique(maintain_order=True)
    places = pl.DataFrame({"group": unique, "place": [place(group) for group in unique]},
                          schema_overrides={"place": pl.Float64})  # fmt: skip
    return groups.to_frame("group").join(places, on="group", how="left", maintain_order="left")[
        "place"
    ]
