"""Recognizers in the YAML of Presidio's registry: patterns with scores, deny lists, context words.

Read safely, by the keys that Presidio knows; a key that it does not know is told. `type: predefined` is refused:
what is Presidio's own is switched on in `scrub.entities`.
"""

from collections.abc import Iterable, Iterator
from io import BytesIO
from types import SimpleNamespace
from typing import Any, Protocol

import regex
from presidio_analyzer import PatternRecognizer
from ruamel.yaml import YAML, YAMLError

from etl import plugins
from etl.errors import ConfigError
from etl.plugins import Plugin
from etl.scrub.find.spans import SURE
from etl.scrub.find.strict import strict

_ENTITY = regex.compile("[A-Z][A-Z0-9_]{1,40}")
_KEYS = {
    "name", "type", "enabled", "supported_entity", "supported_entities", "supported_language", "supported_languages",
    "patterns", "deny_list", "deny_list_score", "context", "global_regex_flags", "country_code", "version",
}  # fmt: skip


class Part(Protocol):
    """What a file of `recognizers/` defines."""

    ENTITY: str

    def Recognizer(self, language: str) -> Any:  # noqa: N802, ANN401 - as a file defines it; Presidio has no types
        """A recognizer for texts of one language."""


def yaml_parts(plugin: Plugin) -> Iterator[Part]:
    """The recognizers of a file that are not disabled.

    Raises:
        ConfigError: it is no such file.
    """
    try:
        told = YAML(typ="safe", pure=True).load(BytesIO(plugins.content(plugin)))
    except (YAMLError, ValueError, RecursionError):
        raise ConfigError(f"plugins: {plugin.name}: no YAML; mend the file") from None
    items = told.get("recognizers") if isinstance(told, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise ConfigError(
            f"plugins: {plugin.name}: no list `recognizers`; write it as Presidio has it"
        )
    for item in items:
        if item.get("enabled", True):
            yield _of_item(item, plugin)


def _of_item(item: dict[str, Any], plugin: Plugin) -> Part:
    name = str(item.get("name", "a recognizer"))[:60]
    if item.get("type") == "predefined" or not (item.get("patterns") or item.get("deny_list")):
        what = "has no patterns and no deny_list; Presidio's own are switched on in scrub.entities"
        raise ConfigError(f"plugins: {plugin.name}: '{name}' {what}")
    if unknown := sorted(set(map(str, item)) - _KEYS):
        raise ConfigError(
            f"plugins: {plugin.name}: '{name}': unknown key '{unknown[0][:40]}'; take it out"
        )
    entity = item.get("supported_entity") or (item.get("supported_entities") or [None])[0]
    checked(entity, plugin)
    return SimpleNamespace(
        ENTITY=entity, Recognizer=lambda language: _of_patterns(item, entity, language)
    )


def _of_patterns(item: dict[str, Any], entity: str, language: str) -> Any:  # noqa: ANN401 - Presidio has no types
    """The recognizer; a weak pattern without context words counts as it is, since nothing can ever raise it."""
    context = [*(item.get("context") or ()), *_contexts(item.get("supported_languages"), language)]
    patterns: list[dict[str, Any]] = [
        {**pattern, "score": pattern["score"] if context else max(SURE, pattern["score"])}
        for pattern in item.get("patterns") or ()
    ]
    known: dict[str, Any] = {
        key: item[key]
        for key in ("name", "deny_list", "deny_list_score", "global_regex_flags")
        if key in item
    }
    known |= {"patterns": patterns, "context": context, "supported_entity": entity}
    return strict(PatternRecognizer.from_dict({**known, "supported_language": language}))


def _contexts(languages: Any, language: str) -> Iterable[str]:  # noqa: ANN401 - as the file has it
    """The context words of a language, or of all where it has none of its own."""
    by_language = {
        told["language"]: told.get("context") or []
        for told in languages or ()
        if isinstance(told, dict)
    }
    return by_language.get(language) or [word for words in by_language.values() for word in words]


def checked(entity: object, plugin: Plugin) -> None:
    """Whether an entity has the name of one.

    Raises:
        ConfigError: it has not.
    """
    if not isinstance(entity, str) or not _ENTITY.fullmatch(entity):
        what = "an entity is named in capital letters, such as STAFF_NUMBER"
        raise ConfigError(f"plugins: {plugin.name}: {what}")
