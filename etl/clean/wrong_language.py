"""The answer is in another language than the data set's."""

import polars as pl

from etl.language import language_of
from etl.schema import answer, example

ON_BY_DEFAULT = False  # which languages are wanted is for the user to say


def reject(languages: tuple[str, ...] = ("en", "zh")) -> pl.Expr:
    """True where the answer is in none of `languages`; an answer without letters passes.

    Names are those of `etl.language`. It reads the first 2,000 characters, without code.
    """
    return ~language_of(answer()).is_in([*languages, "und"])


KEEPS = [
    example(("user", "Zwei?"), ("assistant", "Pear and plum, two of the fruits of fall.")),
    example(("user", "水果？"), ("assistant", "梨子和李子。")),
    example(("user", "3?"), ("assistant", "42")),
]
DROPS = example(
    ("user", "Zwei?"), ("assistant", "Das sind die Birne und der Apfel, nicht die Rübe.")
)
