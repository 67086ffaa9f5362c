"""Objects of a source: found in a bucket, fetched into `work` and read there."""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

from etl import adapt, attempt, store
from etl.adapt import Source
from etl.config import Config
from etl.store import Entry

_AT_ONCE = 4  # objects that are fetched side by side


def objects(source: Source, patterns: Sequence[str]) -> Iterator[tuple[str, str, Entry]]:
    """The objects that a source names: `s3://bucket`, name in the ledger, object.

    Raises:
        SourceError: a pattern matches nothing, or there is no such bucket.
    """
    for pattern in patterns:
        bucket = f"s3://{urlsplit(pattern).netloc}"
        base, _ = adapt.named(pattern.removeprefix(f"{bucket}/"))
        at = store.connect(bucket)
        found = {entry.key: entry for entry in _below(at, base)}
        for key, file in adapt.matching(source.name, pattern, found):
            yield bucket, file, found[key]


def kept_objects(config: Config) -> Path:
    """Where fetched objects rest: raw text, for this output alone."""
    return config.work / "objects" / _ours(config)


def copy_of(config: Config) -> Path:
    """Where `erase` has all that lies in the bucket while it works: what it leaves is nobody's."""
    return config.work / "erasing" / _ours(config)


def place_of(folder: Path, bucket: str, entry: Entry) -> Path:
    """Where an object is fetched to; changed, it is another one."""
    told = f"{bucket}\0{entry.key}\0{entry.e_tag}\0{entry.bytes}"
    return folder / hashlib.sha256(told.encode()).hexdigest()


def fetch(wanted: Sequence[tuple[str, Entry, Path]]) -> None:
    """Fetch objects, some at a time; what is there already was fetched by a run that was killed."""

    def one(task: tuple[str, Entry, Path]) -> None:
        bucket, entry, path = task
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            store.download(store.connect(bucket), entry, path)

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for _ in pool.map(one, wanted):
            pass


def _below(at: store.Store, base: str) -> Iterator[Entry]:
    """The objects below a folder, or the one object of that name."""
    if base and (one := store.head(at, base)):
        yield one
    yield from store.listing(at, "" if base == "." else base)


def _ours(config: Config) -> str:
    return hashlib.sha256(attempt.owner(config.work, config.output).encode()).hexdigest()[:12]
