"""`python -m etl erase`: see `etl.erase`."""

from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--user-id-file", "ids", type=click.Path(path_type=Path), metavar="FILE",
              help="User ids as they stand in the logs, one a line.")  # fmt: skip
@click.option("--values-file", "values", type=click.Path(path_type=Path), metavar="FILE",
              help="Phone numbers, e-mail addresses, names, one a line.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Say what would go, and change nothing.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              help="What is printed.")  # fmt: skip
def command(
    config: Path, ids: Path | None, values: Path | None, *, dry_run: bool, shape: str
) -> None:
    """Remove people from every run, work and state, prove it, and keep them out.

    Runs that hold their conversations are replaced by successors; `latest` is switched, the old
    runs are deleted.
    """
    if ids is None and values is None:
        raise click.UsageError("give --user-id-file, --values-file, or both")
    # Imported late: `--help` must not wait for Polars.
    import msgspec  # noqa: PLC0415

    from etl import config as settings  # noqa: PLC0415
    from etl import console  # noqa: PLC0415
    from etl.erase import erase  # noqa: PLC0415

    told = erase(settings.load(config), ids, values, dry_run=dry_run)
    console.result(msgspec.json.encode(told).decode() if shape == "json" else text(told))


def text(told: dict[str, Any]) -> str:
    """What was done, the proof, and what is beyond reach."""
    does = "would be " if told["dry_run"] else ""
    asked = f"{told['ids']:,} ids ({told['unknown']:,} with no conversation here)"
    done = [
        f"{asked}, {told['values']:,} values",
        f"{told['conversations']:,} conversations {does}removed",
        f"{len(told['runs']):,} runs {does}replaced by their successors",
        *(f"  {run} -> {name}" for run, name in told["runs"].items()),
    ]
    if not told["dry_run"]:
        done += [
            f"{told['cleared']:,} folders of raw text removed from work",
            f"{told['blocked']:,} hashes on the block list",
            f"proof: {told['files']:,} files searched, {told['hits']:,} hits",
        ]
    return "\n".join([*done, "out of reach:", *(f"  {what}" for what in told["beyond_reach"])])
