"""`python -m etl.run config.yaml`: one command, one run.

Progress goes to stderr, the result to stdout: one line, or the manifest's summary as JSON. How a
run ended is its exit code; `etl.errors` lists them. Nothing of a log is ever printed.
"""

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Any

import click

from etl.errors import ContractError, EtlError

IO_ERROR, BUG = 74, 1


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("config", type=click.Path(path_type=Path))
@click.option("--set", "overrides", multiple=True, metavar="KEY.PATH=VALUE",
              help="Override a value of the config, read as YAML; list items by index.")  # fmt: skip
@click.option(
    "--dry-run", is_flag=True, help="Read some rows of each source and say what they are."
)
@click.option("--resume/--no-resume", default=True, help="Go on from what a killed run finished.")
@click.option("--format", "shape", type=click.Choice(["text", "json"]), default="text",
              help="What is printed at the end.")  # fmt: skip
def command(
    config: Path, overrides: tuple[str, ...], *, dry_run: bool, resume: bool, shape: str
) -> None:
    """Turn logs of LLM calls into a data set, as CONFIG (a YAML file) says."""
    del resume  # until parts are committed one by one, every run starts from its input
    os.umask(0o077)
    signal.signal(signal.SIGTERM, _stop)
    # Imported late: `--help` must not wait for Polars.
    from etl import config as settings  # noqa: PLC0415
    from etl import console, pipeline, preview  # noqa: PLC0415

    resolved = settings.load(config, overrides)
    if dry_run:
        click.echo(preview.preview(resolved))
        return
    with console.progress() as say:
        manifest = pipeline.run(resolved, say)
    console.table(manifest)
    click.echo(console.summary(manifest, resolved.output, shape))


def main() -> None:
    """Run the command; every failure is one line a fault on stderr, and its exit code."""
    try:
        command(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        _say("stopped by SIGINT")
        sys.exit(130)
    except ContractError as error:
        traceback.print_exc()
        _say(str(error))
        sys.exit(BUG)
    except EtlError as error:
        _say(str(error))
        sys.exit(error.exit_code)
    except Exception as error:  # noqa: BLE001 - a foreign message may quote a log: only its place is told
        sys.exit(_foreign(error))


def _foreign(error: Exception) -> int:
    """Exit code for an exception of a library, told by type and place alone."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"
    if isinstance(error, OSError) or type(error).__name__ == "ComputeError":
        reason = error.strerror if isinstance(error, OSError) and error.strerror else where
        _say(f"storage: reading or writing failed, {reason}; check the disk and its permissions")
        return IO_ERROR
    _say(f"a bug in etl, please report: {where}")
    frames: list[Any] = traceback.extract_tb(error.__traceback__)
    for frame in frames[-6:]:
        _say(f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}")
    return BUG


def _stop(number: int, frame: FrameType | None) -> None:
    del number, frame
    _say("stopped by SIGTERM")
    raise SystemExit(143)


def _say(text: str) -> None:
    click.echo(text, err=True)


if __name__ == "__main__":
    main()
