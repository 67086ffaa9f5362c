"""Read a settings file safely, and remember where each value stands.

YAML 1.2, core schema: `no` stays text. ruamel splits the text into events; what is made of them is
made here, of text, numbers, true, false and null alone: a tag, a directive, a second document and a
duplicate key are refused, nothing is ever constructed. Bytes, values, depth and aliases are capped
while they are read, so that a small file takes neither memory nor time. `<<` merges a mapping, as
most readers do. `${env:NAME}` and `${env:NAME:-default}` are filled into text after parsing and are
never parsed as YAML again. A message names keys and places, never a value.
"""

import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML, YAMLError
from ruamel.yaml import events as event

from etl.errors import ConfigError

Key = tuple[str | int, ...]

MAX_BYTES = 1 << 20
MAX_NODES = 20_000  # values, those behind aliases counted each time
MAX_DEPTH = 32
MAX_ALIASES = 200
_ENV = re.compile(r"\$\{env:([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")

# The core schema of YAML 1.2, section 10.3.2.
_NULL = re.compile(r"(?:null|Null|NULL|~|)\Z")
_BOOL = re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")
_INT = re.compile(r"[-+]?[0-9]+\Z|0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_NOT_FINITE = re.compile(r"[-+]?\.(?:inf|Inf|INF)\Z|\.(?:nan|NaN|NAN)\Z")
_MERGE = "<<"
_TELLING = 4  # characters: what is shorter stands in any message
_DIGITS = 66  # of a number of 64 bits, and its sign or base
_INDEX = re.compile(r"[0-9]{1,5}\Z")
_QUOTED = re.compile(r"'[^'<]{3,}'|\"[^\"<]{3,}\"")  # what a message of ruamel repeats


@dataclass
class _Node:
    """A value as it stands: `text`, or the `items` of a list, or the `pairs` of a mapping."""

    place: str
    text: str | None = None
    items: list["_Node"] = field(default_factory=list)
    pairs: dict[str, tuple[str, "_Node"]] | None = None  # key -> where it stands, and its value
    is_plain: bool = False  # text without quotes, which may be a number
    is_tagged: bool = False


@dataclass
class Settings:
    """Plain values, where each stands as `file:line:column` (1-based), and which came from outside.

    `faults` are what is wrong so far, as (place, what): all are reported at once.
    """

    name: str
    values: dict[str, Any] = field(default_factory=dict)
    places: dict[Key, str] = field(default_factory=dict)
    secret: set[Key] = field(default_factory=set)  # filled from the environment: masked when shown
    filled: set[str] = field(default_factory=set)  # the texts of the environment themselves
    faults: list[tuple[str, str]] = field(default_factory=list)

    def masked(self, text: str) -> str:
        """`text` without what came from the environment."""
        for found in sorted(self.filled, key=len, reverse=True):
            text = text.replace(found, "***")
        return text

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
    root = _compose(text, path.name)
    if root.pairs is None:
        raise ConfigError(f"{path.name}:1:1: no mapping of keys to values; see README.md")
    settings.values = _plain(root, (), settings, iter(range(MAX_NODES)))
    return settings


def override(settings: Settings, assignment: str) -> None:
    """Apply one `--set key.path=value`; its value is YAML, list items are named by index."""
    dotted, equals, text = assignment.partition("=")
    if not equals or not dotted:
        settings.faults.append(("--set", "no key or no value; write key.path=value"))
        return
    place = f"--set {dotted.encode(errors='replace').decode()}"
    key: Key = tuple(int(k) if _INDEX.match(k) else k for k in dotted.split("."))
    try:
        dotted.encode()  # a terminal may hand over what is no text
        node = _compose(text.encode(), place, fixed=True)
        parent: Any = settings.values
        for step, following in pairwise(key):
            parent = _step(parent, step, [] if isinstance(following, int) else {})
        settings.places[key] = place
        value = _plain(node, key, settings, iter(range(MAX_NODES)))
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


def _compose(text: bytes, name: str, *, fixed: bool = False) -> _Node:
    """The only document of `text`, every value with its place: `name` where it is `fixed`.

    Raises:
        ConfigError: it is no YAML, or more than is read; one line that says where.
    """
    try:
        return _Composer(text.decode("utf-8-sig"), name, fixed=fixed).root()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        where = (
            name
            if fixed
            else f"{name}:{mark.line + 1}:{mark.column + 1}"
            if mark
            else f"{name}:1:1"
        )
        what = _QUOTED.sub("a text", getattr(error, "problem", None) or "not YAML")
        raise ConfigError(f"{where}: {what}; mend the YAML") from None
    except (RecursionError, ValueError):
        raise ConfigError(f"{name}:1:1: not YAML that can be read; mend the YAML") from None


class _Composer:
    """Events -> nodes, within the limits. An alias stands for a node that is complete: no cycles."""

    def __init__(self, text: str, name: str, *, fixed: bool) -> None:
        self._events = YAML(typ="safe", pure=True).parse(text)
        self._name = name
        self._fixed = fixed
        self._anchors: dict[str, _Node] = {}
        self._nodes = self._aliases = 0

    def root(self) -> _Node:
        node = _Node(self._name, text="", is_plain=True)  # of an empty text
        for documents, found in enumerate(
            self._after(event.StreamStartEvent, event.StreamEndEvent)
        ):
            if documents:
                raise self._refused(found, "a second document; one is read")
            if found.version or found.tags:
                raise self._refused(found, "directives are not read; take them out")
            node = self._node(next(self._events), 0)
            next(self._events)  # the document's end
        return node

    def _after(self, *passed: type) -> Iterator[Any]:
        for found in self._events:
            if not isinstance(found, passed):
                yield found

    def _node(self, found: Any, depth: int) -> _Node:  # noqa: ANN401 - ruamel is untyped
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._refused(found, f"over {MAX_NODES} values; use fewer")
        if depth > MAX_DEPTH:
            raise self._refused(found, f"over {MAX_DEPTH} levels; write it flatter")
        if isinstance(found, event.AliasEvent):
            return self._aliased(found)
        node = _Node(self._place(found), is_tagged=found.tag is not None)
        if isinstance(found, event.ScalarEvent):
            node.text, node.is_plain = self._text(found), found.style in {None, ""}
        elif isinstance(found, event.MappingStartEvent):
            node.pairs = self._merged(self._pairs(depth))
        else:
            end = event.SequenceEndEvent
            node.items = [self._node(item, depth + 1) for item in self._until(end)]
        if found.anchor:
            self._anchors[found.anchor] = node
        return node

    def _pairs(self, depth: int) -> dict[str, tuple[str, _Node]]:
        pairs: dict[str, tuple[str, _Node]] = {}
        for found in self._until(event.MappingEndEvent):
            key = self._node(found, depth + 1)
            if key.text is None or key.is_tagged:
                raise self._refused(found, "a key that is no text; write it plainly")
            if key.text in pairs:
                raise self._refused(found, "found duplicate key; leave one of the two")
            pairs[key.text] = (self._place(found), self._node(next(self._events), depth + 1))
        return pairs

    def _merged(self, pairs: dict[str, tuple[str, _Node]]) -> dict[str, tuple[str, _Node]]:
        """`pairs` with those of `<<`, which yield to what is written; of several, the first wins."""
        place, inner = pairs.pop(_MERGE, (None, None))
        if place is None or inner is None:
            return pairs
        found: dict[str, tuple[str, _Node]] = {}
        for one in inner.items or [inner]:
            if one.pairs is None:
                raise ConfigError(f"{place}: only a mapping, or a list of them, can be merged")
            self._nodes += len(one.pairs)
            found = {**one.pairs, **found}
        return {**found, **pairs}

    def _aliased(self, found: Any) -> _Node:  # noqa: ANN401 - ruamel is untyped
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._refused(found, f"over {MAX_ALIASES} aliases; use fewer aliases")
        if found.anchor not in self._anchors:
            raise self._refused(
                found, "an alias of nothing above it; quote text that begins with *"
            )
        return self._anchors[found.anchor]

    def _text(self, found: Any) -> str:  # noqa: ANN401 - ruamel is untyped
        """The text of a scalar; JSON writes some characters as two escapes, here they are one."""
        try:
            return str(found.value).encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            raise self._refused(found, "half a character; write the whole") from None

    def _until(self, end: type) -> Iterator[Any]:
        for found in self._events:
            if isinstance(found, end):
                return
            yield found

    def _place(self, found: Any) -> str:  # noqa: ANN401 - ruamel is untyped
        mark = found.start_mark
        return self._name if self._fixed else f"{self._name}:{mark.line + 1}:{mark.column + 1}"

    def _refused(self, found: Any, what: str) -> ConfigError:  # noqa: ANN401 - ruamel is untyped
        return ConfigError(f"{self._place(found)}: {what}")


def _plain(node: _Node, key: Key, settings: Settings, nodes: Iterator[int]) -> Any:  # noqa: ANN401 - YAML is any value
    """The value of `node`; the places of what it holds are noted."""
    if next(nodes, None) is None:
        raise ConfigError(f"{settings.name}:1:1: over {MAX_NODES} values; use fewer aliases")
    if node.is_tagged:
        settings.faults.append((settings.place(key), "tags are not allowed; write it plainly"))
        return None
    if node.text is not None:
        if not node.is_plain:
            return _fill(node.text, key, settings)
        return _scalar(node.text, key, settings)
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
        return _fill(text, key, settings)
    settings.faults.append((settings.place(key), "a number beyond 64 bits; quote it if it is text"))
    return None


def _fill(text: str, key: Key, settings: Settings) -> str:
    def value(match: re.Match[str]) -> str:
        name, default = match.groups()
        settings.secret.add(key)
        found = os.environ.get(name, default)
        if found is None:
            settings.faults.append(
                (settings.place(key), f"environment variable {name} is not set; set it")
            )
        if found and len(found) >= _TELLING:
            settings.filled.add(found)
        return found or ""

    return _ENV.sub(value, text)
