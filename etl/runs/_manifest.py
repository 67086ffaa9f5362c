"""What a manifest must be for later runs and verbs to read it; it holds more."""

import re
from datetime import datetime
from typing import Annotated, Any

import msgspec

from etl.errors import StorageError

RUN_ID = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{6}")
_Id = Annotated[str, msgspec.Meta(pattern=rf"\A{RUN_ID.pattern}\Z")]
_Count = Annotated[int, msgspec.Meta(ge=0)]


class _File(msgspec.Struct):
    path: str
    bytes: _Count
    sha256: str
    rows: _Count | None


class _Set(msgspec.Struct):
    runs: list[_Id]


class _Stage(msgspec.Struct):
    reasons: dict[str, _Count]
    rows_in: _Count = msgspec.field(name="in")


class _Lengths(msgspec.Struct):
    bins: dict[str, _Count]


class _Shape(msgspec.Struct):
    rows: _Count
    chars: _Lengths
    turns: _Lengths
    languages: dict[str, _Count]


class _Counts(msgspec.Struct):
    kept: _Count
    stages: dict[str, _Stage]
    formats: dict[str, _Count]
    shape: _Shape | msgspec.UnsetType = msgspec.UNSET


class Manifest(msgspec.Struct):
    """What later runs and verbs read of a manifest; it holds more."""

    run_id: _Id
    config_sha256: str
    key_id: str
    counts: _Counts
    files: list[_File]
    previous: _Id | None
    set: _Set | None = None
    replaces: _Id | None = None
    newest_call: datetime | None = None


def decoded(text: bytes, name: str) -> dict[str, Any]:
    """The manifest in `text`, of the run `name`.

    Raises:
        StorageError: it is none.
    """
    try:
        manifest: dict[str, Any] = msgspec.json.decode(text)
        of = msgspec.convert(manifest, Manifest).run_id
    except (msgspec.DecodeError, RecursionError):
        raise StorageError(f"{name}: its manifest cannot be read; is it a run?") from None
    if of != name:
        raise StorageError(f"{name}: its manifest is of another run; give it its own name again")
    return manifest
