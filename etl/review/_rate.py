"""`scrub rate`: from a labelled file to the share of texts in which scrub missed something."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from etl import schema, scrub
from etl.errors import ConfigError, SourceError
from etl.review import _records, _sheet
from etl.review._interval import CONFIDENCE, METHOD, interval
from etl.review._labels import Label, labels
from etl.review._record import Missed, Rating, Record

_LONGEST = 80  # characters of a name


def rate(file: Path, reviewer: str, on: date, output: str | None = None) -> dict[str, Any]:
    """Rate a sample by what a person wrote beside its texts, and keep that by the output.

    Args:
        file: as `sample` wrote it, labelled.
        reviewer: who did; stands in the data card.
        on: when.
        output: where the sample was drawn from; None: where the file says.

    Returns:
        The rating, as a manifest has it in `review`.

    Raises:
        ConfigError: texts are not labelled, a label cannot be used, or the reviewer is no name.
        SourceError: the sample was not drawn from a run of this output.
        StorageError: the file cannot be read.
    """
    name = " ".join(reviewer.split())
    if not name.isprintable() or not 0 < len(name) <= _LONGEST:
        raise ConfigError(f"--reviewer: write a name of 1 to {_LONGEST} letters")
    if values := _personal(name):
        what = "which no later run could publish; write a name, got"
        raise ConfigError(f"--reviewer: holds what scrub replaces, {what} {', '.join(values)}")
    sheet = _sheet.read(file)
    where = _place(output or sheet.output, file.resolve().parent if output is None else Path())
    record = _records.get(where, sheet.sample)
    if record is None:
        raise SourceError(
            f"{file.name}: is of a sample that this output does not know; name its output with --output"
        )
    ids = [f"t{number:04}" for number in range(1, len(record.stratum) + 1)]
    kinds = scrub.spellings(tuple(record.entities))
    found = labels(sheet.rows, ids, kinds, file.name)
    rating = rating_of(record, [found[name] for name in ids], name, on)
    record.ratings = [r for r in record.ratings if r.reviewer != name] + [rating]
    _records.put(where, record)
    return _records.told(record, rating)


def _personal(name: str) -> list[str]:
    """What stands in the name that the gate of a later run would find in its data card: an address, a number."""
    rows = schema.frame(schema.example(("user", name)))
    found = scrub.scrub(rows, schema.Run(key=bytes(32)), model=False, other_languages="patterns")
    kinds = found["entities"].explode().struct.field("entity").drop_nulls().to_list()
    return sorted({*kinds} - {"PERSON"})


def _place(told: str, folder: Path) -> str | Path:
    return told.rstrip("/") if told.startswith("s3://") else (folder / told).resolve()


def rating_of(record: Record, found: list[Label], reviewer: str, on: date) -> Rating:
    """The rating of a sample by its labels, in the order of its texts."""
    languages = [record.strata[place].language for place in record.stratum]
    kinds = sorted({kind for label in found for kind in label.kinds})
    return Rating(
        reviewer=reviewer,
        date=on,
        all=_missed(label.missed for label in found),
        by_language={
            language: _missed(
                label.missed for label, of in zip(found, languages, strict=True) if of == language
            )
            for language in sorted(set(languages))
        },
        by_entity={kind: _missed(label.kinds.get(kind, 0) for label in found) for kind in kinds},
        wrong=sum(label.wrong for label in found),
        confidence=CONFIDENCE,
        method=METHOD,
    )


def _missed(values: Iterable[int]) -> Missed:
    counts = list(values)
    texts, missed = len(counts), sum(map(bool, counts))
    low, high = interval(missed, texts)
    return Missed(texts, missed, missed / texts, [round(low, 6), round(high, 6)], sum(counts))
