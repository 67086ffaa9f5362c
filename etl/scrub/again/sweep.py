"""The second pass: what was found anywhere in the run is replaced wherever else it stands.

    "bank account 12345678"  in one row, and in another  "ref 12345678."  ->  "ref <BANK_ACCOUNT_1>."

`seek` says which rows may hold which values; those alone are taken apart. A value that its row knows in another
spelling gets the number that it has there; where surrogates or hashes stand, it gets the one of other rows.
"""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import polars as pl
import regex

from etl.schema import Run
from etl.scrub._options import Options
from etl.scrub._rows import FIELDS, Verdict, texts_of, with_texts
from etl.scrub.again.floats import with_values
from etl.scrub.again.proven import may_hold
from etl.scrub.again.seek import Value, hits, taken
from etl.scrub.again.sweeper import Raw, Sweeper


def swept(
    rows: pl.DataFrame, raw: Mapping[int, Raw], folder: Path, run: Run, options: Options
) -> pl.DataFrame:
    """The rows that are changed, as `scrub` gives them; the others are left out.

    Args:
        rows: scrubbed ones.
        raw: what was found in each, by `ordinal`.
        folder: where the values of the run are (`seek.save`).
        run: as for `scrub`.
        options: as for `scrub`.
    """
    texts, entities = with_values(whole_texts(rows)), options.sought(run.plugins)
    values = hits(texts, folder)
    may = texts.to_frame("text").select(may_hold(pl.col("text"), entities)).to_series()
    ordinals = rows["ordinal"].to_list()
    bad = taken(folder)
    for place, ordinal in enumerate(ordinals) if bad else ():
        values.setdefault(place, []).extend(_named_again(raw.get(ordinal, ()), bad))
    places = sorted({place for place in values if values[place]} | {*may.arg_true()})
    some = rows[places]
    sweeper = Sweeper(texts_of(some), entities, run, options)
    verdicts = [
        sweeper.row(n, values.get(place, []), raw.get(ordinals[place], ()))
        for n, place in enumerate(places)
    ]
    regex.purge()  # as in `_work`
    told = with_texts(
        some, sweeper.texts, [verdict or Verdict([], {}, frozenset()) for verdict in verdicts]
    )
    return told.filter(pl.Series([verdict is not None for verdict in verdicts], dtype=pl.Boolean))


def whole_texts(rows: pl.DataFrame) -> pl.Series:
    """All texts of each row as one."""
    said = [pl.element().struct.field(name) for name in FIELDS]
    of_message = pl.concat_str(said, separator="\n", ignore_nulls=True)
    talk = pl.col("messages").list.eval(of_message).list.join("\n")
    return rows.select(
        pl.concat_str([talk, "tools"], separator="\n", ignore_nulls=True)
    ).to_series()


def _named_again(raw: Raw, bad: Collection[tuple[str, str]]) -> Iterator[Value]:
    """The surrogates of a row that are values of the run."""
    for value in raw:
        name = (value["entity"], value["instead"] or "")
        if name in bad:
            yield Value("text", name[1], *name)
