"""Presidio's `AnalyzerEngine`, made of our parts: it asks no network and looks nothing up twice."""

from collections.abc import Sequence
from typing import Any

import regex
import tldextract
from presidio_analyzer import AnalyzerEngine, EntityRecognizer, RecognizerRegistry
from presidio_analyzer.nlp_engine import NlpEngine, SpacyNlpEngine
from presidio_analyzer.recognizer_registry import RecognizerRegistryProvider

from etl.scrub._entities import DENIED
from etl.scrub.find.context import Enhancer
from etl.scrub.find.same import same
from etl.scrub.find.shape import END, START, Shape

# The public suffix list that comes with the package; its default would ask two hosts for a new one
# (a recognizer of Presidio's own that a plugin brings in calls it, tldextract 5.4.0).
tldextract.extract = tldextract.TLDExtract(
    suffix_list_urls=(), cache_dir=None, fallback_to_snapshot=True
)

MODEL = "model"  # the name of what hands on the model's findings


def analyzer(
    recognizers: list[EntityRecognizer], nlp: NlpEngine, languages: Sequence[str]
) -> AnalyzerEngine:
    """An engine of these recognizers, each made for one of the languages."""
    return AnalyzerEngine(
        registry=_Registry(recognizers, languages),
        nlp_engine=nlp,
        supported_languages=list(languages),
        context_aware_enhancer=Enhancer(),
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


def defaults(languages: Sequence[str], nlp: SpacyNlpEngine | None) -> dict[str, list[Any]]:
    """The default registry by language, in its order, and what hands on the names of `nlp`, which is loaded."""
    told = {"supported_languages": list(languages)}
    registry = RecognizerRegistryProvider(registry_configuration=told).create_recognizer_registry()
    made = [same(recognizer) for recognizer in registry.recognizers]
    if nlp:
        nlp.load()
        registry.recognizers = []
        registry.add_nlp_recognizer(nlp)
        made += [called(MODEL, recognizer) for recognizer in registry.recognizers]
    return {lang: [r for r in made if r.supported_language == lang] for lang in languages}


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
