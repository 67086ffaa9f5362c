"""What of `sources` contradicts itself: names used twice, zones, snapshots without a key."""

from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

from etl.config._places import BUCKET, NO_BUCKET, is_remote
from etl.yamlfile import Key


def faults(config: Any) -> Iterator[tuple[Key, str]]:  # noqa: ANN401 - a model made at run time
    """What is wrong, each with its key."""
    names = [s.name or s.type for s in config.sources]
    for i, source in enumerate(config.sources):
        at = ("sources", i)
        if names[i] in names[:i]:
            yield at, f"a second '{names[i]}'; give it a name of its own"
        if not _is_zone(source.timezone):
            yield (*at, "timezone"), "no such zone; write one like Asia/Taipei"
        if source.mode == "append" and source.key:
            yield (*at, "key"), "only for mode: snapshot; take it out or set the mode"
        if source.mode == "snapshot" and not source.key:
            yield (*at, "mode"), "snapshot needs key, the path of a document's id, such as _id"
        if source.mode == "snapshot" and not config.state:
            yield (*at, "mode"), "snapshot needs state, which knows the documents of before"
        paths = [source.path] if isinstance(source.path, str) else source.path
        if any(is_remote(path) and not BUCKET.match(path) for path in paths):
            yield (*at, "path"), NO_BUCKET


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, or a path instead of a name
        return False
    return True
