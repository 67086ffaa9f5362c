"""`python -m etl gc`: see `etl.collect`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(min=1), metavar="N",
              help="Remove committed runs but the newest N. What the data set needs stays.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would go, and remove nothing.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              help="What is printed.")  # fmt: skip
def command(config: Path, keep: int | None, *, dry_run: bool, shape: str) -> None:
    """Remove what runs left behind: stagings, failed attempts, expired runs, unused state."""
    # Imported late: `--help` must not wait for Polars.
    import msgspec  # noqa: PLC0415

    from etl import collect, console  # noqa: PLC0415
    from etl import config as settings  # noqa: PLC0415

    told = collect.collect(settings.load(config), datetime.now(UTC), keep=keep, dry_run=dry_run)
    console.result(msgspec.json.encode(told).decode() if shape == "json" else text(told))


def text(told: dict[str, Any]) -> str:
    """One line for each thing that goes or stays, and a total."""
    does, did = ("would remove", "would be free") if told["dry_run"] else ("removed", "free")
    gone = [
        f"{does} {item['what']} {item['path']} ({item['bytes']:,} bytes): {item['why']}"
        for item in told["removed"]
    ]
    kept = [f"kept run {item['path']}: {item['why']}" for item in told["kept"]]
    total = f"{len(gone):,} {does}, {told['bytes']:,} bytes {did}"
    return "\n".join([*gone, *kept, total])
