"""`python -m etl scrub rate`: see `etl.review`."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--reviewer", required=True, metavar="NAME", help="Who labelled; stands in the data card."
)
@click.option("--date", "on", type=click.DateTime(["%Y-%m-%d"]), help="When; default: today (UTC).")
@click.option("--output", metavar="OUT",
              help="The output of the run, folder or s3://; default: where the file says.")  # fmt: skip
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              help="What is printed.")  # fmt: skip
def command(file: Path, reviewer: str, on: datetime | None, output: str | None, shape: str) -> None:
    """Say what scrub missed in the texts of FILE, as labelled, and how sure that is.

    Kept in reviews/ of the output, without any text, where gates.max_miss_rate, later reports and data
    cards find it. Of a file of placeholders (inspect --scrub --out) it says how many were right.
    """
    # Imported late: `--help` must not wait for Polars.
    import msgspec  # noqa: PLC0415

    from etl import console, review  # noqa: PLC0415

    if review.of_marks(file):
        told, plain = review.precision(file), of_marks
    else:
        told, plain = review.rate(file, reviewer, on.date() if on else _today(), output), text
    console.result(msgspec.json.encode(told).decode() if shape == "json" else plain(told))


def _today() -> date:
    return datetime.now(UTC).date()


def text(told: dict[str, Any]) -> str:
    """The share with its interval, then by language and by entity."""
    return "\n".join(_lines(told))


def of_marks(told: dict[str, Any]) -> str:
    """How many placeholders were right, then by entity."""
    rows = {"all": told["all"], **told["by_entity"]}
    return "\n".join(
        f"{name:<20} {row['right']:,} of {row['marks']:,} right: {row['rate']:.2%} "
        "({:.2%} to {:.2%})".format(*row["interval"])
        for name, row in rows.items()
    )


def _lines(told: dict[str, Any]) -> Iterator[str]:
    of, (low, high) = told["all"], told["all"]["interval"]
    yield f"{told['run_id']}: {of['texts']:,} texts read by {told['reviewer']} on {told['date']}"
    yield f"missed in {of['missed']:,} of {of['texts']:,} texts: {of['rate']:.2%}"
    yield f"of all texts {low:.2%} to {high:.2%} ({told['confidence']:.0%}, {told['method']})"
    yield f"{of['values']:,} values, {1000 * of['values'] / of['texts']:.1f} in 1,000 texts; {told['wrong']:,} wrong"
    for heading in ("by_language", "by_entity"):
        yield f"{heading.replace('_', ' '):<20} {'missed':>7} {'texts':>7} {'values':>7}  share of texts"
        for name, row in told[heading].items():
            low, high = row["interval"]
            figures = f"{row['missed']:>7,} {row['texts']:>7,} {row['values']:>7,}"
            yield f"{name:<20} {figures}  {row['rate']:.2%} ({low:.2%} to {high:.2%})"
