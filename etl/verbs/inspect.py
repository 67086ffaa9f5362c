"""`python -m etl inspect`: see `etl.review`."""

from pathlib import Path
from typing import Any

import click


@click.command()
@click.argument("run")
@click.option("--scrub", is_flag=True, help="Placeholders in their context; no value is shown.")
@click.option("-n", "most", type=click.IntRange(1, 9999), default=50, show_default=True, metavar="N",
              help="At most so many.")  # fmt: skip
@click.option("--entity", "entities", multiple=True, metavar="NAME",
              help="Those of an entity alone: PERSON.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0, 2**63 - 1), default=42, show_default=True,
              help="Another one draws others.")  # fmt: skip
@click.option("--work", type=click.Path(path_type=Path), metavar="DIR",
              help="The run's folder in `work`, if it was kept (write.keep_frames): for the shapes.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Write them to a CSV file to label as well.")  # fmt: skip
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              help="What is printed.")  # fmt: skip
def command(run: str, *, scrub: bool, shape: str, **asked: Any) -> None:  # noqa: ANN401 - `-n`, `--seed`, `--entity`, `--work`, `--out`
    """Look into RUN: at a sample of what scrub replaced, to see whether it was right.

    RUN is a committed run (out/latest) or one that a gate refused, by its folder in `work`. The text
    around a placeholder is that of the data set; of what it stands for the shape is shown, `Xxx Xxxx`,
    where `work` still has it.
    """
    if not scrub:
        raise click.UsageError("say what to look at: --scrub")
    # Imported late: `--help` must not wait for Polars.
    import msgspec  # noqa: PLC0415

    from etl import console, review  # noqa: PLC0415

    work, out = asked.pop("work"), asked.pop("out")
    told = review.marks(run, asked["most"], asked["seed"], asked["entities"], work=work, out=out)
    plain = "\n".join(map(_line, told))
    console.result(msgspec.json.encode(told).decode() if shape == "json" else plain)


def _line(row: dict[str, Any]) -> str:
    shape = f" {row['shape']}" if row["shape"] else ""
    return f"{row['id']} {row['before']} [{row['placeholder']}{shape}] {row['after']}"
