"""The gate after writing: nothing that `scrub` found may stand in what is published.

Workers look through the files of their parts (`etl.work`, pass `scan`); here are the few that are written last: the
manifest, its two pages and `removed.parquet`. Told by entity and file, never with a value. Shards of earlier runs that
are carried on as they are were looked through when they were written; what is found later does not reach back.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from etl import frames, scrub
from etl.gates import Gate
from etl.prepare import Begun
from etl.work import RAW, Tally, texts_of, together

NAME = "scrub.gate"
PAGES = ("report.html", "README.md", "removed.parquet")
# What the manifest says of files and runs: digests and names of our own.
_DIGESTS = ("sha256", "config_sha256", "run_id", "previous", "key_id", "runs", "versions")
_SHOWN = 5  # files


def gate(begun: Begun, tallies: Sequence[Tally]) -> Iterator[Gate]:
    """What is left in the files of the parts; no gate where it is switched off."""
    if begun.scans:
        yield _gate(left for tally in tallies for left in tally.leaks)


def gate_of_pages(begun: Begun, told: Mapping[str, Any], staged: Path) -> Iterator[Gate]:
    """What is left in the manifest and in the pages."""
    if begun.scans:
        files = [staged / name for name in PAGES if (staged / name).exists()]
        texts = [(path.name, found) for path in files for found in texts_of(path)]
        texts.append(("manifest.json", pl.Series(list(_strings(told)), dtype=pl.String)))
        yield _gate(left for some in together(texts) for left in _left(begun, some))


def _left(begun: Begun, texts: pl.DataFrame) -> Iterator[tuple[str, str, int]]:
    run, options = begun.job.run(begun.task), begun.job.options[begun.task]["scrub"]
    sought, issued = begun.job.folder / "sought", partial(_issued, begun)
    found = scrub.leaks(texts, sought, run, options, issued)
    yield from ((*place, count) for place, count in sorted(found.items()))


def _issued(begun: Begun, texts: Collection[str]) -> Collection[str]:
    """Which of these texts stand in place of values."""
    raw = (frames.of_all(begun.job, what, begun.parts, RAW) for what in ("raw", "raw-sweep"))
    among = pl.col("instead").is_in(list(texts))
    found = pl.concat(frame.select("instead") for frame in raw).filter(among).unique()
    return found.collect(engine="streaming")["instead"].to_list()


def _gate(left: Iterator[tuple[str, str, int]]) -> Gate:
    counts: Counter[tuple[str, str]] = Counter()
    for file, entity, count in left:
        counts[file, entity] += count
    total = sum(counts.values())
    told = [f"{count:,} {entity} in {file}" for (file, entity), count in counts.most_common(_SHOWN)]
    more = f", and in {len(counts) - _SHOWN:,} more places" if len(counts) > _SHOWN else ""
    what = f"{total:,} values that were found are left in what was written"
    what += f": {', '.join(told)}{more}; put what is none into scrub.allow" if told else ""
    return Gate(NAME, float(total), 0.0, not total, what)


def _strings(value: Any, name: str = "") -> Iterator[str]:  # noqa: ANN401 - any value of JSON
    """The texts of the manifest, names included, but for digests."""
    if name in _DIGESTS:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield str(key)
            yield from _strings(inner, key)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner, name)
