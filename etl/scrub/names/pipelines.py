"""spaCy pipelines by package or folder: found and loaded, never downloaded."""

from pathlib import Path

import spacy
from spacy.language import Language

from etl.errors import ConfigError
from etl.scrub._model import BUILTIN, DAMAGED, is_intact

PIPES = ("tok2vec", "transformer", "curated_transformer", "ner", "entity_ruler")


def installed(model: str) -> str:
    """The model, if it is here.

    Raises:
        ConfigError: it is neither an installed package nor a folder.
    """
    if spacy.util.is_package(model) or (Path(model) / "config.cfg").is_file():
        return model
    raise ConfigError(
        f"scrub.model: no spaCy pipeline '{model}' here; install it: python -m spacy download {model}"
    )


def load(path: str) -> Language:
    """The pipeline with the parts that find names alone.

    Raises:
        ConfigError: it is the built-in one, and damaged.
    """
    nlp = loaded(path)
    nlp.select_pipes(enable=[name for name in nlp.pipe_names if name in PIPES])
    return nlp


def loaded(path: str) -> Language:
    """The whole pipeline.

    Raises:
        ConfigError: it is the built-in one, and damaged.
    """
    if path == str(BUILTIN):
        _check()
    return spacy.load(path)


def _check() -> None:
    """Tell a damaged built-in model; spaCy knows its component from here on."""
    if not is_intact():
        raise ConfigError(f"scrub.model: {DAMAGED}")
    import etl.scrub.tagger.component  # noqa: F401, PLC0415 - its factory, for the built-in model alone
