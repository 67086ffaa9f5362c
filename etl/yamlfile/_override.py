"""`--set key.path=value`: one value in place of what the file has."""

import re
from itertools import pairwise
from typing import Any

from etl.errors import ConfigError
from etl.yamlfile._compose import compose
from etl.yamlfile._settings import Key, Settings
from etl.yamlfile._values import plain

_INDEX = re.compile(r"[0-9]{1,5}\Z")


def override(settings: Settings, assignment: str) -> None:
    """Apply one `--set`; its value is YAML, list items are named by index. A fault is noted."""
    dotted, equals, text = assignment.partition("=")
    if not equals or not dotted:
        settings.faults.append(("--set", "no key or no value; write key.path=value"))
        return
    place = f"--set {dotted.encode(errors='replace').decode()}"
    key: Key = tuple(int(k) if _INDEX.match(k) else k for k in dotted.split("."))
    try:
        dotted.encode()  # a terminal may hand over what is no text
        node = compose(text.encode(), place, fixed=True)
        parent: Any = settings.values
        for step, following in pairwise(key):
            parent = _step(parent, step, [] if isinstance(following, int) else {})
        settings.places[key] = place
        value = plain(node, key, settings)
        _step(parent, key[-1], None)
        parent[key[-1]] = value
    except (KeyError, IndexError, TypeError):
        settings.faults.append((place, "no such place in the config; name keys as in the file"))
    except (ConfigError, UnicodeError):
        settings.faults.append((place, "not text, or the value is not YAML; quote it"))


def _step(parent: Any, step: str | int, empty: Any) -> Any:  # noqa: ANN401 - YAML is any value
    if isinstance(parent, list) and step == len(parent):
        parent.append(empty)
    elif isinstance(parent, dict) and parent.get(str(step)) is None:
        parent[str(step)] = empty
    return parent[step]
