"""Rows of a Parquet file as plain JSON values, a batch at a time."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from etl.adapt._framing import Framed
from etl.adapt._zstd import CutError

_BATCH = 512  # rows
_BATCH_BYTES = 16 << 20


class Rows:
    """The rows of a file.

    Attributes:
        given: bytes that came out so far, in memory.
    """

    def __init__(self, path: str) -> None:
        """Open the file.

        Raises:
            CutError: it is not Parquet after all.
        """
        self.given = 0
        try:
            self._file = pq.ParquetFile(path)
        except (pa.ArrowException, OSError):
            raise CutError from None

    def frames(self, cap: int) -> Iterator[Framed]:
        """Each row as `(row, object, reason)`, without its null keys; `too_large` over `cap`."""
        row = 0
        try:
            for batch in self._file.iter_batches(batch_size=_rows_at_once(self._file.metadata)):
                self.given += batch.nbytes
                for value in _micros(batch).to_pylist():
                    row += 1
                    large = batch.nbytes > cap and _size(value) > cap
                    yield row, None if large else stripped(value), "too_large" if large else None
        except (pa.ArrowException, OSError, ValueError, OverflowError):
            yield row + 1, None, "truncated_file"


def _rows_at_once(metadata: pq.FileMetaData) -> int:
    """How many rows make about `_BATCH_BYTES`, by what the file says of its groups."""
    groups = [metadata.row_group(i) for i in range(metadata.num_row_groups)]
    widest = max((g.total_byte_size // max(g.num_rows, 1) for g in groups), default=0)
    return max(1, min(_BATCH, _BATCH_BYTES // max(widest, 1)))


def _size(value: object) -> int:
    """Characters of all texts in a value."""
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    return len(value) if isinstance(value, str | bytes) else 0


def _micros(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Times in microseconds: Python knows no nanoseconds, and refuses the value."""
    for i, field in enumerate(batch.schema):
        kind = field.type
        if pa.types.is_timestamp(kind) and kind.unit == "ns":
            column = batch.column(i).cast(pa.timestamp("us", kind.tz), safe=False)
            batch = batch.set_column(i, field.name, column)
        elif pa.types.is_time64(kind) and kind.unit == "ns":
            column = batch.column(i).cast(pa.time64("us"), safe=False)
            batch = batch.set_column(i, field.name, column)
    return batch


def stripped(value: Any) -> Any:  # noqa: ANN401 - any value of Arrow
    """A value without the keys that are null: Parquet unites the keys of all rows."""
    match value:
        case dict():
            return {k: stripped(v) for k, v in value.items() if v is not None}
        case [(str(), _), *_]:  # a map
            return {k: stripped(v) for k, v in value if v is not None}
        case list():
            return [stripped(v) for v in value]
        case bytes():
            return value.decode(errors="replace")
        case Decimal() | date() if not isinstance(value, datetime):
            return str(value)
    return value
