"""The strings in each row of an evaluation file, by what its name ends with."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import polars as pl


def of_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The number of each row from 1 on (a paragraph: of its first line), and its strings.

    Raises:
        ValueError, OSError, RecursionError, PolarsError: the file is not what its name says.
    """
    for row, value in READERS.get(path.suffix, _paragraphs)(path):
        yield row, list(_inside(value))


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    with path.open("rb") as file:
        for row, line in enumerate(file, 1):
            if line.strip():
                yield row, msgspec.json.decode(line)


def _list(path: Path) -> Iterator[tuple[int, Any]]:
    value = msgspec.json.decode(path.read_bytes())
    yield from enumerate(value if isinstance(value, list) else [value], 1)


def _parquet(path: Path) -> Iterator[tuple[int, Any]]:
    rows = pl.scan_parquet(path, glob=False, hive_partitioning=False)
    row = 0
    for batch in rows.collect_batches(chunk_size=4096):
        for value in batch.iter_rows(named=True):
            row += 1
            yield row, value


def _paragraphs(path: Path) -> Iterator[tuple[int, Any]]:
    first, said = 1, list[str]()
    for row, line in enumerate([*path.read_text("utf-8-sig").splitlines(), ""], 1):
        if line.strip():
            first, said = (first, said) if said else (row, [])
            said.append(line)
        elif said:
            yield first, "\n".join(said)
            said = []


READERS = {".jsonl": _lines, ".json": _list, ".parquet": _parquet}


def _inside(value: Any) -> Iterator[str]:  # noqa: ANN401 - JSON is any value
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and value.get("role") != "system":
        for inner in value.values():
            yield from _inside(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _inside(inner)
