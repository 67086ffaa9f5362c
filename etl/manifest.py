"""The manifest of a run, the gates on its figures, and the two pages made from it.

Every figure is counted in the ledger or in the files themselves, not added up on the way.
"""

import hashlib
import platform
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import polars as pl

from etl import __version__, commit, ledger, report
from etl.config import Config
from etl.errors import ContractError, GateError
from etl.plan import Input, Part
from etl.work import Tally

FORMAT = 1
LIBRARIES = ("polars", "pyarrow", "msgspec", "presidio-analyzer", "spacy", "phonenumbers", "numba")


def name_run(started: datetime, config: Config, inputs: Sequence[Input]) -> str:
    """`20260315T020000Z-1a2b3c`: start in UTC, digest of config and input."""
    digest = hashlib.sha256(config.sha256.encode())
    for item in inputs:
        digest.update(f"{item.source}\0{item.file}\0{item.sha256}\n".encode())
    return f"{started:%Y%m%dT%H%M%SZ}-{digest.hexdigest()[:6]}"


def gate_unreadable(config: Config, parts: Sequence[Part], read: Sequence[Tally]) -> None:
    """Stop where too many lines of a source could not be read: a wrong `type` must not pass.

    Raises:
        GateError: with the figures of every such source.
    """
    lines, aside = Counter[str](), Counter[str]()
    for part, tally in zip(parts, read, strict=True):
        lines[part.source] += tally.lines
        aside[part.source] += sum(file["quarantined"] for file in tally.files.values())
    allowed = config.limits.max_unreadable_fraction
    over = [
        f"sources.{name}: {aside[name]:,} of {lines[name]:,} lines could not be read, "
        f"at most {allowed:.1%} may be; check its type and dialect"
        for name in sorted(lines)
        if aside[name] > allowed * lines[name]
    ]
    if over:
        raise GateError("\n".join(over))


def gate_rows(config: Config, counts: dict[str, Any]) -> None:
    """Stop where too little is left.

    Raises:
        GateError: with the figures.
    """
    gates, kept, total = config.top.gates, counts["kept"], counts["input"]
    if gates.min_rows is not None and kept < gates.min_rows:
        raise GateError(f"gates.min_rows: kept {kept:,} rows, asked for {gates.min_rows:,}")
    dropped = counts["dropped"]
    if gates.max_drop_share is not None and dropped > gates.max_drop_share * total:
        raise GateError(
            f"gates.max_drop_share: dropped {dropped:,} of {total:,} rows, "
            f"at most {gates.max_drop_share:.1%} may go; see which reason grew"
        )


def describe(
    *,
    config: Config,
    run_id: str,
    key_id: str,
    started: datetime,
    inputs: Sequence[Input],
    parts: Sequence[Part],
    tallies: Sequence[Tally],
    staged: Path,
) -> dict[str, Any]:
    """The manifest but for what only its commit can know: `files` and `finished_at`."""
    counts = ledger.counts(pl.scan_parquet(staged / "audit" / "ledger" / "*.parquet"))
    ledger.check(counts, sum(tally.lines for tally in tallies))
    previous = commit.latest(config.output)
    formats, entities = Counter[str](), Counter[str]()
    for tally in tallies:
        formats += tally.formats
        entities += tally.entities
    return {
        "format": FORMAT,
        "run_id": run_id,
        "name": config.top.name,
        "previous": previous.name if previous else None,
        "started_at": started.isoformat(timespec="seconds"),
        "finished_at": None,
        "etl_version": __version__,
        "versions": {"python": platform.python_version(), **{n: version(n) for n in LIBRARIES}},
        "config": config.resolved(),
        "config_sha256": config.sha256,
        "inputs": _inputs(config, inputs, parts, tallies),
        "counts": {
            **counts,
            "formats": {name: formats[name] for name in config.formats},
            "entities": dict(sorted(entities.items())),
        },
        "files": [],
        "key_id": key_id,
    }


def explain(manifest: dict[str, Any], staged: Path) -> None:
    """Write the report and the data card beside the data, then list every file of the run.

    Raises:
        ContractError: `data/` does not hold the rows that the ledger calls kept.
    """
    manifest["finished_at"] = datetime.now(UTC).isoformat(timespec="seconds")
    (staged / "report.html").write_text(
        report.report_html(manifest, _examples(staged)), encoding="utf-8"
    )
    (staged / "README.md").write_text(report.data_card(manifest), encoding="utf-8")
    manifest["files"] = commit.files_in(staged)
    written = sum(f["rows"] for f in manifest["files"] if f["path"].startswith("data/"))
    if written != manifest["counts"]["kept"]:
        kept = manifest["counts"]["kept"]
        raise ContractError(f"write: {kept} rows kept, {written} written to data/ (a bug in etl)")


def _inputs(
    config: Config, inputs: Sequence[Input], parts: Sequence[Part], tallies: Sequence[Tally]
) -> list[dict[str, Any]]:
    types = {source.name: source.type for source in config.sources}
    seen: dict[tuple[str, str], Counter[str]] = {}
    for part, tally in zip(parts, tallies[: len(parts)], strict=True):
        for file, counted in tally.files.items():
            seen.setdefault((part.source, file), Counter()).update(counted)
    return [
        {
            "source": item.source,
            "file": item.file,
            "bytes": item.bytes,
            "sha256": item.sha256,
            "rows": seen.get((item.source, item.file), Counter())["rows"],
            "quarantined": seen.get((item.source, item.file), Counter())["quarantined"],
            "envelope": types[item.source],
            "dialects": {
                name.removeprefix("dialect:"): n
                for name, n in sorted(seen.get((item.source, item.file), Counter()).items())
                if name.startswith("dialect:")
            },
        }
        for item in inputs
    ]


def _examples(staged: Path, most: int = 5) -> pl.DataFrame:
    """Some kept rows as they stand in data/: the report shows nothing else."""
    files = sorted((staged / "data").rglob("*.parquet"))
    if not files:
        return pl.DataFrame()
    return (
        pl.scan_parquet(files[:most], hive_partitioning=False)
        .select("record_id", "messages")
        .head(most)
        .collect()
    )
