"""spaCy behind Presidio's `NlpEngine`: names alone, offline, the same for a text in any company.

Only what finds names runs (of the stock pipelines, tagger, parser and lemmatizer do not). Nothing is downloaded: a
missing model is a `ConfigError`. The built-in one is our own tagger (`tagger/`): its products are of whole numbers that
float32 holds exactly, so OpenBLAS behind numpy, at any number of threads and in any batch, gives the same names.

A user's pipeline of spaCy's own parts multiplies with BLIS, thinc's own, or with OpenBLAS, which is faster: see
`products`.
"""

from collections.abc import Iterable, Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from presidio_analyzer.nlp_engine import NlpEngine

from etl.scrub.find.windows import batches
from etl.scrub.names.artifacts import Artifacts, Name
from etl.scrub.names.pipelines import load
from etl.scrub.names.products import MatrixProduct, multiplying
from etl.scrub.tagger.threads import one_thread

if TYPE_CHECKING:
    from spacy.language import Language

LANGUAGES = ("en", "zh")  # of the built-in pipeline
ENTITY = {"PERSON": "PERSON", "PER": "PERSON", "ORG": "ORGANIZATION", "LOC": "LOCATION"}
ENTITY |= {
    "GPE": "LOCATION",
    "FAC": "LOCATION",
    "ADDRESS": "STREET_ADDRESS",
    "DATE": "DATE_TIME",
    "TIME": "DATE_TIME",
}


class Names(NlpEngine):  # type: ignore[misc]  # Presidio's classes have no types
    """The pipelines by language; an empty mapping finds nothing."""

    def __init__(self, paths: dict[str, str], product: MatrixProduct = "blis") -> None:
        """Name the pipelines, a package or a folder each; `load` reads them."""
        self._paths, self._product = paths, product
        self._pipelines: dict[str, Language] = {}
        self._alone = Lock()  # a memory zone frees what another thread's documents would still use

    def load(self) -> None:
        """Load each pipeline once, be it for one language or two.

        Raises:
            ConfigError: the built-in one is damaged.
        """
        paths = sorted(set(self._paths.values()))
        loaded = {path: multiplying(load(path), self._product) for path in paths}
        self._pipelines = {language: loaded[path] for language, path in self._paths.items()}

    def is_loaded(self) -> bool:
        """Whether `load` was called."""
        return len(self._pipelines) == len(self._paths)

    def process_text(self, text: str, language: str) -> Artifacts:
        """The findings in one text."""
        return self.names([text], language)[0]

    def process_batch(
        self,
        texts: Iterable[str],
        language: str,
        batch_size: int = 1,  # noqa: ARG002 - Presidio's interface
        n_process: int = 1,  # noqa: ARG002 - Presidio's interface
        **_: object,
    ) -> Iterator[tuple[str, Artifacts]]:
        """The findings in each text, in their order; `batch_size` and `n_process` change nothing."""
        for text in texts:
            yield text, self.process_text(text, language)

    def names(self, texts: Sequence[str], language: str) -> list[Artifacts]:
        """The findings in each text, in their order; long texts in windows, short ones in batches."""
        nlp = self._pipelines.get(language)
        if nlp is None:
            return [Artifacts(text, (), None) for text in texts]
        found: list[list[Name]] = [[] for _ in texts]
        for batch in batches(texts):
            with self._alone, one_thread(), nlp.memory_zone():
                docs = nlp.pipe([texts[i][a:b] for i, a, b in batch], batch_size=len(batch))
                for (i, at, _), doc in zip(batch, docs, strict=True):
                    found[i] += [_name(at, span) for span in doc.ents if span.label_ in ENTITY]
        return [
            Artifacts(text, tuple(names), nlp) for text, names in zip(texts, found, strict=True)
        ]

    def get_supported_entities(self) -> list[str]:
        """The entities that a pipeline may find."""
        return sorted(set(ENTITY.values()))

    def get_supported_languages(self) -> list[str]:
        """The languages that have a pipeline."""
        return sorted(self._paths)

    def is_stopword(self, word: str, language: str) -> bool:
        """Whether a word says nothing, for Presidio's context rules."""
        return bool(self._pipelines[language].vocab[word].is_stop)

    def is_punct(self, word: str, language: str) -> bool:
        """Whether a word is punctuation, for Presidio's context rules."""
        return bool(self._pipelines[language].vocab[word].is_punct)


def _name(offset: int, span: Any) -> Name:  # noqa: ANN401 - a spaCy Span, untyped
    return Name(offset + span.start_char, offset + span.end_char, ENTITY[span.label_])
