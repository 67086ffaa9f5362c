"""What is wrong with a config, as lines for a person.

    config.yaml:4:9: clean.short_respons: unknown key; did you mean 'short_response'?

`line` makes such a line of one of pydantic's errors, without the value at fault unless it is a
short word or a number; `contradictions` finds what single values cannot show.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from etl import adapt, clean, scrub, split
from etl.errors import hint
from etl.signature import Section
from etl.yamlfile import Key, Settings

NOT_BUILT = {
    ("engine",): "only 'local' is built yet",
    ("plugins",): "plugins are not built yet; leave it out",
    ("clean", "rules"): "rules are not built yet; leave it out",
    ("dedup", "contaminated"): "not built yet; leave it out or write false",
    ("gates", "max_miss_rate"): "not built yet; leave it out",
}

_BUCKET = re.compile(r"s3://[a-z0-9][a-z0-9.-]+[a-z0-9](?:/(?!\.{1,2}(?:/|\Z))[^/]*)*\Z")
_NO_BUCKET = "of object stores only s3://bucket/prefix is read and written; credentials stay out"

# What takes rows out besides the filters of `clean` and `not_<dialect>`.
_REASONS = (
    "not_json", "not_an_event", "not_utf8", "too_large", "truncated_event", "truncated_file",
    "unreadable_file", "body_missing", "not_a_call", "filtered_out", "opted_out", "no_content",
    "joined", "superseded", "exact_duplicate", "near_duplicate", "contaminated", "not_scrubbed",
    "unscrubbed_language", "personal_data", "split_conflict", "over_limit", "unwritable",
)  # fmt: skip

Fault = tuple[Key, str]


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, or a path instead of a name
        return False
    return True


def is_remote(path: str) -> bool:
    """Whether a path names an object store and no place on this machine."""
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]*:/", path))


def contradictions(config: Any, folder: Path) -> list[Fault]:  # noqa: ANN401 - a model made at run time
    """What single values cannot show: sums, names used twice, paths, what needs something else."""
    found = [
        *_sources(config),
        *_split(config),
        *_scrub(config, folder),
        *_excluded(config, folder),
        *_places(config, folder),
        *_ages(config),
        *_reasons(config),
    ]
    return [(key, f"{'.'.join(map(str, key))}: {what}") for key, what in found]


def _sources(config: Any) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
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
        if any(is_remote(path) and not _BUCKET.match(path) for path in paths):
            yield (*at, "path"), _NO_BUCKET


def _split(config: Any) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    if config.split is None:
        return
    shares = [config.split.train, config.split.validation, config.split.test]
    if abs(sum(shares) - 1) > 1e-9:  # noqa: PLR2004 - rounding of decimal fractions
        total = " + ".join(map(str, shares))
        yield ("split",), f"train + validation + test must be 1, got {total}"
    elif hasattr(split, "faults"):
        for key, what in split.faults(dict(config.split)):
            yield ("split", *key), what


def _scrub(config: Any, folder: Path) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    for key, what in scrub.faults(dict(config.scrub), folder) if config.scrub else ():
        yield ("scrub", *key), what


def _excluded(config: Any, folder: Path) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    name, is_there = config.adapt.exclude_users, False
    with suppress(OSError):  # a name may be too long to be one
        is_there = name is None or (folder / name).is_file()
    if not is_there:
        yield ("adapt", "exclude_users"), f"no file {name}; mend the path"


def _places(config: Any, folder: Path) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    """Folders of different use lie apart: `output` is shared, `state` holds keys, `work` raw text."""
    for key in ("output", "state"):
        path = getattr(config, key)
        if path and is_remote(path) and not _BUCKET.match(path):
            yield (key,), _NO_BUCKET
    if config.work and is_remote(config.work):
        yield ("work",), "raw text rests there: name a folder on this machine"
    if is_remote(config.output) and not config.work:
        yield ("output",), "an object store needs work, a folder on this machine"
    if not config.state:
        return
    if _meet(config.state, config.output, folder):
        yield ("state",), "it holds keys, and output is shared: one cannot lie in the other"
    if config.work and _meet(config.state, config.work, folder):
        yield ("state",), "it stays, and work is emptied: one cannot lie in the other"


def _meet(one: str, other: str, folder: Path) -> bool:
    """Whether two folders or prefixes are one, or one lies in the other."""
    return all(a == b for a, b in zip(_steps(one, folder), _steps(other, folder), strict=False))


def _steps(path: str, folder: Path) -> list[str]:
    if is_remote(path):
        return [step for step in path.split("/") if step]
    return ["/", *(step for step in os.path.realpath(folder / path).split("/") if step)]


def _ages(config: Any) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    for key in ("hold", "retention"):
        if getattr(config, key) and not config.state:
            yield (key,), "needs state, which knows the calls of before"
    if config.hold and config.retention and config.hold >= config.retention:
        yield ("retention",), "must be longer than hold, or no call is ever in the set"
    if config.retention and any(source.mode == "snapshot" for source in config.sources):
        yield (
            ("retention",),
            "counts the age of runs, and a snapshot says itself what is left: leave one out",
        )


def _reasons(config: Any) -> Iterator[Fault]:  # noqa: ANN401 - a model made at run time
    known = {"all", "each", *_REASONS, *clean.FILTERS, *(f"not_{name}" for name in adapt.DIALECTS)}
    for name in config.gates.max_drop_share or ():
        if name not in known:
            what = f"unknown reason '{_short(name)}'; {hint(_short(name), known)}"
            yield ("gates", "max_drop_share", name), what


def line(error: Mapping[str, Any], settings: Settings, schema: type[Section]) -> str:
    """One line for one of pydantic's errors, without the value unless it is a short word."""
    key = key_of(error)
    place, dotted = settings.place(key), ".".join(map(str, key))
    for known, what in NOT_BUILT.items():
        if key[: len(known)] == known:
            return f"{place}: {'.'.join(known)}: {what}"
    if error["type"] == "extra_forbidden":
        return f"{place}: {dotted}: unknown key; {hint(str(key[-1]), _known_at(schema, key[:-1]))}"
    if error["type"] == "missing":
        return f"{place}: {dotted}: missing; add it"
    if error["type"] == "literal_error":
        known = error["ctx"]["expected"].replace(" or ", ", ").replace("'", "").split(", ")
        return f"{place}: {dotted}: not one of its values; {hint(_short(error['input']), known)}"
    if error["type"] in {"model_type", "dict_type", "model_attributes_type"}:
        return f"{place}: {dotted}: not a mapping, got {_kind(error['input'])}; write its options"
    message = error["msg"].removeprefix("Value error, ")
    what = message[0].lower() + message[1:]
    return f"{place}: {dotted}: {what}, got {_kind(error.get('input'))}; mend the value"


