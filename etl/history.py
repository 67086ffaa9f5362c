"""What earlier runs of the same output know: with `state`, a run reads and compares only what is new.

    state/<run_id>/files.parquet       every input file, how far it was read          (whole)
    state/<run_id>/pending.parquet     lines that were read and not judged yet        (whole)
    state/<run_id>/documents.parquet   documents of snapshot sources                  (whole)
    state/<run_id>/rows.parquet        the rows that this run kept                    (added)
    state/<run_id>/removed.parquet     earlier rows that it took out of the set       (added)
    state/<run_id>/unfit.parquet       calls that feedback spoke against              (added)
    state/<run_id>/keys-*.<task>.parquet   by which later rows are compared with them (added)

The state of a run is written before the run is published, and counts only when the run is in the
set of the output's `latest`: one commit for both, so they are never apart. Texts stand there in
`keys-asked` alone, scrubbed.
"""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import msgspec
import polars as pl

from etl import checkpoint, commit
from etl.config import Config
from etl.errors import ConfigError

SCHEME = 1  # of the files below; a state of another one is refused

FILES: dict[str, Any] = {
    "source": pl.String,
    "file": pl.String,
    "bytes": pl.Int64,
    "sha256": pl.String,
    "head": pl.String,
    "generation": pl.Int64,
    "resume_offset": pl.Int64,
    "resume_row": pl.Int64,
    "row": pl.Int64,  # the last line that was judged, and its item
    "item": pl.Int64,
    "stamp": pl.String,  # equal: nobody wrote to the file since
}
PENDING: dict[str, Any] = {
    "source": pl.String,
    "source_file": pl.String,
    "source_row": pl.UInt64,
    "source_item": pl.UInt32,
}
DOCUMENTS: dict[str, Any] = {
    "source": pl.String,
    "document": pl.String,
    "content": pl.String,
    "record_id": pl.String,
    "sha256": pl.String,  # of the file that holds it
}
ROWS: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "record_id": pl.String,
    "call_key": pl.String,
    "conversation_id": pl.String,
    "history_id": pl.String,
    "cluster_id": pl.String,
    "user_key": pl.String,
    "split": pl.String,
    "run_id": pl.String,
}
REMOVED: dict[str, Any] = {
    "record_id": pl.String,
    "run_id": pl.String,  # in whose data/ it stands
    "reason": pl.String,  # superseded | retracted | erased
    "because": pl.String,  # what shows it: superseded, retried, bad_feedback, deleted, erased
    "by": pl.String,  # the record that stands for it, or null
}


UNFIT: dict[str, Any] = {"call_key": pl.String, "because": pl.String}

WHOLE = ("files.parquet", "pending.parquet", "documents.parquet")  # the last run's alone count


@dataclass(frozen=True)
class History:
    """The runs in the set of an output; none at all without `state`, or at its first run.

    Attributes:
        folder: of the state; None without one.
        runs: ids of the runs whose rows are in the set, oldest first.
        expired: ids of those that `retention` now takes out.
        next_part: number of the first part of the next run.
        scheme: see `scheme_of`; also of what earlier configs had.
        previous: manifest of the last run, {} for none.
        less: record ids of rows that are just being taken back.
    """

    folder: Path | None = None
    runs: tuple[str, ...] = ()
    expired: tuple[str, ...] = ()
    next_part: int = 0
    scheme: Mapping[str, str] = field(default_factory=dict)
    previous: Mapping[str, Any] = field(default_factory=dict)
    less: pl.Series = field(default_factory=lambda: pl.Series(dtype=pl.String))

    def files(self) -> pl.DataFrame:
        """Every file ever read: `FILES`."""
        return self._whole("files", FILES)

    def pending(self) -> pl.DataFrame:
        """Lines that wait for later ones: `PENDING`."""
        return self._whole("pending", PENDING)

    def documents(self) -> pl.DataFrame:
        """Documents of snapshot sources: `DOCUMENTS`."""
        return self._whole("documents", DOCUMENTS)

    def rows(self) -> pl.LazyFrame:
        """Every row ever kept, also what was removed since: `ROWS`."""
        return self._added("rows", ROWS)

    def removed(self) -> pl.LazyFrame:
        """Every row that was taken out of the set: `REMOVED`."""
        return self._added("removed", REMOVED)

    def unfit(self) -> pl.LazyFrame:
        """Calls of which a line told that they are unfit, whatever comes of them later: `UNFIT`."""
        return self._added("unfit", UNFIT)

    def live(self) -> pl.LazyFrame:
        """The rows that are in the set: `ROWS`."""
        gone = self.removed().select("record_id")
        less = pl.LazyFrame({"record_id": self.less})
        return self.rows().join(pl.concat([gone, less]), on="record_id", how="anti")

    def without(self, taken: pl.DataFrame) -> "History":
        """The history less the rows in `taken` (`ordinal`), which are just being taken back."""
        rows = self.rows().join(taken.lazy().select("ordinal"), on="ordinal", how="semi")
        return replace(self, less=rows.select("record_id").collect()["record_id"])

    def keys(self, what: str, task: str) -> list[pl.LazyFrame]:
        """Keys of the live rows, `committed` true; no frame where there are none."""
        paths = [self._path(run, f"{what}.{task}") for run in self.runs]
        found = [path for path in paths if path.exists()]
        if not found:
            return []
        live = self.live().select("ordinal")
        keys = pl.scan_parquet(found, glob=False).join(
            live, on="ordinal", how="semi", maintain_order="left"
        )
        return [keys.with_columns(committed=pl.lit(value=True))]

    def forget(self, runs: Path) -> None:
        """Remove the expired runs, now that no set holds them, and what is known of them."""
        for run in self.expired:
            commit.discard(runs / run)
            commit.discard((self.folder or Path()) / run)

    def _path(self, run: str, what: str) -> Path:
        return (self.folder or Path()) / run / f"{what}.parquet"

    def _whole(self, what: str, schema: dict[str, Any]) -> pl.DataFrame:
        if not self.previous or self.folder is None or not self.runs + self.expired:
            return pl.DataFrame(schema=schema)
        return pl.read_parquet(self._path(self.previous["run_id"], what), glob=False)

    def _added(self, what: str, schema: dict[str, Any]) -> pl.LazyFrame:
        paths = [self._path(run, what) for run in self.runs]
        return pl.scan_parquet(paths, glob=False) if paths else pl.LazyFrame(schema=schema)


