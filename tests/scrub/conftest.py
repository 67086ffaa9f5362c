"""Two tiny pipelines that know a few names, so that no test hangs on what the shipped model has learned."""

import pytest
import spacy

from etl import schema
from etl.scrub import scrub

RUN = schema.Run(key=b"k" * 32)
NAMES = ["John Smith", "Mei Chen", "Will", "José García", "王小明", "陳大文", "李明"]


@pytest.fixture(scope="session")
def model(tmp_path_factory):
    paths = {}
    for language in ("en", "zh"):
        nlp = spacy.blank(language)
        ruler = nlp.add_pipe("entity_ruler")
        patterns = [{"label": "PERSON", "pattern": name} for name in NAMES]
        ruler.add_patterns([*patterns, {"label": "GPE", "pattern": "Paris"}])
        paths[language] = str(tmp_path_factory.mktemp("pipelines") / language)
        nlp.to_disk(paths[language])
    return paths


@pytest.fixture(scope="session")
def clean(model):
    """Scrub rows given as `example`s with the tiny pipelines."""

    def clean(*rows, **options):
        return scrub(schema.frame(*rows), RUN, **{"model": model, **options})

    return clean


@pytest.fixture(scope="session")
def said(clean):
    """What is left of one text, said by a user."""

    def said(text, **options):
        return clean(schema.example(("user", text)), **options)["messages"][0][0]["content"]

    return said
