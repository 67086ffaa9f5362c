"""`scrub.mode: presidio`: what Presidio's own `AnalyzerEngine` finds in a text, type, span and score, at less price.

    AnalyzerEngine(nlp_engine=..., supported_languages=[...]).analyze(text, language, score_threshold=0.0)

with its default registry and, as its NLP engine, `SpacyNlpEngine` over the pipelines of `scrub.model` with the settings
of `conf/default.yaml` (ORGANIZATION is left out there). A text with Han characters is `zh` where that is named, any
other `en`, or else the first of `languages`. No shadow of a text is read, nor pieces of it: what its recognizers miss
beside Han characters or in full width, stays. Each recognizer reads only texts that may hold what it finds
(`screens`), the model reads batches (`names.whole`), and only weak findings look for context words (`context`).

Where identity ends: `scrub.plugins` and `scrub.deny` find besides; where Presidio skips a pattern that takes more than
a minute, or fails, the text is `not_scrubbed`, and so is one of more than the pipeline's `max_length` characters.
(presidio-analyzer 2.2.366; held against it in tests.)
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from etl.scrub._entities import DENIED
from etl.scrub.find.engine import analyzer, called, defaults, denied, name_of
from etl.scrub.find.finder import Finder, surest
from etl.scrub.find.reader import Reader
from etl.scrub.find.registry import entities as known_to
from etl.scrub.find.spans import Span
from etl.scrub.find.views import Piece, View
from etl.scrub.find.windows import together
from etl.scrub.names.artifacts import Artifacts
from etl.scrub.names.nlp import Names
from etl.scrub.names.pipelines import installed
from etl.scrub.names.products import MatrixProduct
from etl.scrub.names.whole import Whole

if TYPE_CHECKING:
    from etl.scrub.find.yaml_recognizers import Part

_GROUP = 1_000_000  # characters that are screened together


class Analyzer(Finder):
    """Presidio's engine of one set of options; made once in a process."""

    def __init__(
        self,
        recognizers: Iterable["Part"],
        entities: str | tuple[str, ...],
        model: Mapping[str, str],
        deny: tuple[str, ...],
        *,
        languages: tuple[str, ...],
        threshold: float = 0.0,
        product: MatrixProduct = "blis",
    ) -> None:
        """Load the pipelines and the recognizers that find one of `entities`.

        Args:
            recognizers: of plugins; Presidio's own are there.
            entities: those that are sought; among them, "default" stands for all.
            model: the pipeline of each language; an empty one finds no names.
            deny: texts that are always found.
            languages: in which Presidio's recognizers are made.
            threshold: Presidio's `score_threshold`.
            product: how the pipelines multiply.

        Raises:
            ConfigError: a pipeline that is not installed.
        """
        parts = list(recognizers)
        known = known_to(languages) | {part.ENTITY for part in parts}
        named = {entities} if isinstance(entities, str) else set(entities)
        sought = (named - {"default"}) | (known if "default" in named else set())
        self.entities = tuple(sorted(sought))
        self._languages, self._uses_model = languages, bool(model)
        self._whole = Whole({k: installed(model[k]) for k in languages}, product) if model else None
        made = defaults(languages, self._whole)
        own = [(name_of(part), part.Recognizer) for part in parts]
        own += [("deny", denied(deny))] * bool(deny)
        for language, of in made.items():
            of += [called(name, kind(language)) for name, kind in own]
            of[:] = [r for r in of if {*self.entities, DENIED}.intersection(r.supported_entities)]
        engine = analyzer(
            [r for of in made.values() for r in of], self._whole or Names({}), languages
        )
        self._reader = Reader(engine, made, [*self.entities, DENIED], threshold)

    def find(self, texts: Sequence[str], *, model: bool = True) -> list[tuple[Span, ...] | None]:
        """The spans in each text, sorted; None where an analysis failed. `model` is false for patterns alone."""
        spans: list[tuple[Span, ...] | None] = [None] * len(texts)
        by_length = sorted(range(len(texts)), key=lambda i: (len(texts[i]), texts[i]))
        for language in self._languages:
            mine = [i for i in by_length if self._language(texts[i]) == language]
            views = [View(Piece(i, 0, texts[i], language), texts[i], None, None) for i in mine]
            for group in together(views, _GROUP, len(views)):
                places = self._reader.places(group)
                told = self._told(group, language, model=model and self._uses_model)
                for n, (view, artifacts) in enumerate(told):
                    found = self._reader.of(view._replace(artifacts=artifacts), places[n])
                    spans[view.piece.place] = None if found is None else surest(found)
        return spans

    def _told(
        self, views: Sequence[View], language: str, *, model: bool
    ) -> Iterator[tuple[View, Any]]:
        """What the pipeline has to say of each text; None where it fails."""
        if not model or self._whole is None:
            nlp = self._whole.nlp[language] if self._whole else None
            yield from ((view, Artifacts(view.text, (), nlp)) for view in views)
            return
        for batch in together(views):
            yield from self._of_batch(self._whole, batch, language)

    def _of_batch(
        self, whole: Whole, views: Sequence[View], language: str
    ) -> Iterator[tuple[View, Any]]:
        read = whole.told([view.text for view in views], language)
        try:
            first = next(read, None)
        except Exception:  # noqa: BLE001 - any fault of a model makes its text `not_scrubbed`; the others are tried alone
            if len(views) == 1:
                yield views[0], None
            else:
                for view in views:
                    yield from self._of_batch(whole, [view], language)
            return
        yield views[0], first
        yield from zip(views[1:], read, strict=True)
