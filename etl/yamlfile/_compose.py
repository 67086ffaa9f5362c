"""Text -> nodes, within the limits."""

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML, YAMLError
from ruamel.yaml import events as event

from etl.errors import ConfigError
from etl.yamlfile._node import Node, Pairs, merged

MAX_NODES = 20_000  # values, those behind aliases counted each time
MAX_DEPTH = 32
MAX_ALIASES = 200
_QUOTED = re.compile(r"'[^'<]{3,}'|\"[^\"<]{3,}\"")  # what a message of ruamel repeats


def compose(text: bytes, name: str, *, fixed: bool = False) -> Node:
    """The only document of `text`, every value with its place: `name` where it is `fixed`.

    Raises:
        ConfigError: it is no YAML, or more than is read; one line that says where.
    """
    try:
        return _Composer(text.decode("utf-8-sig"), name, fixed=fixed).root()
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        at = f"{name}:{mark.line + 1}:{mark.column + 1}" if mark else f"{name}:1:1"
        what = _QUOTED.sub("a text", getattr(error, "problem", None) or "not YAML")
        raise ConfigError(f"{name if fixed else at}: {what}; mend the YAML") from None
    except (RecursionError, ValueError):
        raise ConfigError(f"{name}:1:1: not YAML that can be read; mend the YAML") from None


class _Composer:
    """Events -> nodes. An alias stands for a node that is complete: no cycles."""

    def __init__(self, text: str, name: str, *, fixed: bool) -> None:
        self._events = YAML(typ="safe", pure=True).parse(text)
        self._name = name
        self._fixed = fixed
        self._anchors: dict[str, Node] = {}
        self._nodes = self._aliases = 0

    def root(self) -> Node:
        node = Node(self._name, text="", is_plain=True)  # of an empty text
        begins, ends = event.StreamStartEvent, event.StreamEndEvent
        documents = (found for found in self._events if not isinstance(found, (begins, ends)))
        for number, found in enumerate(documents):
            if number:
                raise self._refused(found, "a second document; one is read")
            if found.version or found.tags:
                raise self._refused(found, "directives are not read; take them out")
            node = self._node(next(self._events), 0)
            next(self._events)  # the document's end
        return node

    def _node(self, found: Any, depth: int) -> Node:  # noqa: ANN401 - ruamel is untyped
        self._count(found, 1)
        if depth > MAX_DEPTH:
            raise self._refused(found, f"over {MAX_DEPTH} levels; write it flatter")
        if isinstance(found, event.AliasEvent):
            return self._aliased(found)
        node = Node(self._place(found), is_tagged=found.tag is not None)
        if isinstance(found, event.ScalarEvent):
            node.text, node.is_plain = self._text(found), found.style in {None, ""}
        elif isinstance(found, event.MappingStartEvent):
            node.pairs, more = merged(self._pairs(depth))
            self._count(found, more)
        else:
            end = event.SequenceEndEvent
            node.items = [self._node(item, depth + 1) for item in self._until(end)]
        if found.anchor:
            self._anchors[found.anchor] = node
        return node

    def _pairs(self, depth: int) -> Pairs:
        pairs: Pairs = {}
        for found in self._until(event.MappingEndEvent):
            key = self._node(found, depth + 1)
            if key.text is None or key.is_tagged:
                raise self._refused(found, "a key that is no text; write it plainly")
            if key.text in pairs:
                raise self._refused(found, "found duplicate key; leave one of the two")
            pairs[key.text] = (self._place(found), self._node(next(self._events), depth + 1))
        return pairs

    def _count(self, found: Any, more: int) -> None:  # noqa: ANN401 - ruamel is untyped
        self._nodes += more
        if self._nodes > MAX_NODES:
            raise self._refused(found, f"over {MAX_NODES} values; use fewer")

    def _aliased(self, found: Any) -> Node:  # noqa: ANN401 - ruamel is untyped
        self._aliases += 1
        if self._aliases > MAX_ALIASES:
            raise self._refused(found, f"over {MAX_ALIASES} aliases; use fewer aliases")
        if found.anchor not in self._anchors:
            what = "an alias of nothing above it; quote text that begins with *"
            raise self._refused(found, what)
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
