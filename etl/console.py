"""What a run says while it works and when it ends: bars on a terminal, plain lines elsewhere."""

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from etl import quiet

Say = Callable[[str, int, int], None]


@contextlib.contextmanager
def progress() -> Iterator[Say]:
    """A function to be told `(pass, parts done, parts in all)`."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _plain()
        return
    columns = (
        TextColumn("{task.description:<7}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, Any] = {}

        def say(name: str, done: int, total: int) -> None:
            if name not in tasks:
                tasks[name] = bars.add_task(name, total=total)
            bars.update(tasks[name], completed=done, total=total)

        yield say


def _plain() -> Say:
    started = time.monotonic()

    def say(name: str, done: int, total: int) -> None:
        if done in (0, total):
            took = time.monotonic() - started
            with contextlib.suppress(OSError):  # the run goes on where no one reads of it
                sys.stderr.write(f"{took:7.1f}s {name:<7} {done}/{total} parts\n")

    return say


def table(manifest: dict[str, Any]) -> None:
    """Where the rows went, if there was new input, and what was odd, to stderr."""
    if manifest.get("new_input", True):
        _tell(_fates(manifest["counts"]))
    for warning in manifest.get("warnings", []):
        with contextlib.suppress(OSError):
            sys.stderr.write(f"note: {quiet.shown(warning)}\n")


def _fates(counts: dict[str, Any]) -> Table:
    whole = max(counts["input"], 1)
    grid = Table("stage", "reason", "rows", "share", title=f"{counts['input']:,} input lines")
    for column in grid.columns[2:]:
        column.justify = "right"
    for stage, counted in counts["stages"].items():
        for reason, rows in counted["reasons"].items():
            grid.add_row(stage, reason, f"{rows:,}", f"{rows / whole:.1%}")
    grid.add_section()
    for split, rows in counts["splits"].items():
        grid.add_row("kept", split, f"{rows:,}", f"{rows / whole:.1%}")
    return grid


def _tell(grid: Table) -> None:
    """Print to stderr. Not by rich, which ends the process with 1 where no one reads (15.0)."""
    console = Console(stderr=True)
    with console.capture() as captured:
        console.print(grid)
    with contextlib.suppress(OSError):
        sys.stderr.write(captured.get())


def result(text: str) -> None:
    """Print what a command found, to stdout; that its reader has left (`| head`) is no fault."""
    try:
        click.echo(quiet.shown(text))
    except BrokenPipeError:  # what is left in the buffer must not fail at exit once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def summary(manifest: dict[str, Any], where: Path | str, shape: str) -> str:
    """The result: one line, or the manifest's summary as JSON."""
    counts, run_id = manifest["counts"], manifest["run_id"]
    new_input = manifest.get("new_input", True)
    if shape == "json":
        told = ("run_id", "name", "previous", "started_at", "finished_at", "counts", "key_id")
        picked = {name: manifest[name] for name in told}
        picked |= {"new_input": new_input, "warnings": manifest.get("warnings", [])}
        return msgspec.json.encode(picked).decode()
    if not new_input:
        return f"no new input; latest is {run_id}"
    fates = ", ".join(f"{counts[f]:,} {f}" for f in ("kept", "dropped", "quarantined"))
    return f"{where}/runs/{run_id}: {counts['input']:,} lines: {fates}"
