"""What is wrong with the options of `scrub`, told before any data is read.

Cheap on purpose: neither Presidio nor spaCy is imported to say that a name is misspelt.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from etl.errors import hint
from etl.scrub._entities import DENIED, NAMES
from etl.scrub._model import DAMAGED, is_intact

BUILTIN_LANGUAGES = ("en", "zh")

Fault = tuple[tuple[str, ...], str]  # keys below `scrub`, what is wrong


def faults(options: Mapping[str, Any], folder: Path) -> list[Fault]:
    """Every fault of the options that no type shows.

    Args:
        options: of `scrub.scrub`.
        folder: where relative paths of pipelines start.
    """
    return [*_entities(options), *_operators(options["replace"]), *_models(options, folder)]


@cache
def known() -> tuple[str, ...]:
    """The entities by the names of the recognizers' files, and those that the model finds."""
    files = iter_modules([str(Path(__file__).parent / "recognizers")])
    return (*NAMES, DENIED, *(part.name.upper() for part in files))


def _entities(options: Mapping[str, Any]) -> Iterator[Fault]:
    named = options["entities"]
    for entity in () if named == "default" else named:
        if entity not in known():
            yield ("entities",), f"unknown entity '{entity}'; {hint(entity, known())}"


def _operators(replace: str | Mapping[str, str]) -> Iterator[Fault]:
    by_entity = replace if isinstance(replace, Mapping) else {"": replace}
    for entity, operator in by_entity.items():
        if entity and entity not in known():
            yield ("replace", entity), f"unknown entity '{entity}'; {hint(entity, known())}"
        if operator == "surrogate":
            yield (
                ("replace",),
                "surrogate is not built yet; use placeholder, hash, mask or drop_row",
            )


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
