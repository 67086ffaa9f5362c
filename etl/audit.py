"""What the manifest says of scrub for who answers for it: how was sought, who found what, what is missed.

scrub     sha256      digest of how was sought, `Config.scrub_sha256`; a rating holds for this one
          entities    what was sought, of all tasks
          replace     the operators
          found       findings in what was replaced, by entity, recognizer, language and band of the
                      score: counts alone, no text and no hash of one (`etl.scrub`, column `found`)
review    the newest rating of the output (`etl.review`), null where nobody has measured
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from etl import keys, review, scrub
from etl.config import Config
from etl.prepare import Begun
from etl.work import Tally

KEYS = ("entity", "recognizer", "language", "score")


def of(config: Config, begun: Begun, tallies: Sequence[Tally]) -> dict[str, Any]:
    """`scrub` and `review` of the manifest; null both where nothing is scrubbed.

    Raises:
        StorageError: a review cannot be read.
    """
    if not begun.scrubs:
        return {"scrub": None, "review": None}
    options = [o["scrub"] for o in begun.job.options.values() if o["scrub"] is not None]
    entities = (
        scrub.sought(o["entities"], begun.job.plugins, o["mode"], o["languages"]) for o in options
    )
    told = {
        "sha256": config.scrub_sha256(begun.job.key if begun.key_id != keys.DERIVED else None),
        "entities": sorted(set[str]().union(*entities)),
        "replace": sorted(set[str]().union(*(_operators(o["replace"]) for o in options))),
        "found": _summed(row for tally in tallies for row in tally.found),
    }
    return {"scrub": told, "review": review.newest(config.remote_output or config.output)}


def _operators(replace: str | Mapping[str, str]) -> set[str]:
    return {replace} if isinstance(replace, str) else {*replace.values(), "placeholder"}


def _summed(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    total = Counter[tuple[str, ...]]()
    for row in rows:
        total[tuple(row[key] for key in KEYS)] += row["count"]
    return [dict(zip(KEYS, told, strict=True)) | {"count": n} for told, n in sorted(total.items())]
