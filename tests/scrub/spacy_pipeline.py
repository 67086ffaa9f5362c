"""A small spaCy pipeline as people train them: names from a convolution, lemmas from a table; made in six seconds.

It has seen 200 sentences, so what it calls a name is often none: all the better to hold two ways of reading against
each other.
"""

import random

import spacy
from spacy.lookups import Lookups
from spacy.training import Example
from spacy.util import fix_random_seed

PEOPLE, PLACES = ["John Smith", "Mei Chen", "Ann Lee", "Bob"], ["London", "Paris", "Taipei"]
SAID = (
    "please ask {n} about the order in {p} today",
    "{n} lives in {p}",
    "my name is {n} and I moved to {p}",
    "the parcel was sent yesterday and not found",
)
TOK2VEC = {
    "@architectures": "spacy.HashEmbedCNN.v2",
    "pretrained_vectors": None,
    "width": 128,
    "depth": 3,
    "embed_size": 2000,
    "window_size": 2,
    "maxout_pieces": 3,
    "subword_features": True,
}
NER = {
    "@architectures": "spacy.TransitionBasedParser.v2",
    "state_type": "ner",
    "extra_state_tokens": False,
    "hidden_width": 64,
    "maxout_pieces": 2,
    "use_upper": True,
    "tok2vec": TOK2VEC,
}


def examples(nlp, rng):
    for _ in range(200):
        person, place = rng.choice(PEOPLE), rng.choice(PLACES)
        text = rng.choice(SAID).format(n=person, p=place)
        marked = ((person, "PERSON"), (place, "LOC"))
        spans = [
            (text.index(value), text.index(value) + len(value), label)
            for value, label in marked
            if value in text
        ]
        yield Example.from_dict(nlp.make_doc(text), {"entities": spans})


def made(folder, passes=8):
    """Write the pipeline to a folder; its path."""
    fix_random_seed(1)
    rng = random.Random(1)  # noqa: S311 - texts
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner", config={"model": NER})
    lemmatizer, tables = nlp.add_pipe("lemmatizer", config={"mode": "lookup"}), Lookups()
    tables.add_table("lemma_lookup", {"cards": "card", "numbers": "number", "accounts": "account"})
    lemmatizer.initialize(list, nlp=nlp, lookups=tables)
    seen = list(examples(nlp, rng))
    ner.initialize(lambda: seen, nlp=nlp)
    optimizer = nlp.create_optimizer()
    for _ in range(passes):
        rng.shuffle(seen)
        for at in range(0, len(seen), 32):
            ner.update(seen[at : at + 32], sgd=optimizer, drop=0.1)
    nlp.to_disk(folder)
    return str(folder)
