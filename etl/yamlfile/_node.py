"""A value as it stands in the text, and where."""

from dataclasses import dataclass, field

from etl.errors import ConfigError

_MERGE = "<<"

Pairs = dict[str, tuple[str, "Node"]]  # key -> where it stands, and its value


@dataclass
class Node:
    """`text`, or the `items` of a list, or the `pairs` of a mapping."""

    place: str
    text: str | None = None
    items: list["Node"] = field(default_factory=list)
    pairs: Pairs | None = None
    is_plain: bool = False  # text without quotes, which may be a number
    is_tagged: bool = False


def merged(pairs: Pairs) -> tuple[Pairs, int]:
    """`pairs` with those of `<<`, as most readers do, and how many it brought.

    They yield to what is written; of several mappings, the first wins.

    Raises:
        ConfigError: what is merged is no mapping.
    """
    place, inner = pairs.pop(_MERGE, (None, None))
    if place is None or inner is None:
        return pairs, 0
    found: Pairs = {}
    brought = 0
    for one in inner.items or [inner]:
        if one.pairs is None:
            raise ConfigError(f"{place}: <<: only a mapping, or a list of them, can be merged")
        brought += len(one.pairs)
        found = {**one.pairs, **found}
    return {**found, **pairs}, brought
