"""`python -m etl scrub sample`: see `etl.review`."""

from pathlib import Path

import click


@click.command()
@click.argument("run")
@click.option("-n", "most", type=click.IntRange(1, 9999), default=400, show_default=True, metavar="N",
              help="Texts at most. 400 without a miss say: at most 0.92 % of all hold something.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=42, show_default=True,
              help="Another one draws other texts.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="The file to write, outside the output; default: scrub-sample-<run>.csv here.")  # fmt: skip
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              help="What is printed.")  # fmt: skip
def command(run: str, most: int, seed: int, out: Path | None, shape: str) -> None:
    """Draw texts of RUN, to be read and labelled by a person.

    RUN is a committed run (out/latest, s3://bucket/prefix/runs/ID) or one that a gate refused, by its
    folder in `work`. From each source and language as many texts are drawn as its share of all; the
    same command draws the same texts. The file is CSV for a spreadsheet and says what to do.
    """
    # Imported late: `--help` must not wait for Polars.
    import msgspec  # noqa: PLC0415

    from etl import console, review  # noqa: PLC0415

    told = review.sample(run, most, seed, out)
    line = f"{told['file']}: {told['drawn']:,} of {told['texts']:,} texts to label; then scrub rate"
    console.result(msgspec.json.encode(told).decode() if shape == "json" else line)
