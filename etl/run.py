"""`python -m etl.run config.yaml`: one command, one run.

Progress goes to stderr, the result to stdout: one line, or the manifest's summary as JSON. How a
run ended is its exit code (`etl.endings`). Nothing of a log is ever printed.
"""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import click

from etl import endings, quiet


class Time(click.ParamType[datetime]):
    """A time as an ISO date or date and time (UTC where it names no zone), or so long ago: `7d`."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The time in UTC."""
        from etl.signature import duration  # noqa: PLC0415 - pydantic, not for `--help`

        text = str(value)
        try:
            ago = duration(text)
        except ValueError:
            ago = None
        try:
            if isinstance(ago, timedelta):
                hour = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
                return hour - ago  # the same for a run that is started again
            told = datetime.fromisoformat(text)
            return told.replace(tzinfo=told.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fail(
                "neither a time (2026-03-01, 2026-03-01T08:00Z) nor so long ago (7d)", param, ctx
            )


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--set", "overrides", multiple=True, metavar="KEY.PATH=VALUE",
              help="Override a value of the config, read as YAML; list items by index.")  # fmt: skip
@click.option(
    "--dry-run", is_flag=True, help="Read some rows of each source and say what they are."
)
@click.option("--resume/--no-resume", default=True, help="Go on from what a killed run finished.")
@click.option("--full", is_flag=True, help="Rebuild from all input, whatever `state` knows of it.")
@click.option(
    "--since", type=Time(), help="Leave out calls before a date, a time, or so long ago: 7d."
)
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              help="What is printed at the end.")  # fmt: skip
def command(
    config: Path,
    overrides: tuple[str, ...],
    *,
    dry_run: bool,
    resume: bool,
    full: bool,
    since: datetime | None,
    shape: str,
) -> None:
    """Turn logs of LLM calls into a data set, as CONFIG (a YAML file) says."""
    # Imported late: `--help` must not wait for Polars.
    from etl import config as settings  # noqa: PLC0415
    from etl import console, pipeline, preview  # noqa: PLC0415

    resolved = settings.load(config, overrides)
    if dry_run and shape == "json":
        raise click.UsageError("--dry-run is text for people; leave --format out")
    if dry_run:
        console.result(preview.preview(resolved))
        return
    with console.progress() as say, quiet.aside():
        manifest = pipeline.run(resolved, say, resume=resume, full=full, since=since)
    console.table(manifest)
    console.result(console.summary(manifest, resolved.remote_output or resolved.output, shape))


def main() -> None:
    """Run the command, and exit with its code."""
    endings.end(partial(command, standalone_mode=False))


if __name__ == "__main__":
    main()
