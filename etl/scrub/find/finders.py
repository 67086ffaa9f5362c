"""The engine that a config asks for, made once in a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from etl.errors import ConfigError
from etl.plugins import Plugin
from etl.scrub._model import BUILTIN
from etl.scrub.find.finder import Finder
from etl.scrub.find.predefined import CLASSES, Predefined
from etl.scrub.names.nlp import LANGUAGES
from etl.scrub.names.products import MatrixProduct

if TYPE_CHECKING:
    from etl.scrub.find.yaml_recognizers import Part

Mode = Literal["builtin", "presidio"]


@dataclass(frozen=True)
class How:
    """What `scrub.mode` says, and what goes with it: see `etl.scrub.scrub`."""

    mode: Mode = "builtin"
    languages: tuple[str, ...] = (
        LANGUAGES  # of recognizers of the mode `presidio`; else they read every text
    )
    threshold: float = 0.0  # of the mode `presidio`
    matrix_product: MatrixProduct = "blis"


def pipelines(
    model: Literal["builtin", False] | Mapping[str, str], languages: tuple[str, ...]
) -> dict[str, str]:
    """The pipeline of each language: the built-in one, none, or the user's.

    Raises:
        ConfigError: one of `languages` has none.
    """
    if model is False:
        return {}
    if not isinstance(model, Mapping):
        return dict.fromkeys(LANGUAGES, str(BUILTIN))
    for language in languages:
        if language not in model:
            raise ConfigError(
                f"scrub.model: no pipeline for '{language}'; name one or take it out of scrub.languages"
            )
    return dict(model)


@cache
def finder(
    entities: str | tuple[str, ...],
    model: tuple[tuple[str, str], ...],
    deny: tuple[str, ...],
    plugins: tuple[Plugin, ...] = (),
    how: How = How(),
) -> Finder:
    """The engine of these options, made once in a process: it takes a second and 200 MB.

    Raises:
        ConfigError: an entity that nothing finds, a pipeline that is not there, a plugin that is not as it was.
    """
    from etl.scrub.find.plugins import parts  # noqa: PLC0415 - only where there are any

    own = [part for plugin in plugins for part in parts(plugin)]
    if how.mode == "presidio":
        from etl.scrub.find.analyzer import Analyzer  # noqa: PLC0415 - Presidio's own registry takes a second, and most never ask

        return Analyzer(own, entities, dict(model), deny, languages=how.languages,
                        threshold=how.threshold, product=how.matrix_product)  # fmt: skip
    return Finder(_built_in(entities, own), entities, dict(model), deny, how.matrix_product)


def _built_in(entities: str | tuple[str, ...], own: list["Part"]) -> list["Part"]:
    """The recognizers that are there, and Presidio's that are named."""
    from etl.scrub import RECOGNIZERS  # noqa: PLC0415 - the front page finds them, and imports this file

    found: list[Part] = [*RECOGNIZERS.values(), *own]
    known = {part.ENTITY for part in found}
    named = set() if isinstance(entities, str) else set(entities)
    return [*found, *(Predefined(entity) for entity in sorted(CLASSES.keys() & named - known))]
