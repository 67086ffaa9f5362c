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

    def frames(self) -> Iterator[Framed]:
        """Each row as `(row, object, reason)`, without its null keys."""
        row = 0
        try:
            for batch in self._file.iter_batches(batch_size=_BATCH):
                self.given += batch.nbytes
                for value in _micros(batch).to_pylist():
                    row += 1
                    yield row, stripped(value), None
        except (pa.ArrowException, OSError, ValueError, OverflowError):
            yield row + 1, None, "truncated_file"


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
