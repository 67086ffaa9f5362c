"""Which entities a config seeks and how placeholders call them, told without making the recognizers."""

from typing import Literal

from etl.plugins import Plugin
from etl.scrub._entities import label
from etl.scrub._known import defaults
from etl.scrub.find.spans import PLACEHOLDER as _PLACEHOLDER

PLACEHOLDER: str = _PLACEHOLDER.pattern


def sought(
    entities: str | tuple[str, ...],
    plugins: tuple[Plugin, ...] = (),
    mode: Literal["builtin", "presidio"] = "builtin",
    languages: tuple[str, ...] = (),
) -> tuple[str, ...]:
    """The entities that `scrub.entities` stands for, sorted; those of plugins are among the defaults.

    Args:
        entities: as `scrub.scrub` has them.
        plugins: files of recognizers.
        mode: which recognizers seek.
        languages: which of Presidio's, in its mode.
    """
    named = {entities} if isinstance(entities, str) else set(entities)
    usual = defaults(mode, languages, plugins) if "default" in named else set[str]()
    return tuple(sorted((named - {"default"}) | usual))


def label_of(word: str) -> str:
    """How placeholders call an entity, whichever of its names is given."""
    return label(word.upper())


def spellings(entities: tuple[str, ...]) -> dict[str, str]:
    """How a person may call them -> the entity: by its name, or as placeholders do (`EMAIL`)."""
    return {label(entity): entity for entity in entities} | {entity: entity for entity in entities}
