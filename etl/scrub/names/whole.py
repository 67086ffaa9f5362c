"""The pipelines as Presidio's own `SpacyNlpEngine` runs them, for `scrub.mode: presidio`: whole, and lazily.

The same names and lemmas as its `process_text` gives for each text by itself, without its price: texts go through the
model in batches, what sets lemmas waits until they are asked for (`waiting`), and keywords are made then. Nothing is
downloaded and no graphics card is used. A text is never cut, so one of more than the pipeline's `max_length`
characters (spaCy's default is a million) is an error; one of 100,000 takes up to a gigabyte while it is read.
"""

from collections.abc import Iterator, Sequence
from threading import Lock
from typing import TYPE_CHECKING, Any

from presidio_analyzer.nlp_engine import (
    NerModelConfiguration,
    NlpEngineProvider,
    SpacyNlpEngine,
)

from etl.scrub.names.pipelines import loaded
from etl.scrub.names.products import MatrixProduct, multiplying
from etl.scrub.names.told import Told
from etl.scrub.names.waiting import waiting
from etl.scrub.tagger.threads import one_thread

if TYPE_CHECKING:
    from spacy.language import Language


_SILENT = ("-PRON-", "be")  # lemmas that Presidio leaves out besides
_MOST = 50_000  # lemmas that are remembered: 10 MB


class Whole(SpacyNlpEngine):  # type: ignore[misc]  # Presidio's classes have no types
    """The pipelines by language."""

    def __init__(self, paths: dict[str, str], product: MatrixProduct) -> None:
        """Name the pipelines, a package or a folder each; `load` reads them."""
        models = [{"lang_code": language, "model_name": path} for language, path in paths.items()]
        told = NlpEngineProvider().nlp_configuration["ner_model_configuration"]
        super().__init__(models, NerModelConfiguration.from_dict(told))
        self._paths, self._product = paths, product
        self._waiting: dict[str, tuple[str, ...]] = {}
        self._parts: dict[tuple[str, str], tuple[str, ...]] = {}
        self._alone = Lock()  # as in `nlp`

    def load(self) -> None:
        """Load each pipeline once, be it for one language or two.

        Raises:
            ConfigError: the built-in one is damaged.
        """
        read = {
            path: multiplying(loaded(path), self._product)
            for path in sorted(set(self._paths.values()))
        }
        self.nlp: dict[str, Language] = {
            language: read[path] for language, path in self._paths.items()
        }
        self._waiting = {language: waiting(nlp) for language, nlp in self.nlp.items()}

    def told(self, texts: Sequence[str], language: str) -> Iterator[Told]:
        """What is found in each text, in their order; read them as they come.

        Raises:
            Exception: whatever a part of the pipeline does; spaCy's ValueError for a text that is too long.
        """
        nlp = self.nlp[language]
        with self._alone, nlp.memory_zone():
            with one_thread():
                docs = list(nlp.pipe(texts, batch_size=len(texts), disable=self._waiting[language]))
            for doc in docs:
                found = list(doc.ents)
                scores = self._get_scores_for_entities(doc)
                yield Told(doc, self._get_updated_entities(found, scores), self, language)

    def finished(self, doc: Any, language: str) -> Any:  # noqa: ANN401 - spaCy's classes have no types
        """The text with what waited."""
        for name in self._waiting[language]:
            doc = self.nlp[language].get_pipe(name)(doc)
        return doc

    def parts(self, lemma: str, language: str) -> tuple[str, ...]:
        """The words of a lemma that say something, none of a stop word; remembered, since the vocabulary is not."""
        known = self._parts.get((lemma, language))
        if known is None:
            word = self.nlp[language].vocab[lemma]
            says = not (word.is_stop or word.is_punct or lemma in _SILENT)
            if len(self._parts) > _MOST:
                self._parts.clear()
            known = self._parts[lemma, language] = tuple(lemma.lower().split(":")) if says else ()
        return known
