"""The manifest of a run, the gates on its figures, and the two pages made from it.

Every figure is counted in the ledger or in the files themselves, not added up on the way.
"""

import platform
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from etl import __version__, attempt, checkpoint, frames, gates, ledger, renewed, report
from etl.config import Config
from etl.errors import ContractError
from etl.gates import Gate
from etl.inputs import Input
from etl.prepare import Begun
from etl.schema import ROW
from etl.work import LINE, Tally

FORMAT = 1


def of_input(begun: Begun) -> list[Gate]:
    """Hold the lines that are new against the limits."""
    lines = _new_lines(begun)
    by = lines.group_by("source").agg(pl.len(), pl.col("unread", "cut").sum())
    sources = {
        source: {"lines": total, "unread": unread, "cut": cut}
        for source, total, unread, cut in by.sort("source").collect().iter_rows()
    }
    started = begun.attempt.started
    return gates.of_input(begun.config.gates, sources, newest=_newest(begun), started=started)


def _new_lines(begun: Begun) -> pl.LazyFrame:
    """`work.LINE` of the input lines of this run."""
    aside = pl.scan_parquet(begun.job.folder / "judged" / "aside.parquet", glob=False)
    lines = frames.of_all(begun.job, "lines", begun.parts, LINE)
    return lines.join(aside, on="ordinal", how="anti")


def _newest(begun: Begun) -> datetime | None:
    """Time of the newest call that was ever read, also of those that wait."""
    before = begun.history.previous.get("newest_call")
    known = [datetime.fromisoformat(before)] if before else []
    read = frames.of_all(begun.job, "lines", begun.parts, LINE)
    now = gates.newest(read, begun.attempt.started)
    return max([*known, now] if now else known, default=None)


def describe(begun: Begun, tallies: Sequence[Tally], staged: Path) -> dict[str, Any]:
    """The manifest but for what only its commit can know: `files` and `finished_at`."""
    config = begun.config
    counts = ledger.counts(ledger.scan(staged))
    lines = _new_lines(begun)
    aside = pl.scan_parquet(begun.job.folder / "judged" / "aside.parquet", glob=False)
    read = sum(tally.lines for tally in tallies)
    ledger.check(counts, read - aside.select(pl.len()).collect().item())
    newest = _newest(begun)
    formats, entities = Counter[str](), Counter[str]()
    for tally in tallies:
        formats.update(tally.formats)
        entities.update(tally.entities)
    return {
        "format": FORMAT,
        "run_id": begun.attempt.run_id,
        "name": config.top.name,
        "previous": begun.history.previous.get("run_id"),
        "started_at": begun.attempt.started.isoformat(timespec="seconds"),
        "finished_at": None,
        "etl_version": __version__,
        "versions": {"python": platform.python_version(), **attempt.versions()},
        "config": config.resolved(),
        "config_sha256": config.public_sha256,
        "inputs": _inputs(config, begun.inputs, lines),
        "newest_call": newest and newest.isoformat(),
        "counts": {
            **counts,
            "shape": _shape(staged),
            "formats": {name: formats[name] for name in config.formats},
            "entities": dict(sorted(entities.items())),
        },
        "warnings": warnings(begun),
        "files": [],
        "key_id": begun.key_id,
    }


def warnings(begun: Begun) -> list[str]:
    """What went otherwise than on an ordinary day, and what it means; never text of a log."""
    known, told = begun.history, list[str]()
    previous = known.previous
    if known.runs and previous["config_sha256"] != begun.config.public_sha256:
        told.append(
            f"the config changed since run {previous['run_id']}; rows of earlier runs stay as they "
            "are, --full makes them anew"
        )
    modes = {source.name: source.mode for source in begun.config.sources}
    anew = [i for i in begun.inputs if i.cut.change == "rewritten" and modes[i.source] == "append"]
    if anew:
        told.append(
            f"{len(anew):,} files were rewritten ({anew[0].source}: {anew[0].file}); all their "
            "lines are input once more, and copies of committed rows are dropped"
        )
    if broken := renewed.broken(begun):
        told.append(
            f"the export of {', '.join(sorted(broken))} is gone, or a line of it could not be read; "
            "nothing that is missing in it was taken back"
        )
    told += [
        f"{name} holds only what runs since now added; --full makes it whole"
        for name in begun.config.formats
        if known.runs and name not in previous["counts"]["formats"]
    ]
    names = {(item.source, item.was) for item in begun.inputs}
    lost = [row for row in known.pending().iter_rows() if row[:2] not in names]
    if lost:
        told.append(
            f"{len(lost):,} held lines stood in files that are gone ({lost[0][0]}: {lost[0][1]}); "
            "they are judged when the files are back"
        )
    return told


def explain(manifest: dict[str, Any], staged: Path, known: Mapping[str, checkpoint.Entry]) -> None:
    """Write the report and the data card beside the data, then list every file of the run.

    Args:
        manifest: of the run; gets its `files`.
        staged: where the run is staged.
        known: entries of files that were hashed before, by path.

    Raises:
        ContractError: `data/` does not hold the rows that the ledger calls kept.
    """
    manifest["finished_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    (staged / "report.html").write_text(
        report.report_html(manifest, _examples(staged)), encoding="utf-8"
    )
    (staged / "README.md").write_text(report.data_card(manifest), encoding="utf-8")
    manifest["files"] = checkpoint.entries(staged, known)
    written = sum(f["rows"] for f in manifest["files"] if f["path"].startswith("data/"))
    if written != manifest["counts"]["kept"]:
        kept = manifest["counts"]["kept"]
        raise ContractError(f"write: {kept} rows kept, {written} written to data/ (a bug in etl)")


def _inputs(config: Config, inputs: Sequence[Input], lines: pl.LazyFrame) -> list[dict[str, Any]]:
    """What was read of each file that holds anything new."""
    types = {source.name: source.type for source in config.sources}
    seen: dict[tuple[str, str], Counter[str]] = {}
    by = lines.group_by("source", "source_file", "dialect", "unread").len().collect()
    for source, file, dialect, aside, rows in by.iter_rows():
        counted = seen.setdefault((source, file), Counter())
        counted["rows"] += rows
        counted["quarantined"] += rows if aside else 0
        if dialect is not None:
            counted[f"dialect:{dialect}"] += rows
    return [
        {
            "source": item.source,
            "file": item.file,
            "bytes": item.cut.bytes,
            "sha256": item.cut.sha256,
            "change": item.cut.change,
            "rows": counted["rows"],
            "quarantined": counted["quarantined"],
            "envelope": types[item.source],
            "dialects": {
                name.removeprefix("dialect:"): n
                for name, n in sorted(counted.items())
                if name.startswith("dialect:")
            },
        }
        for item in inputs
        if item.cut.spans
        for counted in [seen.get((item.source, item.file), Counter())]
    ]


def _shape(staged: Path) -> dict[str, Any]:
    files = sorted((staged / "data").rglob("*.parquet"))
    none = pl.LazyFrame(schema={"record_id": pl.String, "messages": ROW["messages"]})
    rows = pl.scan_parquet(files, hive_partitioning=False, glob=False) if files else none
    return gates.shape(rows.select("record_id", "messages"))


def _examples(staged: Path, most: int = 5) -> pl.DataFrame:
    """Some kept rows as they stand in data/: the report shows nothing else."""
    files = sorted((staged / "data").rglob("*.parquet"))
    if not files:
        return pl.DataFrame()
    return (
        pl.scan_parquet(files[:most], hive_partitioning=False, glob=False)
        .select("record_id", "messages")
        .head(most)
        .collect()
    )
