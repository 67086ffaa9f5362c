"""Presidio's `AnalyzerEngine`, made of our parts: it asks no network and looks nothing up twice."""

from collections.abc import Sequence
from typing import Any

import regex
import tldextract
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry, RecognizerResult
from presidio_analyzer.context_aware_enhancers import LemmaContextAwareEnhancer

from etl.scrub._entities import DENIED
from etl.scrub.find.shape import END, START, Shape
from etl.scrub.names.artifacts import Artifacts
from etl.scrub.names.nlp import Names

# The public suffix list that comes with the package; its default would ask two hosts for a new one
# (a recognizer of Presidio's own that a plugin brings in calls it, tldextract 5.4.0).
tldextract.extract = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True
)


def analyzer(
    recognizers: list[EntityRecognizer], nlp: Names, languages: Sequence[str]
) -> AnalyzerEngine:
    """An engine of these recognizers, each made for one of the languages."""
    return AnalyzerEngine(
        registry=_Registry(recognizers, languages),
        nlp_engine=nlp,
        supported_languages=list(languages),
        context_aware_enhancer=_Enhancer(),
    )


def denied(texts: tuple[str, ...]) -> type[Shape]:
    """A recognizer of the texts that are always replaced, in any case."""
    longest = sorted(set(texts), key=lambda text: (-len(text), text))
    shape = f"(?i){START}(?:{'|'.join(regex.escape(text) for text in longest)}){END}"
    return type("Denied", (Shape,), {"ENTITY": DENIED, "SHAPES": (shape,)})


def name_of(part: object) -> str:
    """What a part's recognizer is called where its findings are counted: its file; "" for one that has a name."""
    return str(getattr(part, "__name__", "")).rpartition(".")[2]


def called(name: str, recognizer: Any) -> Any:  # noqa: ANN401 - any recognizer, Presidio has no types
    """The recognizer under this name, where there is one; `Recognizer`, as all of ours are, tells nobody anything."""
    recognizer.name = name or recognizer.name
    return recognizer


class _Registry(RecognizerRegistry):  # type: ignore[misc]  # Presidio has no types for its classes
    """The recognizers of a language in their order, looked up once and not for every text."""

    def __init__(self, recognizers: list[EntityRecognizer], languages: Sequence[str]) -> None:
        super().__init__(recognizers=recognizers, supported_languages=list(languages))
        self._by_language = {
            lang: [r for r in recognizers if r.supported_language == lang] for lang in languages
        }

    def get_recognizers(
        self,
        language: str,
        *_: object,
        ad_hoc_recognizers: list[EntityRecognizer] | None = None,
        **__: object,
    ) -> list[EntityRecognizer]:
        """All of the language; of those named for one text these alone."""
        return self._by_language[language] if ad_hoc_recognizers is None else ad_hoc_recognizers


class _Enhancer(LemmaContextAwareEnhancer):  # type: ignore[misc]  # Presidio has no types for its classes
    """Presidio's context rules for recognizers that have context words; ours look at the text themselves."""

    def enhance_using_context(
        self,
        text: str,
        raw_results: list[RecognizerResult],
        nlp_artifacts: Artifacts,
        recognizers: list[EntityRecognizer],
        context: list[str] | None = None,
    ) -> Any:  # noqa: ANN401 - untyped in Presidio
        if not any(recognizer.context for recognizer in recognizers):
            return raw_results
        return super().enhance_using_context(text, raw_results, nlp_artifacts, recognizers, context)
