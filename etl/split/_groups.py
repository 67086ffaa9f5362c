"""Groups: connected components over rows and the keys that they share.

Labels are propagated by minimum until nothing changes. Each round halves long chains, so a
handful of rounds is usual; two columns of text keys a row are the only memory.
"""

import polars as pl


def root_of_groups(keys: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    """`keys` with `group`: the smallest `name` of its component, where rows share a column's value.

    The name of a row is its first key that is not null, else its record id.
    """
    name = pl.coalesce(*[pl.col(c) for c in columns], pl.col("record_id"))
    rows = keys.with_columns(group=name)
    while True:
        least = pl.col("group")
        for column in columns:
            own = pl.col(column).is_not_null()
            least = pl.min_horizontal(
                least, pl.when(own).then(pl.col("group").min().over(column)).otherwise(least)
            )
        moved = rows.with_columns(least.alias("new"))
        if moved.select((pl.col("new") == pl.col("group")).all()).item():
            return rows
        # Where a label itself moved, all that carry it move along: this is what halves chains.
        to = moved.group_by("group", maintain_order=True).agg(pl.col("new").min().alias("to"))
        rows = (
            moved.join(to, on="group", how="left", maintain_order="left")
            .drop("group", "new")
            .rename({"to": "group"})
        )
