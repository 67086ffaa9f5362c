"""Build the pipeline that is trained and the one that is saved: tokenizer, ner, lemmatizer.

The lemmatizer looks up an empty table, so that `lemma_` is the text: Presidio matches its context
words with lemmas. What is saved is a fresh pipeline that gets the weights, since the trained one
holds every string of the corpus.
"""

from pathlib import Path

from spacy.language import Language
from spacy.lookups import Lookups
from spacy.training import Example
from tokenizer import blank

LABELS = ("PERSON", "LOC", "ORG")
WIDTH, WINDOW, DEPTH = 96, 2, 3
ROWS = {"NORM": 7000, "PREFIX": 2000, "SUFFIX": 4000, "SHAPE": 1000}
META = {
    "name": "etl_ner",
    "version": "1.0.0",
    "license": "CC BY-SA 4.0",
    "description": "PERSON, LOC and ORG in English and Chinese; see README.md beside this folder.",
}


def untrained() -> Language:
    """Make the pipeline with random weights (seed thinc first)."""
    nlp = blank()
    embed = {"@architectures": "spacy.MultiHashEmbed.v2", "width": WIDTH, "attrs": list(ROWS)}
    embed |= {"rows": list(ROWS.values()), "include_static_vectors": False}
    encode = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": WIDTH, "depth": DEPTH}
    encode |= {"window_size": WINDOW, "maxout_pieces": 3}
    model = {
        "@architectures": "spacy.TransitionBasedParser.v2",
        "state_type": "ner",
        "extra_state_tokens": False,
    }
    model |= {"hidden_width": 64, "maxout_pieces": 2, "use_upper": True}
    model |= {"tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}}
    ner = nlp.add_pipe("ner", config={"model": model})
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    empty = Lookups()
    empty.add_table("lemma_lookup", {})
    lemmatizer.initialize(lookups=empty)
    for label in LABELS:
        ner.add_label(label)
    doc = nlp.make_doc("shape inference needs one text")
    ner.initialize(lambda: [Example(doc, doc)], nlp=nlp)
    return nlp


def save(trained: Language, folder: Path) -> None:
    """Write the weights in a fresh pipeline; the folder is made with its parents."""
    fresh = untrained()
    weights = trained.get_pipe("ner").to_bytes(exclude=["vocab"])
    fresh.get_pipe("ner").from_bytes(weights, exclude=["vocab"])
    fresh.meta.update(META)
    folder.mkdir(parents=True, exist_ok=True)
    fresh.to_disk(folder)
