"""What is wrong with the options of `scrub`, told before any data is read.

Cheap on purpose: neither Presidio nor spaCy is imported to say that a name is misspelt.
"""

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from etl.errors import hint
from etl.plugins import Plugin
from etl.scrub._entities import DENIED, NO_SURROGATE
from etl.scrub._known import defaults, found_by, known
from etl.scrub._model import DAMAGED, is_intact

BUILTIN_LANGUAGES = ("en", "zh")

Fault = tuple[tuple[str, ...], str]  # keys below `scrub`, what is wrong


def faults(
    options: Mapping[str, Any], folder: Path, plugins: tuple[Plugin, ...] = ()
) -> list[Fault]:
    """Every fault of the options that no type shows.

    Args:
        options: of `scrub.scrub`.
        folder: where relative paths of pipelines start.
        plugins: files whose recognizers find entities of their own; sound ones (`plugin_faults`).
    """
    mode, languages = options.get("mode", "builtin"), options["languages"]
    usual = defaults(mode, languages, plugins)
    entities = {*usual, DENIED} if mode == "presidio" else {*known(), *found_by(plugins)}
    return [
        *_mode(options),
        *_entities(options, entities),
        *_operators(options["replace"], _sought(options["entities"], usual), entities),
        *_models(options, folder),
    ]


def plugin_faults(plugin: Plugin) -> list[str]:
    """What is wrong with a file of recognizers. It is run for that."""
    from etl.scrub.find.tried import faults  # noqa: PLC0415 - Presidio takes seconds, and most have no plugins

    return list(faults(plugin))


def _mode(options: Mapping[str, Any]) -> Iterator[Fault]:
    presidio = options.get("mode", "builtin") == "presidio"
    if presidio and options["model"] is False:
        what = "Presidio finds names and context words with a pipeline; name one, or leave mode out"
        yield ("model",), f"false does not go with mode: presidio, {what}"
    if not presidio and options.get("threshold"):
        yield ("threshold",), "is of mode: presidio alone; take it out, or set scrub.mode"


def _entities(options: Mapping[str, Any], entities: set[str]) -> Iterator[Fault]:
    named = options["entities"]
    for entity in () if named == "default" else named:
        if entity not in entities | {"default"}:
            yield ("entities",), f"unknown entity '{entity}'; {hint(entity, entities)}"


def _operators(
    replace: str | Mapping[str, str], sought: set[str], entities: set[str]
) -> Iterator[Fault]:
    for entity, operator in replace.items() if isinstance(replace, Mapping) else ():
        if entity not in entities:
            yield ("replace", entity), f"unknown entity '{entity}'; {hint(entity, entities)}"
        elif entity not in sought:
            yield ("replace", entity), f"{entity} is not sought; name it in scrub.entities too"
        if operator == "surrogate" and entity in NO_SURROGATE:
            what = "nothing may look like one; use placeholder, hash, mask or drop_row"
            yield ("replace", entity), f"{entity} has no surrogate, {what}"


def _sought(named: Literal["default"] | tuple[str, ...], defaults: set[str]) -> set[str]:
    names = {"default"} if named == "default" else set(named)
    return names | {DENIED} | (defaults if "default" in names else set())


def _models(options: Mapping[str, Any], folder: Path) -> Iterator[Fault]:
    model, languages = options["model"], options["languages"]
    if model is False:
        return
    if not isinstance(model, Mapping) and not is_intact():
        yield ("model",), DAMAGED
    for language in languages:
        if not isinstance(model, Mapping) and language not in BUILTIN_LANGUAGES:
            what = "the built-in model reads en and zh; name a pipeline for it in scrub.model"
            yield ("languages",), f"no model for '{language}', {what}"
        elif isinstance(model, Mapping) and language not in model:
            yield ("model",), f"no pipeline for '{language}'; name one or take it out of languages"
    for language, name in model.items() if isinstance(model, Mapping) else ():
        if not _is_installed(name, folder):
            what = "nothing is downloaded: install it with pip, or give its folder"
            yield ("model", language), f"no pipeline '{name}' is installed; {what}"


def _is_installed(name: str, folder: Path) -> bool:
    if (folder / name / "config.cfg").is_file():
        return True
    return name.replace("_", "").isalnum() and find_spec(name) is not None