def load(config: Config, scheme: Mapping[str, str], oldest: str, *, full: bool) -> History:
    """The history of the output.

    Args:
        config: names the output and the state.
        scheme: what `state` says of itself, see `scheme_of`.
        oldest: run ids that sort before this one are expired.
        full: begin anew, as if there were no state.

    Raises:
        ConfigError: the state is of another scheme, damaged, or does not know the output's runs.
    """
    if config.state is None:
        return History(previous=previous_manifest(config.output))
    _own(config)
    previous = previous_manifest(config.output)
    if full or not previous.get("set"):
        return History(folder=config.state, scheme=scheme, previous=previous)
    runs = previous["set"]["runs"]
    last = checkpoint.read(config.state / previous["run_id"])
    known = [run for run in runs if checkpoint.read(config.state / run, WHOLE) is not None]
    if last is None or len(known) < len(runs):
        raise ConfigError(
            f"state: what a run left is not there, or damaged ({previous['run_id']} or an earlier "
            "one); give the state of this output, or --full to build a new one"
        )
    then = last["told"]["scheme"]
    if other := sorted(name for name in then.keys() & scheme.keys() if then[name] != scheme[name]):
        raise ConfigError(
            f"state: of another scheme: {', '.join(other)} changed; put it back, or --full to build "
            "a new set"
        )
    return History(
        folder=config.state,
        runs=tuple(run for run in runs if run >= oldest),
        expired=tuple(run for run in runs if run < oldest),
        next_part=last["told"]["next_part"],
        scheme={**then, **scheme},
        previous=previous,
    )


def scheme_of(config: Config, key_id: str) -> dict[str, str]:
    """What must be as it was for the keys of two runs to be comparable, each as a digest."""
    stages = {task: config.stages(task)["dedup"] for task in config.tasks}
    parts = {
        "the key or the seed": [SCHEME, key_id, config.top.seed],
        **{f"the dedup options of {task}": options for task, options in stages.items()},
        **{f"mode or key of source {s.name}": [s.mode, s.key] for s in config.sources},
    }
    encoded = {name: msgspec.json.encode(part, order="sorted") for name, part in parts.items()}
    return {name: hashlib.sha256(part).hexdigest() for name, part in encoded.items()}


def _own(config: Config) -> None:
    """Make sure that the state serves this output alone: `gc` of another would take its runs."""
    if config.state is None or config.remote_state:
        return
    ours = config.remote_output or os.path.relpath(config.output.resolve(), config.state.resolve())
    path = config.state / "output"  # relative, so that both may be moved together
    theirs = path.read_text().strip() if path.exists() else ours
    if theirs != ours and (config.state.resolve() / theirs).exists():
        raise ConfigError(
            "state: it belongs to another output; give each output a state of its own (if it was "
            "copied, remove the file `output` in it)"
        )
    config.state.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(ours + "\n")


def previous_manifest(output: Path) -> dict[str, Any]:
    """The manifest of the output's latest run, {} where there is none."""
    folder = commit.latest(output)
    return commit.read_manifest(folder) if folder else {}
