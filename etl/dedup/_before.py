"""What is found in the keys before they are judged: evaluation texts, and prompt templates."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from etl.dedup import _committed, _evaluation, _keys, contaminated
from etl.dedup._evaluation import Evaluation
from etl.dedup.contaminated import HITS
from etl.dedup.near import MIN_TEMPLATE_MESSAGES
from etl.schema import Run

Options = Mapping[str, Any] | None  # of a part; None: the part is off


def evaluations(files: Sequence[str], folder: Path) -> tuple[Evaluation, ...]:
    """The evaluation files that patterns name, by name, with their digests.

    Raises:
        ConfigError: a pattern names none, or one cannot be read.
    """
    return _evaluation.found(files, folder)


def faults(files: Sequence[str], folder: Path) -> list[tuple[tuple[str, ...], str]]:
    """What is wrong with evaluation files: (key under `dedup.contaminated`, what and what to do)."""
    return [(("files",), what) for what in _evaluation.faults(files, folder)]


def covers(on: Mapping[str, Any]) -> bool:
    """Whether `contaminated` needs no keys beside those of the other parts that are on."""
    return _keys.covers(on)


def hits(keys: pl.LazyFrame, run: Run, options: Options) -> pl.DataFrame:
    """Find the rows that overlap evaluation files, none where `contaminated` is off: `HITS`.

    Args:
        keys: what `keys` returned for the rows that are to be looked at.
        run: as `keys` got it.
        options: of `contaminated`, with the `evaluations` that its `files` name.

    Raises:
        ConfigError: an evaluation file cannot be read.
    """
    return (
        pl.DataFrame(schema=HITS)
        if options is None
        else contaminated.contaminated(keys, run, **options)
    )


def told(options: Options) -> dict[str, Any] | None:
    """What rows are held against, for the manifest; None where `contaminated` is off."""
    if options is None:
        return None
    files = [{"file": f.name, "sha256": f.sha256} for f in options["evaluations"]]
    return {**options, "files": files, "evaluations": len(files)}


def bared(keys: pl.LazyFrame, path: Path, run: Run, near: Options) -> pl.LazyFrame:
    """Leave out of the keys what prompt templates share by prefix or suffix.

    Args:
        keys: what `keys` returned for all rows, by ordinal, `committed` as `verdicts` takes it.
        path: of a file that is made where there are templates, one beside it too: what they change is
            read from there.
        run: as `keys` got it.
        near: same; None: the part is off, and nothing is left out.

    Returns:
        The keys by ordinal; rows that hold a template have other columns of `near`.
    """
    least = None if near is None else near.get("min_template_messages", MIN_TEMPLATE_MESSAGES)
    if near is None or least is None:
        return keys
    from etl.dedup import _templates  # noqa: PLC0415 - numba costs 0.9 s

    sketch = {name: near[name] for name in ("threshold", "engine") if name in near}
    return _templates.bared(_committed.marked(keys), path, run, least, **sketch)
