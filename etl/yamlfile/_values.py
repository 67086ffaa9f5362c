"""Nodes -> plain values: text, numbers, true, false, null, lists and mappings."""

import math
import re
from collections.abc import Iterator
from typing import Any

from etl.errors import ConfigError
from etl.yamlfile._compose import MAX_NODES
from etl.yamlfile._environment import fill
from etl.yamlfile._node import Node
from etl.yamlfile._settings import Key, Settings

# The core schema of YAML 1.2, section 10.3.2.
_NULL = re.compile(r"(?:null|Null|NULL|~|)\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_DIGITS = 66  # of a number of 64 bits, and its sign or base


def plain(node: Node, key: Key, settings: Settings) -> Any:  # noqa: ANN401 - YAML is any value
    """The value of `node`; the places of what it holds are noted, and its faults.

    Raises:
        ConfigError: aliases make more of it than is read.
    """
    return _plain(node, key, settings, iter(range(MAX_NODES)))


def _plain(node: Node, key: Key, settings: Settings, nodes: Iterator[int]) -> Any:  # noqa: ANN401 - YAML is any value
    if next(nodes, None) is None:
        raise ConfigError(f"{settings.name}:1:1: over {MAX_NODES} values; use fewer aliases")
    if node.is_tagged:
        settings.blame(key, "tags are not allowed; write it plainly")
        return None
    if node.text is not None:
        return (_scalar if node.is_plain else fill)(node.text, key, settings)
    if node.pairs is None:
        for i, item in enumerate(node.items):
            settings.places[*key, i] = item.place
        return [_plain(item, (*key, i), settings, nodes) for i, item in enumerate(node.items)]
    for name, (place, _) in node.pairs.items():
        settings.places[*key, name] = place
    return {
        name: _plain(inner, (*key, name), settings, nodes)
        for name, (_, inner) in node.pairs.items()
    }


def _scalar(text: str, key: Key, settings: Settings) -> bool | int | float | str | None:
    """A plain word as the core schema reads it; numbers of 64 bits at most, and finite."""
    if _NULL.match(text):
        return None
    if _BOOL.match(text):
        return text.lower() == "true"
    if _INT.match(text):
        base = {"0o": 8, "0x": 16}.get(text[:2], 10)
        number = int(text, base) if len(text) <= _DIGITS else 1 << 64
        if -(1 << 63) <= number < 1 << 63:
            return number
    elif _FLOAT.match(text):
        real = float(text)
        if math.isfinite(real):
            return real
    elif not _NOT_FINITE.match(text):
        return fill(text, key, settings)
    settings.blame(key, "a number beyond 64 bits; quote it if it is text")
    return None
