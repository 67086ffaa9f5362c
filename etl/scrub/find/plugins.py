r"""Recognizers of the user's: a Python file like those in `recognizers/`, or Presidio's YAML.

    from etl.scrub import END, START, Shape           recognizers:
    ENTITY = "STAFF_NUMBER"                             - name: staff number
    class Recognizer(Shape):                              supported_entity: STAFF_NUMBER
        ENTITY = ENTITY                                   patterns: [{name: st, regex: 'ST-\d{6}', score: 0.5}]
        SHAPES = (START + r"ST-\d{6}" + END,)            context: [staff]
    FINDS = {"ask ST-123456": ["ST-123456"]}              deny_list: [ST-000000]
    IGNORES = ["ST-12"]

What a file finds is sought by default, like what is built in. FINDS and IGNORES may be left out; where they are there,
they are tried when the config is checked. Every recognizer is, on two texts that say nothing, called as the engine
calls it. All recognizers run on texts of every language; `\b` of a YAML pattern
does not see a border between a Han character and a letter.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import PurePath
from types import SimpleNamespace
from typing import Any

from presidio_analyzer import EntityRecognizer

from etl import plugins
from etl.errors import ConfigError
from etl.plugins import Plugin
from etl.scrub.find.strict import strict
from etl.scrub.find.yaml_recognizers import Part, checked, yaml_parts


@cache
def parts(plugin: Plugin) -> tuple[Part, ...]:
    """The recognizers of a file.

    Raises:
        ConfigError: it has none, or one that cannot be made.
    """
    found = tuple(yaml_parts(plugin) if plugin.path.endswith(plugins.YAML) else _python(plugin))
    for part in found:
        _made(part, plugin)
    return found


def _python(plugin: Plugin) -> Iterator[Part]:
    module: Any = plugins.module(plugin)
    if not hasattr(module, "ENTITY") or not hasattr(module, "Recognizer"):
        what = "defines no ENTITY and Recognizer; of one's own parts only recognizers are built yet"
        raise ConfigError(f"plugins: {plugin.name}: {what}")
    checked(module.ENTITY, plugin)
    if not isinstance(getattr(module, "FINDS", {}), Mapping):
        raise ConfigError(f"plugins: {plugin.name}: FINDS is a mapping: text -> the values in it")
    yield SimpleNamespace(
        __name__=PurePath(plugin.path).stem,
        ENTITY=module.ENTITY,
        Recognizer=lambda language: strict(module.Recognizer(language)),
        FINDS=getattr(module, "FINDS", {}),
        IGNORES=getattr(module, "IGNORES", ()),
    )


def _made(part: Part, plugin: Plugin) -> Any:  # noqa: ANN401 - Presidio has no types
    try:
        made = part.Recognizer("en")
    except BaseException as error:  # noqa: BLE001 - whatever a user's code or pattern does
        what = f"its recognizer of {part.ENTITY} cannot be made ({type(error).__name__}); mend the file"
        raise ConfigError(f"plugins: {plugin.name}: {what}") from None
    if not isinstance(made, EntityRecognizer) or part.ENTITY not in made.supported_entities:
        what = f"Recognizer(language) must be a Presidio EntityRecognizer of {part.ENTITY}"
        raise ConfigError(f"plugins: {plugin.name}: {what}")
    return made
