"""The manifest of a run, the gates on its figures, and the two pages made from it.

Every figure is counted in the ledger or in the files themselves, not added up on the way.
"""

import platform
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl

from etl import (
    __version__,
    audit,
    checkpoint,
    counts,
    dedup,
    figures,
    gates,
    oddities,
    origin,
    report,
    snapshots,
)  # fmt: skip
from etl.config import Config
from etl.errors import ContractError
from etl.gates import Gate
from etl.prepare import Begun
from etl.work import Tally

FORMAT = 1


def of_input(config: Config, begun: Begun) -> list[Gate]:
    """Hold the lines that are new against the limits."""
    return gates.of_input(
        config.gates,
        figures.by_source(begun),
        newest=figures.newest(begun),
        started=begun.attempt.started,
        snapshots=snapshots.figures(begun),
    )


def describe(
    config: Config, begun: Begun, tallies: Sequence[Tally], counted: Mapping[str, Any]
) -> dict[str, Any]:
    """The manifest but for what only its commit can know: `files` and `finished_at`.

    Args:
        config: of the run.
        begun: the run.
        tallies: what the workers counted.
        counted: what `etl.counted` told.
    """
    aside = pl.scan_parquet(begun.job.folder / "judged" / "aside.parquet", glob=False)
    read = sum(tally.lines for tally in tallies)
    counts.check(counted["counts"], read - aside.select(pl.len()).collect().item())
    types = {source.name: source.type for source in config.sources}
    formats = _summed(tally.formats for tally in tallies)
    entities = _summed(tally.entities for tally in tallies)
    return {
        "format": FORMAT,
        "run_id": begun.attempt.run_id,
        "name": config.top.name,
        "previous": begun.history.previous.get("run_id"),
        "started_at": begun.attempt.started.isoformat(timespec="seconds"),
        "finished_at": None,
        "etl_version": __version__,
        "versions": {"python": platform.python_version(), **origin.versions()},
        "config": config.resolved(),
        "config_sha256": config.public_sha256,
        "inputs": [{**item, "envelope": types[item["source"]]} for item in counted["inputs"]],
        "newest_call": counted["newest_call"],
        "counts": {
            **counted["counts"],
            "formats": {name: formats[name] for name in config.formats},
            "entities": dict(sorted(entities.items())),
        },
        **audit.of(config, begun, tallies),
        "contaminated": dedup.told(begun.job.options[begun.task]["dedup"]["contaminated"]),
        "warnings": oddities.oddities(config, begun),
        "files": [],
        "key_id": begun.key_id,
    }


def _summed(counted: Iterable[Mapping[str, int]]) -> Counter[str]:
    total = Counter[str]()
    for some in counted:
        total.update(some)
    return total


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
