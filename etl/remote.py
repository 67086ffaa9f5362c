"""What lies in a bucket: the files of a source, an output, a state.

A run works on this machine. Objects of a source are fetched into `work` and read there; an output
and a state are mirrored in `work` (`Config.output`, `Config.state`): what counts in the bucket is
pulled before a run, what the run committed is pushed behind it. The bucket decides: a run counts
when `LATEST` names it (`etl.store`), and a mirror that went another way follows. A run that was
committed here and killed before it was sent is sent by the next one.
"""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from etl import adapt, checkpoint, commit, store
from etl.adapt import Source
from etl.config import Config
from etl.store import Entry, Latest

_AT_ONCE = 4  # objects that are fetched side by side
_KEY, _ERASED = "key", "erased"  # objects of a state beside its runs


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
    ours = hashlib.sha256(str(config.output.resolve()).encode()).hexdigest()[:12]
    return config.work / "objects" / ours


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


def pull(config: Config) -> Latest | None:
    """Bring the mirrors to what counts in the bucket; send what was committed here and not sent.

    Returns:
        The run on which the next one builds.
    """
    if config.remote_state and config.state:
        _pull_secrets(config.remote_state, config.state)
    if not config.remote_output:
        return None
    at = store.connect(config.remote_output)
    seen, here = store.latest(at), commit.latest(config.output)
    if here and (seen is None or here.name != seen.run_id):
        before = commit.read_manifest(here)["previous"]
        if before == (seen.run_id if seen else None):
            push(config, here.name, seen)
            return store.latest(at)
    if seen and (here is None or here.name != seen.run_id):
        _follow(config, at, seen.run_id)
    elif here and seen is None:  # the bucket was emptied
        (config.output / "latest").unlink()
    return seen


def push(config: Config, run_id: str, seen: Latest | None) -> None:
    """Send a run and its state, and make it count; then the mirror keeps what later runs read.

    Raises:
        LockedError: another run was committed meanwhile.
        StorageError: something could not be sent; the next run goes on from there.
    """
    if config.remote_state and config.state:
        at = store.connect(config.remote_state)
        store.push(at, config.state / run_id, run_id)
        _push_erased(at, config.state)
    if config.remote_output:
        run = config.output / "runs" / run_id
        at = store.connect(config.remote_output)
        store.publish(at, run, seen)
        _thin(run)


def forget(config: Config, runs: Sequence[str]) -> None:
    """Delete expired runs in the bucket, manifests first: what is half deleted is no run."""
    for where, prefix in ((config.remote_output, "runs/"), (config.remote_state, "")):
        for run in runs if where else ():
            at = store.connect(where or "")
            store.delete(at, [f"{prefix}{run}/{checkpoint.MANIFEST}"])
            store.delete(at, [entry.key for entry in store.listing(at, f"{prefix}{run}")])


def _below(at: store.Store, base: str) -> Iterator[Entry]:
    """The objects below a folder, or the one object of that name."""
    if base and (one := store.head(at, base)):
        yield one
    yield from store.listing(at, "" if base == "." else base)


def _follow(config: Config, at: store.Store, run_id: str) -> None:
    """Mirror a run that was committed elsewhere, as far as the next run reads it."""
    runs = config.output / "runs"
    told = store.manifest(at, run_id) or {}
    members = (told.get("set") or {}).get("runs", []) if config.state else []
    for run in dict.fromkeys([*members, run_id]):
        (runs / run).mkdir(parents=True, exist_ok=True, mode=0o700)
        if members:
            store.pull(at, f"runs/{run}/audit", runs / run / "audit")
        if members and config.remote_state and config.state:
            store.pull(store.connect(config.remote_state), run, config.state / run)
    for name in config.formats if members else ():
        store.pull(at, f"runs/{run_id}/{name}", runs / run_id / name)
    (runs / run_id / "manifest.json").write_bytes(msgspec.json.encode(told))
    commit.switch(config.output, run_id)


def _thin(run: Path) -> None:
    """Leave of a run that was sent what later runs read: not its rows."""
    shutil.rmtree(run / "data", ignore_errors=True)


def _pull_secrets(where: str, state: Path) -> None:
    """Fetch the key and the list of the erased, which belong to no run."""
    at = store.connect(where)
    state.mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (_KEY, _ERASED):
        if found := store.read(at, name):
            path = state / name
            path.touch(mode=0o600)
            path.write_bytes(found[0])


def send_key(config: Config) -> None:
    """Put a key that was just made into the bucket, or take the one that another run was faster with."""
    if not (config.remote_state and config.state) or not (config.state / _KEY).exists():
        return
    at, key = store.connect(config.remote_state), (config.state / _KEY).read_bytes()
    try:
        if store.read(at, _KEY) is None:
            store.swap(at, _KEY, key, None)
    except store.Changed:
        _pull_secrets(config.remote_state, config.state)


def _push_erased(at: store.Store, state: Path) -> None:
    if (state / _ERASED).exists():
        store.put(at, _ERASED, (state / _ERASED).read_bytes())
