"""What is kept of a sample and its ratings: `<output>/reviews/<run_id>-<digest>.json`, no text of any row.

One file a sample: what was drawn from which run, and every rating of it. A run never changes once
it is committed, so a review stands beside the runs and not in one; it is meant to be shared. A
reviewer who rates the same sample again replaces what they said; nothing else ever goes.
"""

import re
from pathlib import Path
from typing import Any

import msgspec

from etl import disk, runs, store
from etl.errors import StorageError
from etl.review._record import Rating, Record

FOLDER = "reviews"
_NAME = re.compile(rf"({runs.RUN_ID.pattern}-[0-9a-f]{{8}})\.json")


def put(output: str | Path, record: Record) -> None:
    """Keep a record by an output: a folder, or `s3://bucket/prefix`."""
    text = msgspec.json.format(msgspec.json.encode(record), indent=2) + b"\n"
    name = f"{FOLDER}/{record.name}.json"
    if isinstance(output, str):
        store.put(store.connect(output), name, text)
    else:
        disk.put(output / name, text)


def get(output: str | Path, name: str) -> Record | None:
    """The record of a sample; None where it was not drawn from a run of this output.

    Raises:
        StorageError: it cannot be read.
    """
    return next((record for record in known(output) if record.name == name), None)


def known(output: str | Path) -> list[Record]:
    """Every record of an output, by its name.

    Raises:
        StorageError: one cannot be read.
    """
    return [_decoded(name, text) for name, text in sorted(_texts(output))]


def _texts(output: str | Path) -> list[tuple[str, bytes]]:
    if isinstance(output, Path):
        files = [p for p in (output / FOLDER).glob("*.json") if _NAME.fullmatch(p.name)]
        return [(path.name, path.read_bytes()) for path in files]
    at = store.connect(output)
    keys = [entry.key for entry in store.listing(at, FOLDER)]
    found = {key.rpartition("/")[2]: store.read(at, key) for key in keys}
    return [(name, got[0]) for name, got in found.items() if got and _NAME.fullmatch(name)]


def _decoded(name: str, text: bytes) -> Record:
    try:
        record = msgspec.json.decode(text, type=Record)
    except (msgspec.DecodeError, RecursionError):
        record = None
    if record is None or f"{record.name}.json" != name or not _is_whole(record):
        raise StorageError(f"{FOLDER}/{name}: cannot be read; bring it back, or take it away")
    return record


def _is_whole(record: Record) -> bool:
    return all(place < len(record.strata) for place in record.stratum)


def told(record: Record, rating: Rating) -> dict[str, Any]:
    """A rating with what it is of, as plain JSON values: what a manifest has as `review`."""
    of = {"run_id": record.run_id, "sample": record.name, "scrub": record.scrub}
    plain: dict[str, Any] = msgspec.to_builtins(rating)
    return {**of, **plain}


def newest(output: str | Path) -> dict[str, Any] | None:
    """The rating that speaks for an output now: the last by its date.

    Of several of one day that of the latest run counts, and of one run the one that found most.
    """
    ratings = [(rating, record) for record in known(output) for rating in record.ratings]
    by_date = sorted(ratings, key=lambda pair: (pair[0].date, pair[1].run_id, pair[0].all.interval))
    return told(by_date[-1][1], by_date[-1][0]) if by_date else None
