"""New rows beside those of earlier runs: what a run must read of its history, and no more.

First come prompt templates, since they change which bands the new rows have; then what shares a hash
with them. So the verdicts are those over all of history, which tests compare.

Price: 10,000 new rows beside 200,000 committed ones: 0.7 CPU s and 0.2 for the verdict, 4.4 us a committed
row with what the new ones cost, 3,223 of them read whole; in 365 files 0.6 s more, so files of single
days are not put together (two cores under a load of 9, November 2026).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from etl.dedup import _committed, _earlier
from etl.dedup._before import Options, bared
from etl.dedup._earlier import Earlier
from etl.dedup._hashing import U64
from etl.dedup.near import MIN_TEMPLATE_MESSAGES
from etl.schema import Run


def beside(  # noqa: PLR0917 - what `hits`, `bared` and `verdicts` take
    earlier: Earlier,
    new: pl.LazyFrame,
    hit: pl.DataFrame,
    path: Path,
    run: Run,
    options: Mapping[str, Any],
) -> pl.LazyFrame:
    """The keys that are to be judged: the new ones, and the earlier ones that may change a verdict.

    Args:
        earlier: what runs before left.
        new: what `keys` returned for the rows of this run, by ordinal.
        hit: what `hits` returned.
        path: as `bared` takes it.
        run: as `keys` got it.
        options: of all parts, as `keys` got them.

    Returns:
        The keys by ordinal, `bared`, with `committed`.
    """
    on = {part: options[part] for part in ("superseded", "exact", "near") if _is_on(options[part])}
    new, near = _committed.marked(new), on.get("near")
    if not earlier.files:
        return bared(new, path, run, near)
    under = _under(earlier, new, near)
    templates = _earlier.written(earlier, under, path.with_suffix(".old.parquet"))
    keys = bared(pl.concat([*templates, new]), path, run, near)
    meeting = _earlier.meeting(earlier, keys.filter(~pl.col("committed")), on)
    more = np.setdiff1d(np.union1d(meeting, hit["ordinal"].to_numpy()), under)
    for met in _earlier.written(earlier, more, path.with_suffix(".met.parquet")):
        keys = met.merge_sorted(keys, key="ordinal")
    return keys


def _is_on(options: Any) -> bool:  # noqa: ANN401 - of a part, or a switch
    return options is not None and options is not False


def _under(earlier: Earlier, new: pl.LazyFrame, near: Options) -> U64:
    """Ordinals of the earlier rows that may be under a template which a new row shows."""
    least = None if near is None else near.get("min_template_messages", MIN_TEMPLATE_MESSAGES)
    firsts = np.zeros(0, np.uint64) if least is None else _earlier.shared(earlier, new, least)
    return _earlier.under(earlier, firsts) if firsts.size else firsts
