"""Which entities a config seeks and how placeholders call them, told without making the recognizers."""

from etl.plugins import Plugin
from etl.scrub._check import found_by, known
from etl.scrub._entities import DENIED, OPTIONAL, label
from etl.scrub.find.predefined import CLASSES
from etl.scrub.find.spans import PLACEHOLDER as _PLACEHOLDER

PLACEHOLDER: str = _PLACEHOLDER.pattern


def sought(entities: str | tuple[str, ...], plugins: tuple[Plugin, ...] = ()) -> tuple[str, ...]:
    """The entities that `scrub.entities` stands for, sorted; those of plugins are among the defaults."""
    named = {entities} if isinstance(entities, str) else set(entities)
    defaults = {*known(), *found_by(plugins)} - {*OPTIONAL, *CLASSES, DENIED}
    return tuple(sorted((named - {"default"}) | (defaults if "default" in named else set())))


def label_of(word: str) -> str:
    """How placeholders call an entity, whichever of its names is given."""
    return label(word.upper())


def spellings(entities: tuple[str, ...]) -> dict[str, str]:
    """How a person may call them -> the entity: by its name, or as placeholders do (`EMAIL`)."""
    return {label(entity): entity for entity in entities} | {entity: entity for entity in entities}
