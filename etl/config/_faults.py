"""pydantic's errors -> lines for a person, one a key.

config.yaml:4:9: clean.short_respons: unknown key; did you mean 'short_response'?
config.yaml:6:1: workers: must be at least 0, got -1; mend the value
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import deepcopy
from typing import Any

from etl.config._wording import what
from etl.signature import Section
from etl.yamlfile import Key, Settings

NOT_BUILT = {
    ("engine",): "only 'local' is built yet",
    ("clean", "rules"): "rules are not built yet; leave it out",
}

Fault = tuple[Key, list[Mapping[str, Any]]]


def faults(errors: Sequence[Any], values: Any) -> list[Fault]:  # noqa: ANN401 - YAML is any value
    """The errors by the key at fault, in their order.

    What holds a faulty value is not told as well: of several types the one that comes nearest, and
    no list as too short since its items are faulty.
    """
    found: dict[Key, list[Mapping[str, Any]]] = {}
    for error in errors:
        found.setdefault(_key_of(error, values), []).append(error)
    above = {key[:n] for key in found for n in range(len(key))}
    return [(key, told) for key, told in found.items() if key not in above]


def line(fault: Fault, settings: Settings, schema: type[Section]) -> str:
    """One line for what is wrong at a key."""
    key, errors = fault
    for known, why in NOT_BUILT.items():
        if key[: len(known)] == known:
            return f"{settings.place(key)}: {'.'.join(known)}: {why}"
    return f"{settings.place(key)}: {'.'.join(map(str, key))}: {what(key, errors, schema)}"


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


def _key_of(error: Mapping[str, Any], values: Any) -> Key:  # noqa: ANN401 - YAML is any value
    """The key at fault as the file names it: without pydantic's names of types on the way."""
    key: list[str | int] = []
    for step in error["loc"]:
        try:
            values = values[step] if isinstance(values, dict | list) else {}[step]
        except (KeyError, IndexError, TypeError):
            if error["type"] != "missing" or step != error["loc"][-1]:
                continue
        key.append(step)
    return tuple(key)
