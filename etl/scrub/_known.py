"""The entities that there are, by name: neither Presidio nor spaCy is imported to know them."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from etl.plugins import Plugin
from etl.scrub._entities import DENIED, NAMES, OPTIONAL
from etl.scrub.find import registry
from etl.scrub.find.predefined import CLASSES

_ENTITY = re.compile(r'^ENTITY = "([A-Z_]+)"$', re.MULTILINE)


@cache
def known() -> frozenset[str]:
    """The entities that a recognizer's file names, that the model finds, and that are Presidio's own."""
    files = sorted((Path(__file__).parent / "recognizers").glob("[!_]*.py"))
    found = (_ENTITY.search(path.read_text(encoding="utf-8")) for path in files)
    return frozenset((*NAMES, DENIED, *CLASSES, *(match[1] for match in found if match)))


def defaults(mode: str, languages: tuple[str, ...], plugins: tuple[Plugin, ...]) -> set[str]:
    """The entities that are sought where none are named; those of plugins are among them."""
    own = set(found_by(plugins))
    if mode == "presidio":
        return {*registry.entities(languages)} | own
    return {*(known() - {*CLASSES, DENIED}), *own} - {*OPTIONAL}


def found_by(plugins: tuple[Plugin, ...]) -> Iterator[str]:
    """The entities that recognizers of plugins find."""
    if plugins:
        from etl.scrub.find.plugins import parts  # noqa: PLC0415 - Presidio takes seconds, and most have no plugins

        yield from (part.ENTITY for plugin in plugins for part in parts(plugin))
