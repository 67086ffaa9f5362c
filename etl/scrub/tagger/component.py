"""The spaCy component: `ner` of the built-in pipeline. It sets `doc.ents` and nothing else.

A text is read in pieces of a few sentences, each alone: what is found does not depend on the batch.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import minibatch

from etl.scrub.tagger import knowledge, weights
from etl.scrub.tagger.reading import Found, read

if TYPE_CHECKING:
    from etl.scrub.tagger.knowledge import Knowledge
    from etl.scrub.tagger.weights import Weights

NAME, FILE = "etl_names", "weights.npz"


class Tagger:
    """Finds PERSON, LOC and ORG."""

    def __init__(self, name: str = "ner") -> None:
        """An empty one; `from_disk` fills it."""
        self.name = name
        self.known: Knowledge | None = None
        self.weights: Weights | None = None

    def __call__(self, doc: Doc) -> Doc:
        """Set the entities of one text."""
        return next(iter(self.pipe([doc])))

    def pipe(self, docs: Iterable[Doc], *, batch_size: int = 64) -> Iterator[Doc]:
        """Set the entities of texts, in their order."""
        for batch in minibatch(docs, batch_size):
            found = self.find([[token.text for token in doc] for doc in batch])
            for doc, spans_here in zip(batch, found, strict=True):
                doc.ents = tuple(Span(doc, *span) for span in spans_here)
                yield doc

    def find(self, texts: Sequence[Sequence[str]]) -> list[Found]:
        """Give the entities of tokenized texts: first token, end, label."""
        known, ready = self.known, self.weights
        if known is None or ready is None:
            raise ValueError("the tagger has no weights: load the pipeline from its folder")
        return read(texts, known, ready)

    def to_disk(self, path: Path, *, exclude: Sequence[str] = ()) -> None:
        """Write nothing: the files are made by the training script."""

    def from_disk(self, path: Path | str, *, exclude: Sequence[str] = ()) -> "Tagger":  # noqa: ARG002 - spaCy's interface
        """Read lists and weights."""
        self.known = knowledge.read(Path(path))
        self.weights = weights.read(Path(path) / FILE)
        return self


@Language.factory(NAME, assigns=["doc.ents", "token.ent_iob", "token.ent_type"])  # type: ignore[untyped-decorator]
def make(nlp: Language, name: str) -> Tagger:  # noqa: ARG001 - spaCy's interface
    """Make the component for a pipeline."""
    return Tagger(name)
