"""The options of `scrub`, and the engine that they ask for."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from etl.plugins import Plugin
from etl.scrub._allowed import Allowed, allowing
from etl.scrub._analyze import Finder
from etl.scrub._finders import finder, pipelines
from etl.scrub._operators import Operator


@dataclass(frozen=True)
class Options:
    """The options of `scrub` as its signature has them."""

    languages: tuple[str, ...]
    other_languages: Literal["quarantine", "patterns"]
    entities: Literal["default"] | tuple[str, ...]
    replace: Operator | dict[str, Operator]
    allow: tuple[str, ...]
    deny: tuple[str, ...]
    model: Literal["builtin", False] | dict[str, str]

    def finder(self, plugins: tuple[Plugin, ...] = ()) -> Finder:
        """The engine of these options, the same one for each call in a process."""
        model = pipelines(self.model, self.languages)
        return finder(self.entities, tuple(sorted(model.items())), self.deny, plugins)

    @cached_property
    def allowed(self) -> Allowed:
        """Where in a text `allow` stands."""
        return allowing(self.allow)
