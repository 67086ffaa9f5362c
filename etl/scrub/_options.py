"""The options of `scrub`, and the engine that they ask for."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, fields
from functools import cached_property
from typing import Any, Literal

from etl.plugins import Plugin
from etl.scrub._entities import DENIED
from etl.scrub._fingerprint import fingerprint
from etl.scrub._sought import sought
from etl.scrub.find.allowed import Allowed, allowing
from etl.scrub.find.finder import Finder
from etl.scrub.find.finders import How, Mode, finder, pipelines
from etl.scrub.names.products import MatrixProduct
from etl.scrub.replace.operators import Operator, checked


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
    mode: Mode = "builtin"
    threshold: float = 0.0
    matrix_product: MatrixProduct = "blis"

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Options":
        """Those of the section `scrub` that say what is done with a text."""
        return cls(
            **{field.name: given[field.name] for field in fields(cls) if field.name in given}
        )

    def finder(self, plugins: tuple[Plugin, ...] = ()) -> Finder:
        """The engine of these options, the same one for each call in a process."""
        model = tuple(sorted(pipelines(self.model, self.languages).items()))
        return finder(self.entities, model, self.deny, plugins, self._how)

    def fingerprint(self, plugins: tuple[Plugin, ...] = ()) -> bytes:
        """A digest of all that decides what is found in a text."""
        model = tuple(sorted(pipelines(self.model, self.languages).items()))
        told = (self.sought(plugins), tuple(sorted(self.deny)), astuple(self._how))
        return fingerprint(told, model, plugins)

    def sought(self, plugins: tuple[Plugin, ...] = ()) -> tuple[str, ...]:
        """The entities that are sought, without the engine that seeks them."""
        return sought(self.entities, plugins, self.mode, self.languages)

    @property
    def _how(self) -> How:
        """What the mode asks for; what says nothing in it is left at its default."""
        if self.mode == "builtin":
            return How(matrix_product=self.matrix_product)
        return How(self.mode, self.languages, self.threshold, self.matrix_product)

    def operators(self, entities: tuple[str, ...]) -> dict[str, Operator]:
        """The operator of each entity that is sought."""
        return checked(self.replace, (*entities, DENIED))

    @cached_property
    def allowed(self) -> Allowed:
        """Where in a text `allow` stands."""
        return allowing(self.allow)
