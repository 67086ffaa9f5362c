"""How a step of a run is done: by workers part by part, or once, across the rows of all parts."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from etl import checkpoint, work
from etl.engine.local import Local
from etl.prepare import Begun
from etl.work import Tally

# Rows: of more, what they take would add up in this process, beside what workers hold from one
# pass to the next (0.4 GB each). Of fewer, starting processes anew (a second each) is not worth it.
MANY = 200_000
Say = Callable[[str, int, int], None]  # pass, parts done, parts in all
Step = Callable[[Begun, Path], Any]


def each(engine: Local, say: Say, begun: Begun, name: str) -> list[Tally]:
    """Have workers do the pass `name`: what every part gave, in their order."""
    done: list[Tally] = []
    say(name, 0, len(begun.parts))
    for tally in engine.map(partial(work.committed, begun.job, name), begun.parts):
        done.append(tally)
        say(name, len(done), len(begun.parts))
    return done


def rows(begun: Begun, read: Sequence[Tally]) -> int:
    """Rows that a step across them looks at: lines read now, and what earlier runs kept."""
    earlier = begun.history.rows().select(pl.len()).collect().item() if begun.history.runs else 0
    return sum(tally.lines for tally in read) + int(earlier)


def across(engine: Local, begun: Begun, many: int, name: str, step: Step) -> Any:  # noqa: ANN401 - whatever `step` tells
    """Do `step`, which fills the folder `name`, once; alone where `many` rows are looked at."""
    fill = partial(_committed, name, step)
    return engine.alone(fill, begun) if many > MANY else fill(begun)


def _committed(name: str, step: Step, begun: Begun) -> Any:  # noqa: ANN401 - whatever `step` tells
    return checkpoint.once(begun.job.folder / name, partial(step, begun))
