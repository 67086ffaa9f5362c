"""Write the pipeline: tokenizer, tagger (as `ner`), lemmatizer.

The lemmatizer looks up an empty table, so that `lemma_` is the text: Presidio matches its context words with lemmas.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from spacy.language import Language
from spacy.lookups import Lookups
from tokenizer import blank

from etl.scrub.tagger.component import FILE, NAME
from etl.scrub.tagger.network import STEPS, Floats
from etl.scrub.tagger.weights import write

META = {
    "name": "etl_ner",
    "version": "2.0.0",
    "license": "CC BY-SA 4.0",
    "description": "PERSON, LOC and ORG in English and Chinese; see README.md beside this folder.",
}


def empty() -> Language:
    """Make the pipeline without lists and weights."""
    nlp = blank()
    nlp.add_pipe(NAME, name="ner")
    lemmatizer = nlp.add_pipe("lemmatizer", config={"mode": "lookup"})
    table = Lookups()
    table.add_table("lemma_lookup", {})
    lemmatizer.initialize(lookups=table)
    nlp.meta.update(META)
    return nlp


def save(real: Mapping[str, Floats], folder: Path) -> None:
    """Write the pipeline; the lists of words lie in its folder `ner` already."""
    empty().to_disk(folder)
    steps = {
        "step_bits": 3
        * np.abs(real["bits"]).max()
        / STEPS,  # a few bits of a token are set at once
        "step_spelling": 1 / STEPS,
        "step_domain": np.abs(real["dom"]).max() / STEPS,
    }
    write(
        {**real, **{name: np.float32(step) for name, step in steps.items()}}, folder / "ner" / FILE
    )
