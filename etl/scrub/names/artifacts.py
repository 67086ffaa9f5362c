"""What Presidio hands to each recognizer about a text: the names found, and tokens for who asks.

Presidio's own (2.2.366) makes lemmas and keywords of every token at once, 9 % of its time; nothing here reads them.
"""

from collections.abc import Sequence
from functools import cache, cached_property
from typing import Any, NamedTuple

import spacy
from presidio_analyzer.nlp_engine import NlpArtifacts
from spacy.language import Language


class Name(NamedTuple):
    """One finding of the model: [start, end) in the text, and the entity."""

    start: int
    end: int
    entity: str


class Artifacts(NlpArtifacts):  # type: ignore[misc]  # Presidio's classes have no types
    """What Presidio hands to recognizers; tokens and lemmas are made when somebody's recognizer asks."""

    def __init__(self, text: str, names: Sequence[Name], nlp: Language | None) -> None:
        """Keep the findings; no text is tokenised here."""
        self.names = names
        self._text, self._nlp = text, nlp

    @cached_property
    def tokens(self) -> Any:  # noqa: ANN401 - a spaCy Doc, untyped in Presidio
        """The tokens of the text."""
        return (self._nlp or _blank()).make_doc(self._text)

    @cached_property
    def tokens_indices(self) -> list[int]:
        """Where each token begins."""
        return [token.idx for token in self.tokens]

    @cached_property
    def ends(self) -> list[int]:
        """Where each token ends."""
        return [token.idx + len(token) for token in self.tokens]

    @cached_property
    def lemmas(self) -> list[str]:
        """The tokens as they stand: nothing here lemmatises."""
        return [token.text for token in self.tokens]

    @cached_property
    def keywords(self) -> list[str]:
        """The words that Presidio's context rules look at."""
        return [token.lower_ for token in self.tokens if not (token.is_stop or token.is_punct)]

    @property
    def entities(self) -> list[Any]:
        """No spaCy spans: `names` has them."""
        return []

    @property
    def scores(self) -> list[float]:
        """One for each of `entities`."""
        return []


@cache
def _blank() -> Language:
    return spacy.blank("xx")
