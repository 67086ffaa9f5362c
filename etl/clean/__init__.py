"""Clean: judge each row, alone or beside its user's next one, and write down why it must go.

A filter is one file here; its name is the reason code. One that looks at a row alone defines

    reject(**options) -> pl.Expr      true where the row must go; never null
    KEEPS, DROPS                      examples on each side of the rule: a row, or a list of them

One that looks at rows beside each other judges narrow keys instead, when all rows have been read:

    KEYS, keys(rows)                  columns and types of the keys; one key per row, in order
    verdicts(keys, run, **options)    `ordinal`, `kept_as_ordinal` of the rows that must go
    KEEPS, DROPS                      examples: lists of rows of which none, or the first, must go

`ON_BY_DEFAULT = False` makes a filter wait until it is named. `LATER = True` says that what it
judges by may come after the call, so that it may take back what was kept before.
"""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from etl.discover import modules_in
from etl.errors import ConfigError
from etl.schema import Run, reasons_of

FILTERS = modules_in(sys.modules[__name__])
_ALONE = {name: part for name, part in FILTERS.items() if hasattr(part, "reject")}
_BESIDE = {name: part for name, part in FILTERS.items() if hasattr(part, "verdicts")}
_LATER = [name for name, part in FILTERS.items() if getattr(part, "LATER", False)]
_NAMES: dict[str, Any] = {"ordinal": pl.UInt64, "record_id": pl.String}
KEYS = _NAMES | {key: kind for part in _BESIDE.values() for key, kind in part.KEYS.items()}
_GONE = {"ordinal": pl.UInt64, "kept_as_ordinal": pl.UInt64, "reason": pl.String}
Filters = Mapping[str, Any]  # name -> its options; None or left out: off; `rules` is not built yet


def clean(rows: pl.DataFrame, run: Run, filters: Filters) -> pl.DataFrame:  # noqa: ARG001 - the shape of a stage
    """Judge every row by itself.

    Returns:
        The same rows in the same order; `reasons` names every filter that rejects, in name order.

    Raises:
        ConfigError: no such filter.
    """
    marks = {name: _ALONE[name].reject(**options) for name, options in _on(filters, _ALONE)}
    # Lazy, so that what the filters have in common is computed once.
    return rows.lazy().with_columns(reasons_of(marks)).collect(engine="in-memory")


def keys(rows: pl.DataFrame) -> pl.DataFrame:
    """What `verdicts` compares: `KEYS`, one key for each of `rows` as `clean` gave them, in order."""
    found: list[pl.DataFrame] = [
        rows.select(_NAMES.keys()),
        *(part.keys(rows) for part in _BESIDE.values()),
    ]
    return pl.concat(found, how="horizontal").select(KEYS.keys())


def verdicts(keys: pl.LazyFrame, run: Run, filters: Filters) -> pl.DataFrame:
    """Judge rows beside each other, on the keys of all rows.

    Args:
        keys: of all rows, any order. With `committed` this is a second judging, on scrubbed text:
            only pairs of a row that an earlier run kept and a new one count.
        run: passed on.
        filters: the filters that are on.

    Returns:
        Only the rows that must go: `ordinal`, `reasons`, `kept_as` (a record id); by ordinal.
    """
    gone = pl.DataFrame(schema=_GONE)
    for name, options in _on(filters, _BESIDE):
        gone.extend(_BESIDE[name].verdicts(keys, run, **options).with_columns(reason=pl.lit(name)))
    merged = gone.group_by("ordinal").agg(pl.col("kept_as_ordinal").first(), reasons="reason")
    names = keys.select(kept_as_ordinal="ordinal", kept_as="record_id")
    wanted = names.join(merged.lazy(), on="kept_as_ordinal", how="semi").collect()
    named = merged.join(wanted, on="kept_as_ordinal", how="left")
    return named.select("ordinal", "reasons", "kept_as").sort("ordinal")


def later(reasons: pl.Expr) -> pl.Expr:
    """Whether one of the reasons may be known only after the call (`LATER`); never null."""
    return reasons.list.eval(pl.element().is_in(_LATER)).list.any().fill_null(value=False)


def _on(filters: Filters, parts: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Those of `parts` that are switched on, with their options, in the order of their names."""
    for name in filters:
        if name not in FILTERS and name != "rules":
            raise ConfigError.unknown("filter", name, FILTERS, at="clean")
    yield from ((name, filters[name]) for name in parts if filters.get(name) is not None)
