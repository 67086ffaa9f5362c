"""Read a settings file safely, and remember where each value stands.

YAML 1.2 by ruamel: `no` stays text, a duplicate key is a fault, tags are refused, and size and
node count are capped, so that a small file cannot grow in memory. `${env:NAME}` and
`${env:NAME:-default}` are filled into text after parsing and are never parsed as YAML again.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, YAMLError
from ruamel.yaml.comments import CommentedMap, CommentedSeq, CommentedSet

from etl.errors import ConfigError

Key = tuple[str | int, ...]

MAX_BYTES = 1 << 20
MAX_NODES = 20_000
_ENV = re.compile(r"\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")


@dataclass
class Settings:
    """Plain values, where each stands as `file:line:column` (1-based), and which came from outside.

    `faults` are what is wrong so far, as (place, what): all are reported at once.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Key, str] = field(default_factory=dict)
    secret: set[Key] = field(default_factory=set)  # filled from the environment: masked when shown
    faults: list[tuple[str, str]] = field(default_factory=list)

    def place(self, key: Key) -> str:
        """Where `key` stands, or the nearest thing above it that does."""
        while key and key not in self.places:
            key = key[:-1]
        return self.places.get(key, f"{self.name}:1:1")


def read(path: Path) -> Settings:
    """Parse `path`.

    Raises:
        ConfigError: it cannot be read, or is no YAML mapping; one line that says where.
    """
    settings = Settings(path.name)
    try:
        text = path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read, {error.strerror}; give a config file") from None
    if len(text) > MAX_BYTES:
        raise ConfigError(f"{path.name}:1:1: {len(text)} bytes; at most {MAX_BYTES} are read")
    root = _parse(text, path.name)
    nodes = iter(range(MAX_NODES))
    settings.values = _plain(root, (), settings, nodes)
    return settings


def override(settings: Settings, assignment: str) -> None:
    """Apply one `--set key.path=value`; its value is YAML, list items are named by index."""
    dotted, equals, text = assignment.partition("=")
    place = f"--set {dotted}"
    if not equals or not dotted:
        settings.faults.append((place, f"no value in '{assignment}'; write key.path=value"))
        return
    key: Key = tuple(int(k) if k.isdecimal() and k.isascii() else k for k in dotted.split("."))
    try:
        value = _parse(text.encode(), place, scalar=True)
        parent: Any = settings.values
        for step, following in pairwise(key):
            parent = _step(parent, step, [] if isinstance(following, int) else {})
        settings.places[key] = place
        value = _plain(value, key, settings, iter(range(MAX_NODES)), place)
        _step(parent, key[-1], None)
        parent[key[-1]] = value
    except (ConfigError, KeyError, IndexError, TypeError):
        settings.faults.append((place, "no such place in the config; name keys as in the file"))


def _step(parent: Any, step: str | int, empty: Any) -> Any:  # noqa: ANN401 - YAML is any value
    if isinstance(parent, list) and step == len(parent):
        parent.append(empty)
    elif isinstance(parent, dict) and parent.get(str(step)) is None:
        parent[str(step)] = empty
    return parent[step]


def _parse(text: bytes, name: str, *, scalar: bool = False) -> Any:  # noqa: ANN401 - YAML is any value
    try:
        root = YAML(typ="rt").load(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"
        what = getattr(error, "problem", None) or "not YAML"
        raise ConfigError(f"{where}: {what}; mend the YAML") from None
    except (RecursionError, ValueError, UnicodeError):
        raise ConfigError(f"{name}:1:1: not YAML that can be read; mend the YAML") from None
    if not scalar and not isinstance(root, CommentedMap):
        raise ConfigError(f"{name}:1:1: no mapping of keys to values; see README.md")
    return root


def _plain(
    node: Any,  # noqa: ANN401 - YAML is any value
    key: Key,
    settings: Settings,
    nodes: Iterator[int],
    fixed: str | None = None,
) -> Any:  # noqa: ANN401 - YAML is any value
    if next(nodes, None) is None:
        raise ConfigError(f"{settings.name}:1:1: over {MAX_NODES} values; use fewer aliases")
    tag = getattr(getattr(node, "tag", None), "value", None)
    if tag or isinstance(node, CommentedSet):
        settings.faults.append(
            (settings.place(key), "tags and sets are not allowed; write it plainly")
        )
        return None
    if isinstance(node, CommentedMap | CommentedSeq):
        steps = list(node) if isinstance(node, CommentedMap) else list(range(len(node)))
        for step in steps:
            line, column = (node.lc.data or {}).get(step, (node.lc.line, node.lc.col))[:2]
            name = step if isinstance(node, CommentedSeq) else str(step)
            settings.places[*key, name] = fixed or f"{settings.name}:{line + 1}:{column + 1}"
        if isinstance(node, CommentedSeq):
            return [_plain(node[i], (*key, i), settings, nodes, fixed) for i in steps]
        return {str(k): _plain(node[k], (*key, str(k)), settings, nodes, fixed) for k in steps}
    return _fill(str(node), key, settings) if isinstance(node, str) else _scalar(node)


def _scalar(node: Any) -> bool | int | float | str | None:  # noqa: ANN401 - ruamel's own types
    """A plain value: ruamel keeps a number's spelling in types of its own, and reads dates."""
    if node is None or type(node).__name__ == "ScalarBoolean":
        return None if node is None else bool(node)
    for kind in (bool, int, float):
        if isinstance(node, kind):
            return kind(node)
    return str(node)


def _fill(text: str, key: Key, settings: Settings) -> str:
    def value(match: re.Match[str]) -> str:
        name, default = match.groups()
        settings.secret.add(key)
        found = os.environ.get(name, default)
        if found is None:
            settings.faults.append(
                (settings.place(key), f"environment variable {name} is not set; set it")
            )
        return found or ""

    return _ENV.sub(value, text)
