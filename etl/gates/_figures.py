"""The figures that gates are held against: nothing else of a run is known to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any


@dataclass(frozen=True)
class Snapshot:
    """Rows of a snapshot source: in the set, and to go since their documents are not in the export."""

    known: int
    deleted: int


@dataclass(frozen=True)
class Read:
    """What was read. See `etl.gates.of_input`."""

    sources: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    newest: datetime | None = None
    started: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    snapshots: Mapping[str, Snapshot] = field(default_factory=dict)


@dataclass(frozen=True)
class Made:
    """What was made of it: the manifest, and that of the run before. See `etl.gates.of_rows`."""

    manifest: Mapping[str, Any]
    previous: Mapping[str, Any] | None = None

    @property
    def counts(self) -> Mapping[str, Any]:
        """The counts of the manifest."""
        counts: Mapping[str, Any] = self.manifest["counts"]
        return counts
