"""What the tests of `adapt` look at in the rows."""

from pathlib import Path
from typing import Any

import polars as pl

from etl import adapt
from etl.adapt import Source, Span
from etl.schema import Run

RUN = Run(key=b"k" * 16)


def rows_of(path: Path, source: Source, **options: Any) -> list[dict[str, Any]]:
    """Every row of a file as a dict, messages as dicts."""
    frames = list(adapt.read(Span(source, str(path), path.name), RUN, **options))
    return pl.concat(frames).to_dicts() if frames else []


def said(row: dict[str, Any]) -> list[tuple[str, str]]:
    """Role and content of each message."""
    return [(m["role"], m["content"]) for m in row["messages"]]


def places(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """Row, item and the reason, or None for a call."""
    return [(r["source_row"], r["source_item"], next(iter(r["reasons"]), None)) for r in rows]