def key_of(error: Mapping[str, Any]) -> Key:
    """The key at fault, as the file names it."""
    *path, last = error["loc"] or ("",)
    is_name = error["type"] == "extra_forbidden" or not _is_tag(last)
    return (*(k for k in path if not _is_tag(k)), *([last] if is_name else ()))


def without(values: Any, keys: list[Key]) -> Any:  # noqa: ANN401 - YAML is any value
    """A copy of the values without the faulty keys: what is left can still contradict itself."""
    left = deepcopy(values)
    for *path, last in sorted(
        filter(None, keys), key=lambda key: tuple(map(str, key)), reverse=True
    ):
        inner = left
        with suppress(KeyError, IndexError, TypeError):
            for step in path:
                inner = inner[step]
            del inner[last]
    return left


def says_something(error: Mapping[str, Any]) -> bool:
    """Whether an error says something: a list is also called too short when its items are faulty."""
    return error["type"] != "too_short" or not error["input"]


def _is_tag(step: object) -> bool:
    """Whether a step of pydantic's path names a branch of a union and not a key."""
    return isinstance(step, str) and ("[" in step or step in {"str", "int", "float", "bool"})


def _known_at(model: Any, key: Key) -> list[str]:  # noqa: ANN401 - a model or an annotation
    for step in key:
        if isinstance(step, int):
            continue
        model = next((m for m in _models_in(model.model_fields[str(step)].annotation)), model)
    return sorted(model.model_fields)


def _models_in(annotation: Any) -> list[Any]:  # noqa: ANN401 - an annotation
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return [annotation]
    return [m for a in getattr(annotation, "__args__", ()) for m in _models_in(a)]


def _short(value: object) -> str:
    return str(value)[:40]


def _kind(value: object) -> str:
    if isinstance(value, bool | int | float):
        return str(value)
    return {str: "text", dict: "a mapping", list: "a list", type(None): "nothing"}.get(
        type(value), type(value).__name__
    )
