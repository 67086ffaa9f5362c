"""What is wrong with a config, as lines for a person.

    config.yaml:4:9: clean.short_respons: unknown key; did you mean 'short_response'?

`line` makes such a line of one of pydantic's errors, without the value at fault unless it is a
short word or a number; `contradictions` finds what single values cannot show.
"""

from collections.abc import Mapping
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from etl import scrub
from etl.errors import hint
from etl.signature import Section
from etl.yamlfile import Key, Settings

NOT_BUILT = {
    ("engine",): "only 'local' is built yet",
    ("state",): "incremental runs are not built yet; leave it out",
    ("plugins",): "plugins are not built yet; leave it out",
    ("clean", "rules"): "rules are not built yet; leave it out",
    ("dedup", "contaminated"): "not built yet; leave it out or write false",
    ("gates", "min_new_rows"): "not built yet; leave it out",
    ("gates", "max_input_age"): "not built yet; leave it out",
    ("gates", "max_drift"): "not built yet; leave it out",
    ("gates", "max_miss_rate"): "not built yet; leave it out",
}


def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such zone, or a path instead of a name
        return False
    return True


def contradictions(config: Any, folder: Path) -> list[tuple[Key, str]]:  # noqa: ANN401 - a model made at run time
    """What single values cannot show: sums, names used twice, paths."""
    found: list[tuple[Key, str]] = []
    names = [s.name or s.type for s in config.sources]
    for i, name in enumerate(names):
        if name in names[:i]:
            found.append(
                (("sources", i), f"sources.{i}: a second '{name}'; give it a name of its own")
            )
    if config.split is not None:
        shares = [config.split.train, config.split.validation, config.split.test]
        if abs(sum(shares) - 1) > 1e-9:  # noqa: PLR2004 - rounding of decimal fractions
            total = " + ".join(map(str, shares))
            found.append((("split",), f"split: train + validation + test must be 1, got {total}"))
    found += [
        (("scrub", *key), f"{'.'.join(('scrub', *key))}: {what}")
        for key, what in (scrub.faults(dict(config.scrub), folder) if config.scrub else ())
    ]
    if (name := config.adapt.exclude_users) and not (folder / name).is_file():
        found.append(
            (("adapt", "exclude_users"), f"adapt.exclude_users: no file {name}; mend the path")
        )
    for i, source in enumerate(config.sources):
        if not _is_zone(source.timezone):
            at = f"sources.{i}.timezone"
            what = "no such zone; write one like Asia/Taipei"
            found.append((("sources", i, "timezone"), f"{at}: {what}"))
    found += [
        (
            ("sources", i, "path"),
            f"sources.{i}.path: object stores are not built yet; copy the files",
        )
        for i, source in enumerate(config.sources)
        if any("://" in p for p in ([source.path] if isinstance(source.path, str) else source.path))
    ]
    for key in ("output", "work"):
        if "://" in (getattr(config, key) or ""):
            found.append(((key,), f"{key}: object stores are not built yet; name a folder"))
    return found


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
    return tuple(k for k in error["loc"] if not _is_tag(k))


def without(values: Any, keys: list[Key]) -> Any:  # noqa: ANN401 - YAML is any value
    """A copy of the values without the faulty keys: what is left can still contradict itself."""
    left = deepcopy(values)
    for *path, last in sorted(keys, key=lambda key: tuple(map(str, key)), reverse=True):
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
