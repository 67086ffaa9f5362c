"""`scrub sample`: draw texts of a run, write the file that a person labels, and note what was drawn."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from etl.errors import ConfigError, StorageError
from etl.review import _records, _sheet
from etl.review._draw import draw
from etl.review._record import Record, Stratum
from etl.review._reviewed import Reviewed, open_run

COLUMNS = ("id", "source", "language", "text", "missed", "entity", "wrong", "note")


def sample(run: str, most: int, seed: int, out: Path | None) -> dict[str, Any]:
    """Draw at most `most` texts of a run.

    Args:
        run: see `open_run`.
        most: texts.
        seed: the same one draws the same texts of the same run, to the byte.
        out: the file; None: named after the sample, in the folder one is in.

    Returns:
        `file`, `sample`, `drawn`, `texts` (different ones that the run has), `strata`.

    Raises:
        ConfigError: the run is not scrubbed, has no text, or surrogates stand in it; the file would lie
            in the output.
        StorageError: the file is there already: it may hold a person's work.
    """
    reviewed = open_run(run)
    _readable(reviewed)
    texts, strata = draw(reviewed.rows(), most, seed)
    if not texts.height:
        raise ConfigError(f"{reviewed.manifest['run_id']}: has no text; name a run that kept rows")
    record = _record(reviewed, texts, strata, seed)
    path = out or Path(f"scrub-sample-{record.name}.csv")
    _checked(path, reviewed.output)
    _records.put(reviewed.output, _with_ratings(reviewed.output, record))
    rows = ([*map(str, row), "", "", "", ""] for row in texts.iter_rows())
    where = _from(path, reviewed.output)
    _sheet.write(path, _head(record), (record.name, where), COLUMNS, rows)
    return {
        "file": str(path),
        "sample": record.name,
        "drawn": texts.height,
        "texts": int(strata["texts"].sum()),
        "strata": strata.to_dicts(),
    }


def _readable(reviewed: Reviewed) -> None:
    if "surrogate" in reviewed.scrub["replace"]:
        raise ConfigError(
            f"{reviewed.manifest['run_id']}: nobody can tell a surrogate from what was missed; make a "
            "run with --set scrub.replace=placeholder and sample that: its rating counts for this one"
        )


def _checked(path: Path, output: str | Path) -> None:
    if path.exists():
        raise StorageError(f"{path.name}: is there already; name another file with --out")
    if isinstance(output, Path) and path.resolve().is_relative_to(output.resolve()):
        raise ConfigError(f"{path.name}: lies in the output, which is shared; name a place outside")


def _from(path: Path, output: str | Path) -> str:
    """Where the output is, seen from the file: both may be moved together."""
    return output if isinstance(output, str) else os.path.relpath(output, path.resolve().parent)


def _record(reviewed: Reviewed, texts: pl.DataFrame, strata: pl.DataFrame, seed: int) -> Record:
    digest = hashlib.sha256(f"{reviewed.manifest['run_id']}\0{seed}".encode())
    for text in texts["text"]:
        digest.update(hashlib.sha256(text.encode()).digest())
    place = strata.select("source", "language").with_row_index("place")
    stratum = texts.join(place, on=["source", "language"], how="left", maintain_order="left")
    return Record(
        run_id=reviewed.manifest["run_id"],
        scrub=reviewed.scrub["sha256"],
        seed=seed,
        sha256=digest.hexdigest(),
        strata=[Stratum(**row) for row in strata.iter_rows(named=True)],
        stratum=stratum["place"].to_list(),
        entities=reviewed.scrub["entities"],
    )


def _with_ratings(output: str | Path, record: Record) -> Record:
    """The record with what was said of the same sample before: drawing it again takes nothing away."""
    before = _records.get(output, record.name)
    return before if before and before.sha256 == record.sha256 else record


def _head(record: Record) -> Iterator[str]:
    kinds = ", ".join(record.entities)
    yield f"{len(record.stratum):,} texts of run {record.run_id}, as they come out of scrub. For each write"
    yield f"  missed: how many values still stand in it, 0 where none does. What counts: {kinds}"
    yield "  entity: of which kind they are: PERSON, or PERSON 2, EMAIL_ADDRESS 1"
    yield "  wrong: how many placeholders such as <PERSON_1> stand for what was nobody's, as far as you can tell"
    yield "  note: anything; it is not read"
    yield "A quote (') in front of a text and labels such as <U+202E> are no part of it. A long text comes in passages."
    yield "What was missed stands in this file: keep it as you keep the logs, and delete it when it is rated."
    yield 'Save it as CSV, then: python -m etl scrub rate FILE --reviewer "Your Name"'
