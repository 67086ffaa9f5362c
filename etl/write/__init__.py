"""Write: what is kept, as Parquet for people and as lines for trainers.

A format is one file in `formats/`; see there what it defines. A row goes into every format that
can take it, `not_in` names the others, and a row that none can take is dropped as `unwritable`.
"""

from typing import TYPE_CHECKING, Annotated, Literal

import polars as pl
from pydantic import Field

from etl.discover import modules_in
from etl.schema import Run, reasons_of
from etl.write import formats as _formats
from etl.write._files import Key, save
from etl.write._join import assemble
from etl.write._limit import over_limit
from etl.write._policy import SystemPrompt, TrainOn, shaped

__all__ = ["FORMATS", "assemble", "over_limit", "save", "write"]

FORMATS = modules_in(_formats)
if TYPE_CHECKING:  # the names are known at run time only
    Format = str
else:
    Format = Literal[tuple(FORMATS)]


def write(
    rows: pl.DataFrame,
    run: Run,  # noqa: ARG001 - every stage is given it
    *,
    formats: tuple[Format, ...] = ("openai", "alpaca"),
    system_prompt: SystemPrompt = "keep",
    train_on: TrainOn = "all",
    partition_by: tuple[Key, ...] = ("split", "source", "date"),  # noqa: ARG001 - for `save`
    limit: Annotated[int, Field(ge=1)] | None = None,  # noqa: ARG001 - for `over_limit`
    timestamps: Literal["date", "exact"] = "date",  # noqa: ARG001 - for `save`
    keep_frames: bool = False,  # noqa: ARG001 - for the pipeline
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """Give the rows as they are to be written, and their line in every format.

    Args:
        rows: conversation rows.
        run: of no use here.
        formats: whose lines are made; none means Parquet alone.
        system_prompt: `drop` takes the system messages out, in `data/` too.
        train_on: `last` gives weight 0 to all turns but the last, in `data/` too.
        partition_by: see `save`.
        limit: see `over_limit`.
        timestamps: see `save`.
        keep_frames: keep the frames between the stages in `work`.

    Returns:
        The same rows, in order, with `reasons` ([] or ["unwritable"]) and `not_in: list[str]`;
        and format -> a frame of one column, `line`, null where the format cannot take the row.
    """
    rows = shaped(rows, system_prompt=system_prompt, train_on=train_on)
    lines = {
        name: FORMATS[name].lines(rows, system_prompt=system_prompt, train_on=train_on)
        for name in dict.fromkeys(formats)
    }
    return _judged(rows, lines), lines


def _judged(rows: pl.DataFrame, lines: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """`rows` with `not_in`, and `unwritable` where no format has a line."""
    none = pl.lit(None, dtype=pl.String)  # so that no formats means no names
    refused = [
        pl.when(pl.lit(frame["line"].is_null())).then(pl.lit(n)) for n, frame in lines.items()
    ]
    everywhere = (pl.col("not_in").list.len() == len(lines)) & bool(lines)
    rows = rows.with_columns(not_in=pl.concat_list(none, *refused).list.drop_nulls())
    return rows.with_columns(reasons_of({"unwritable": everywhere}))
