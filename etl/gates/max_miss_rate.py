"""Nobody knows, or somebody knows and it is too much, what scrub misses.

A person reads a sample of the texts as they come out (`etl.review`); held is the upper end of the
95 % interval, not the share itself: of 400 texts without a miss one knows that at most 0.92 % of all
hold something, and `0.005` takes 736 of them. The newest rating of the output counts, of whichever
run, as long as what seeks is the same: `manifest.scrub.sha256`.

Without a rating a run fails too, the first one as well, and so does one whose scrub was changed:
nothing goes out that nobody has measured. It rests in `work`, where a sample of it is drawn; with
that rated, the same command goes on with the same run.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from etl.gates._figures import Made
from etl.gates._gate import Gate, Some, within

NAME = "gates.max_miss_rate"
_HOW = (
    "draw texts of the run that is kept here (`python -m etl scrub sample`), label them, "
    "`python -m etl scrub rate` them, and start the same run again"
)


def _rated(high: float, *, of: str = "a", now: str = "a") -> Made:
    found = {"missed": 1, "texts": 400, "interval": [0.0001, high]}
    review = {"run_id": "r", "date": "2026-03-15", "scrub": of, "all": found}
    return Made({"scrub": {"sha256": now}, "review": review})


PASSES = [
    (_rated(0.02), 0.02),
    (_rated(0.9, of="b"), None),
    (Made({"scrub": {"sha256": "a"}, "review": None}), None),
]
FAILS = [
    (_rated(0.0201), 0.02),
    (_rated(0.001, of="b"), 0.02),
    (_rated(0.001, now="b"), 0.02),
    (Made({"scrub": {"sha256": "a"}, "review": None}), 0.02),
    (Made({"scrub": None, "review": _rated(0.001).manifest["review"]}), 0.02),
    (Made({}), 0.02),
]


def of_rows(made: Made, limit: Some | None = None) -> Iterator[Gate]:
    """Hold the upper end of the interval of the share of texts in which something was missed."""
    if limit is None:
        return
    scrub, review = made.manifest.get("scrub"), made.manifest.get("review")
    why = _unknown(scrub, review)
    if why or not review:
        yield Gate(NAME, None, limit, passed=False, what=why or _HOW)
        return
    found = review["all"]
    low, high = found["interval"]
    shares = f"{low:.2%} to {high:.2%} of all texts (95 %)"
    told = (
        f"scrub missed something in {found['missed']:,} of {found['texts']:,} texts of run "
        f"{review['run_id']}, read on {review['date']}: {shares}, at most {limit:.2%} may be; "
        "see what was missed, or label more texts"
    )
    yield Gate(NAME, high, limit, within(high, limit), told)


def _unknown(scrub: Mapping[str, Any] | None, review: Mapping[str, Any] | None) -> str:
    """Why what scrub misses is not known; "" where it is."""
    if not scrub:
        return (
            "scrub is off, so nobody can say what it misses; switch it on, or leave this gate out"
        )
    if not review:
        return f"nobody has measured what scrub misses; {_HOW}"
    if review["scrub"] != scrub["sha256"]:
        of = f"the rating of {review['date']} (run {review['run_id']})"
        return f"{of} is of other options, recognizers or another model of scrub; {_HOW}"
    return ""
