"""The user said that the answer is bad: a thumb down, or a low rating.

Not on by default: what a rating means is for the user to say. Feedback often comes after the call,
in a later line; then it takes back what an earlier run kept.
"""

import polars as pl

from etl.schema import example

ON_BY_DEFAULT = False  # a rating of 1 is a thumb up in one log and the worst of five in another
LATER = True


def reject(max_rating: float = 0) -> pl.Expr:
    """True where the logged rating is at most `max_rating`, in points as logged; null is no rating.

    Thumbs are 1 and -1; of five stars, 2 is a usual choice.
    """
    return (pl.col("feedback") <= max_rating).fill_null(value=False)


KEEPS = [
    example(("user", "Two fruits?"), ("assistant", "Pear and plum.")),
    example(("user", "Two fruits?"), ("assistant", "Pear and plum."), feedback=1.0),
    example(("user", "Two fruits?"), ("assistant", "Pear and plum."), feedback=0.01),
    example(("user", "Two fruits?"), ("assistant", "Pear and plum."), feedback=float("nan")),
]
DROPS = [
    example(("user", "Two fruits?"), ("assistant", "Pear and plum."), feedback=-1.0),
    example(("user", "Two fruits?"), ("assistant", "Pear and plum."), feedback=0.0),
]
