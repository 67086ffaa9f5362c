"""What a sample and its ratings are, as their file has them."""

from datetime import date
from typing import Annotated

import msgspec

_Count = Annotated[int, msgspec.Meta(ge=0)]
_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Stratum(msgspec.Struct):
    """Texts of one source and language: how many different ones there are, how many were drawn."""

    source: str
    language: str
    texts: _Count
    drawn: _Count


class Missed(msgspec.Struct):
    """Texts in which something was missed, of all texts of their kind.

    Attributes:
        rate: their share.
        interval: of the rate; see `etl.review._interval`.
        values: how many values were missed.
    """

    texts: _Count
    missed: _Count
    rate: _Share
    interval: Annotated[list[_Share], msgspec.Meta(min_length=2, max_length=2)]
    values: _Count


class Rating(msgspec.Struct):
    """What a reviewer found in all texts of a sample.

    Attributes:
        all: of all texts.
        by_language: of the texts of a language.
        by_entity: of all texts, by what was missed in them; `unnamed` where the reviewer did not say.
        wrong: placeholders that stand for nobody's data, as far as the reviewer could tell.
    """

    reviewer: str
    date: date
    all: Missed
    by_language: dict[str, Missed]
    by_entity: dict[str, Missed]
    wrong: _Count
    confidence: _Share
    method: str


class Record(msgspec.Struct):
    """A sample and its ratings.

    Attributes:
        scrub: digest of how personal data were sought in the run: `Config.scrub_sha256`.
        seed: of the draw.
        sha256: of the texts that were drawn, in their order.
        strata: of the run.
        stratum: of each text that was drawn, the place of its stratum.
        entities: what was sought: what counts as missed.
    """

    run_id: str
    scrub: str
    seed: int
    sha256: str
    strata: list[Stratum]
    stratum: list[_Count]
    entities: list[str]
    ratings: list[Rating] = []
    format: int = 1

    @property
    def name(self) -> str:
        """Of its file, and on the sheet that a person labels."""
        return f"{self.run_id}-{self.sha256[:8]}"
