"""The engine that a config asks for, made once in a process."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from etl.errors import ConfigError
from etl.scrub._analyze import Finder
from etl.scrub._model import BUILTIN
from etl.scrub._nlp import LANGUAGES


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
    entities: str | tuple[str, ...], model: tuple[tuple[str, str], ...], deny: tuple[str, ...]
) -> Finder:
    """The engine of these options, made once in a process: it takes a second and 200 MB."""
    from etl.scrub import RECOGNIZERS  # noqa: PLC0415 - the front page finds them, and imports this file

    return Finder(RECOGNIZERS.values(), entities, dict(model), deny)
