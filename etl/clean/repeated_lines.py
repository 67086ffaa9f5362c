"""The answer repeats its own lines, as a model stuck in a loop does."""

from typing import Annotated

import polars as pl
from pydantic import Field

from etl.schema import answer, example


def reject(
    max_fraction: Annotated[float, Field(ge=0, le=1)] = 0.3,
    min_lines: Annotated[int, Field(ge=2)] = 5,
) -> pl.Expr:
    """True where more than `max_fraction` of the lines, and of their text, repeat an earlier line.

    Blank lines do not count, and with less than `min_lines` lines nothing is judged: three lines
    of which two are alike are no loop. The default is the "duplicate line fraction" of Gopher, Table
    A1: https://arxiv.org/abs/2112.11446; that the same share of the bytes must repeat is ours, since
    `}` and `break;` repeat in sound code.
    """
    text = answer()
    enough = text.str.count_matches("\n", literal=True) + 1 >= min_lines
    line = pl.element().str.strip_chars()
    lines = pl.when(enough).then(text).str.split("\n").list.eval(line.filter(line != ""))
    # A field of a struct is computed once; an expression named five times is computed five times.
    counted = pl.struct(all=lines).struct.with_fields(once=pl.field("all").list.unique())
    counted = counted.struct.with_fields(
        judged=pl.field("all").list.len() >= min_lines,
        lines_repeat=_share(pl.element().len()) > max_fraction,
        text_repeats=_share(pl.element().str.len_bytes().sum()) > max_fraction,
    )
    signs = counted.struct.with_fields(
        loop=pl.field("judged") & pl.field("lines_repeat") & pl.field("text_repeats")
    )
    return signs.struct.field("loop").fill_null(value=False)


def _share(size: pl.Expr) -> pl.Expr:
    """The share of `size` that goes when every line stands once; 0 where there is nothing."""
    every, once = (pl.field(name).list.agg(size) for name in ("all", "once"))
    return (every - once) / every.clip(lower_bound=1)


KEEPS = [
    example(("user", "Fruits?"), ("assistant", "- pear\n- plum\n\n- pear\n\n- plum")),
    example(("user", "Fruits?"), ("assistant", "- pear\n- plum\n- quince\n- pear\n- date")),
    example(
        ("user", "Code?"), ("assistant", "if a == 1:\n  x()\nelif b:\n  x()\nelif c:\n  x()\n")
    ),
]
DROPS = example(("user", "Fruits?"), ("assistant", "- pear\n- plum\n- pear\n- pear\n- date"))
