"""What Presidio's recognizers are told of a text: names at once, tokens and lemmas when somebody asks.

Presidio's own artifacts (2.2.366) make lemmas and keywords of every text, 9 % of its time; what asks for them is a weak
finding of a recognizer with context words.
"""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from presidio_analyzer.nlp_engine import NlpArtifacts

if TYPE_CHECKING:
    from etl.scrub.names.whole import Whole


class Told(NlpArtifacts):  # type: ignore[misc]  # Presidio's classes have no types
    """What Presidio's recognizers are told of a text; to be read before the next text is."""

    def __init__(
        self,
        doc: Any,  # noqa: ANN401 - spaCy's classes have no types
        found: tuple[list[Any], list[float]],
        engine: "Whole",
        language: str,
    ) -> None:
        """Keep what the first parts of the pipeline found: entities and scores."""
        self._doc, self._language = doc, language
        self.entities, self.scores = found
        self.nlp_engine = engine

    @property
    def names(self) -> list[Any]:
        """The entities, by the name that `Artifacts` has for them."""
        return self.entities

    @cached_property
    def tokens(self) -> Any:  # noqa: ANN401 - spaCy's classes have no types
        """The tokens of the text, all parts of the pipeline run."""
        return self.nlp_engine.finished(self._doc, self._language)

    @cached_property
    def _read(self) -> tuple[list[int], list[int], list[int]]:
        """Lemma, begin and length of each token, without making an object of each."""
        lemmas, begins, lengths = self.tokens.to_array(["LEMMA", "IDX", "LENGTH"]).T.tolist()
        return lemmas, begins, lengths

    @property
    def tokens_indices(self) -> list[int]:
        """Where each token begins."""
        return self._read[1]

    @property
    def ends(self) -> list[int]:
        """Where each token ends."""
        _, begins, lengths = self._read
        return [begin + length for begin, length in zip(begins, lengths, strict=True)]

    @cached_property
    def lemmas(self) -> list[str]:
        """The lemma of each token."""
        strings = self.tokens.vocab.strings
        known = {lemma: strings[lemma] for lemma in {*self._read[0]}}
        return [known[lemma] for lemma in self._read[0]]

    @cached_property
    def keywords(self) -> list[str]:
        """The lemmas that say something, as Presidio's `set_keywords` chooses them, but each once."""
        parts = self.nlp_engine.parts
        return [
            part for lemma in dict.fromkeys(self.lemmas) for part in parts(lemma, self._language)
        ]
