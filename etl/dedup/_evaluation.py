"""Evaluation files: what a model trained on the set will be measured by, as texts.

    .jsonl   a row a line         .json     a list of rows, or one row
    .parquet a row a row          any other plain text, paragraphs between blank lines

The texts of a row are the strings in it wherever they stand, but not what a system prompt says, if
they have 8 tokens or more (shorter ones are found everywhere: GPT-3's least n-gram); where a row has
none, its longest string counts, from 12 bytes on. A text that stands in many rows counts once, for the first.
"""

import glob
import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from etl.dedup import _strings
from etl.errors import ConfigError

LEAST_BYTES = 12  # a label ("yes", "entailment") is no text


class Evaluation(NamedTuple):
    """A file; `name` is the way to it from the config, in `row`s as people count them."""

    name: str
    path: Path
    sha256: str


def found(patterns: Sequence[str], folder: Path) -> tuple[Evaluation, ...]:
    """The files that patterns name, by name.

    Raises:
        ConfigError: a pattern names none, or one cannot be read.
    """
    paths: set[str] = set()
    for pattern in patterns:
        here = {p for p in glob.glob(str(folder / pattern), recursive=True) if os.path.isfile(p)}  # noqa: PTH207, PTH113 - Path.glob takes no absolute pattern
        if not here:
            raise ConfigError(f"no file {pattern}; mend the path")
        paths |= here
    return tuple(_file(Path(path), folder) for path in sorted(paths))


def faults(patterns: Sequence[str], folder: Path) -> Iterator[str]:
    """What is wrong with the files, and what to do: the first of each kind."""
    if not patterns:
        yield "names no file; list the evaluation files"
    for pattern in patterns:
        try:
            for file in found([pattern], folder):
                for _ in texts(file):
                    pass
        except ConfigError as error:
            yield str(error)


def _file(path: Path, folder: Path) -> Evaluation:
    name = os.path.relpath(path, folder)
    try:
        with path.open("rb") as file:
            return Evaluation(name, path, hashlib.file_digest(file, "sha256").hexdigest())
    except OSError:
        raise ConfigError(f"{name} cannot be read; mend its rights or the path") from None


def texts(file: Evaluation) -> Iterator[tuple[int, list[str]]]:
    """The strings of each row: its number from 1 on (a paragraph: of its first line), and them.

    Raises:
        ConfigError: the file is not what its name says.
    """
    try:
        yield from _strings.of_rows(file.path)
    except (OSError, ValueError, RecursionError, pl.exceptions.PolarsError):
        kind = file.path.suffix if file.path.suffix in _strings.READERS else "UTF-8"
        what = "give .jsonl, .json, .parquet or plain text"
        raise ConfigError(f"{file.name} cannot be read as {kind}; {what}") from None
