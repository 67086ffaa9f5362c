"""What is done with all rows of a run after each was scrubbed by itself; libraries are imported at first use."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from etl.schema import Run

if TYPE_CHECKING:
    from etl.scrub._options import Options
    from etl.scrub.again.leaks import Issued


def is_lifelike(instead: pl.Expr) -> pl.Expr:
    """Whether what stands in place of a value looks like one: a surrogate; false for null."""
    return ~instead.str.contains(r"^<|^\**$").fill_null(value=True)


def remember(values: pl.DataFrame, issued: pl.DataFrame, folder: Path) -> None:
    """Leave in `folder` what of the values of a run is worth seeking in all of it.

    Args:
        values: `entity`, `text` of `raw`, each once; in memory, about 150 bytes a value.
        issued: `entity`, `instead` of surrogates, each once.
        folder: in `work`, since it holds the values.
    """
    from etl.scrub.again.seek import save  # noqa: PLC0415 - it imports numpy, pyarrow and phonenumbers

    save(values, issued, folder)


def sweep(
    rows: pl.DataFrame, raw: Mapping[int, Any], folder: Path, run: Run, options: Mapping[str, Any]
) -> pl.DataFrame:
    """Replace values of the run in rows in which they were not found.

    Args:
        rows: of `scrub`, those without reasons.
        raw: `raw` of each, by `ordinal`.
        folder: of `remember`.
        run: as for `scrub`.
        options: as for `scrub`.

    Returns:
        The rows of which anything changed, in their order, with the columns that `scrub` gives; `entities`, `values`
        and `raw` are of what was replaced now. See `again.elsewhere` for what is left.
    """
    from etl.scrub.again.sweep import swept  # noqa: PLC0415 - recognizers import Presidio

    return swept(rows, raw, folder, run, _given(options))


def leaks(
    texts: pl.DataFrame, folder: Path, run: Run, options: Mapping[str, Any], issued: "Issued"
) -> Counter[tuple[str, str]]:
    """Count, by file and entity, what is left in what was written (`file`, `text`); see `again.leaks`."""
    from etl.scrub.again import leaks as last_look  # noqa: PLC0415 - as above

    return last_look.leaks(texts, folder, run, _given(options), issued)


def file_names(
    names: Sequence[str], folder: Path, run: Run, options: Mapping[str, Any]
) -> dict[str, str]:
    """Names of files as they may be shown; see `again.file_names`."""
    from etl.scrub.again.file_names import shown  # noqa: PLC0415 - as above

    return shown(names, folder, run, options)


def _given(options: Mapping[str, Any]) -> "Options":
    from etl.scrub._options import Options  # noqa: PLC0415 - as above

    return Options.of(options)
