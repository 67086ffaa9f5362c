"""Fill columns, not row dicts: flat Arrow arrays, which Polars takes as they are.

A frame from row dicts costs three to four times what decoding the JSON costs
(`notes/engine.md`, section 2), so rows are tuples here and are turned once for each frame.
"""

from collections.abc import Sequence
from itertools import accumulate, chain
from typing import Any

import polars as pl
import pyarrow as pa

from etl import schema

_MESSAGE = pa.struct(
    [(name, pa.string_view()) for name in ("role", "content", "name", "tool_calls", "tool_call_id")]
    + [("weight", pa.int8())]
)
_ARROW = {pl.String: pa.string_view(), pl.UInt64: pa.uint64(), pl.UInt32: pa.uint32(),
          pl.Int32: pa.int32(), pl.Int64: pa.int64(), pl.Float64: pa.float64(),
          pl.Boolean: pa.bool_()}  # fmt: skip
BESIDE = {"dialect": pl.String, "document": pl.String, "content": pl.String}
SCHEMA = {k: v for k, v in schema.ROW.items() if k != "ordinal"} | BESIDE
NAMES = tuple(n for n in SCHEMA if n not in ("source", "source_file", "messages"))


class Columns:
    """The rows of one frame, as they come.

    Messages go into flat lists at once: kept as tuples, the garbage collector would walk them.
    """

    def __init__(self, source: str, file: str) -> None:
        self._constant = {"source": source, "source_file": file}
        self._clear()

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: tuple[Any, ...], messages: Sequence[tuple[Any, ...]]) -> None:
        """Add a row: its values in the order of `NAMES`, and its messages."""
        self._rows.append(row)
        self._lengths.append(self._lengths[-1] + len(messages))
        for column, values in zip(self._messages, zip(*messages, strict=True), strict=False):
            column.extend(values)

    def frame(self) -> pl.DataFrame:
        """Give the rows as a frame of `SCHEMA`, and begin anew."""
        turned = map(list, zip(*self._rows, strict=True)) if self._rows else ([] for _ in NAMES)
        values: dict[str, list[Any]] = dict(zip(NAMES, turned, strict=True))
        values |= {name: [value] * len(self._rows) for name, value in self._constant.items()}
        fields = [pa.array(v, f.type) for v, f in zip(self._messages, _MESSAGE, strict=True)]
        messages = pa.StructArray.from_arrays(fields, fields=list(_MESSAGE))
        arrays = {"messages": pa.LargeListArray.from_arrays(self._lengths, messages)}
        arrays |= {name: _array(name, column) for name, column in values.items()}
        self._clear()
        found = pl.from_arrow(pa.table([arrays[name] for name in SCHEMA], names=list(SCHEMA)))
        if not isinstance(found, pl.DataFrame):
            raise TypeError("a table gives a frame")
        return found

    def _clear(self) -> None:
        self._rows: list[tuple[Any, ...]] = []
        self._lengths = [0]
        self._messages: list[list[Any]] = [[] for _ in _MESSAGE]


def _array(name: str, values: list[Any]) -> pa.Array:
    if name == "reasons":
        offsets = [0, *accumulate(map(len, values))]
        codes = pa.array(list(chain.from_iterable(values)), pa.string_view())
        return pa.LargeListArray.from_arrays(offsets, codes)
    if name == "timestamp":
        return pa.array(values, pa.int64()).cast(pa.timestamp("us", "UTC"))
    return pa.array(values, _ARROW[SCHEMA[name]])
