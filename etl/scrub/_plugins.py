r"""Recognizers of the user's: a Python file like those in `recognizers/`, or Presidio's YAML.

    from etl.scrub import END, START, Shape           recognizers:
    ENTITY = "STAFF_NUMBER"                             - name: staff number
    class Recognizer(Shape):                              supported_entity: STAFF_NUMBER
        ENTITY = ENTITY                                   patterns: [{name: st, regex: 'ST-\d{6}', score: 0.5}]
        SHAPES = (START + r"ST-\d{6}" + END,)            context: [staff]
    FINDS = {"ask ST-123456": ["ST-123456"]}              deny_list: [ST-000000]
    IGNORES = ["ST-12"]

What a file finds is sought by default, like what is built in. FINDS and IGNORES may be left out; where they are there,
they are tried when the config is checked. All recognizers run on texts of every language; `\b` of a YAML pattern
does not see a border between a Han character and a letter.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any

from presidio_analyzer import EntityRecognizer

from etl import plugins
from etl.errors import ConfigError
from etl.plugins import Plugin
from etl.scrub._strict import strict
from etl.scrub._yaml_recognizers import Part, checked, yaml_parts


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


def faults(plugin: Plugin) -> Iterator[str]:
    """What is wrong with the recognizers of a file, each told with its name; examples by their number."""
    try:
        found = parts(plugin)
    except ConfigError as error:
        yield str(error).removeprefix("plugins: ")
        return
    for part in found:
        recognizer = _made(part, plugin)
        finds, ignores = getattr(part, "FINDS", {}), getattr(part, "IGNORES", ())
        for i, (text, values) in enumerate(finds.items(), 1):
            if _found(recognizer, text) != sorted(values):
                yield f"{plugin.name}: does not find the values of number {i} of FINDS; mend one of them"
        for i, text in enumerate(ignores, 1):
            if _found(recognizer, text):
                yield f"{plugin.name}: finds something in number {i} of IGNORES; mend one of them"


def _found(recognizer: Any, text: str) -> list[str] | None:  # noqa: ANN401 - Presidio has no types
    try:
        found = recognizer.analyze(text, recognizer.supported_entities, None)
    except Exception:  # noqa: BLE001 - whatever a user's code does with its own example
        return None
    spans = {(r.start, r.end) for r in found}
    return sorted(
        text[a:b]
        for a, b in spans
        if not any(o != (a, b) and o[0] <= a and b <= o[1] for o in spans)
    )


def _python(plugin: Plugin) -> Iterator[Part]:
    module: Any = plugins.module(plugin)
    if not hasattr(module, "ENTITY") or not hasattr(module, "Recognizer"):
        what = "defines no ENTITY and Recognizer; of one's own parts only recognizers are built yet"
        raise ConfigError(f"plugins: {plugin.name}: {what}")
    checked(module.ENTITY, plugin)
    if not isinstance(getattr(module, "FINDS", {}), Mapping):
        raise ConfigError(f"plugins: {plugin.name}: FINDS is a mapping: text -> the values in it")
    yield SimpleNamespace(
        ENTITY=module.ENTITY,
        Recognizer=lambda language: strict(module.Recognizer(language)),
        FINDS=getattr(module, "FINDS", {}),
        IGNORES=getattr(module, "IGNORES", ()),
    )


def _made(part: Part, plugin: Plugin) -> Any:  # noqa: ANN401 - Presidio has no types
    try:
        made = part.Recognizer("en")
    except Exception as error:  # noqa: BLE001 - whatever a user's code or pattern does
        what = f"its recognizer of {part.ENTITY} cannot be made ({type(error).__name__}); mend the file"
        raise ConfigError(f"plugins: {plugin.name}: {what}") from None
    if not isinstance(made, EntityRecognizer) or part.ENTITY not in made.supported_entities:
        what = f"Recognizer(language) must be a Presidio EntityRecognizer of {part.ENTITY}"
        raise ConfigError(f"plugins: {plugin.name}: {what}")
    return made
