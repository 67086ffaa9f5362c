"""Too much was dropped, in all or for one reason: a filter does what it was not made for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator

from etl.gates._figures import Made
from etl.gates._gate import Gate, Some, share

ALL, EACH = "all", "each"


def _by_reason(value: object) -> object:
    """One share is that of all dropped rows."""
    return {ALL: value} if value is not None and not isinstance(value, Mapping) else value


# Of the input lines, by reason; `all` of them, `each` that is not named.
Shares = Annotated[Mapping[str, Some] | None, BeforeValidator(_by_reason)]

_TEN = Made(
    {"counts": {"input": 100, "dropped": 10, "stages": {"clean": {"reasons": {"refusal": 10}}}}}
)
_NONE = Made({"counts": {"input": 0, "dropped": 0, "stages": {}}})
PASSES = [
    (_TEN, {"all": 0.1}),
    (_TEN, {"each": 0.1}),
    (_TEN, {"each": 0.01, "refusal": 0.1}),
    (_TEN, {"failed": 0.01}),
    (_TEN, None),
    (_NONE, {"all": 0.1, "each": 0.1}),
]
FAILS = [(_TEN, {"all": 0.09}), (_TEN, {"refusal": 0.09}), (_TEN, {"each": 0.09})]


def of_rows(made: Made, limit: Shares = None) -> Iterator[Gate]:
    """Hold `all` that was dropped, and what carries a reason: shares of the input lines."""
    limits, total, reasons = limit or {}, made.counts["input"], Counter[str]()
    for stage in made.counts["stages"].values():
        reasons.update(stage["reasons"])
    if ALL in limits:
        yield _gone("", made.counts, limits[ALL], "for any reason")
    for reason in sorted((limits.keys() | (reasons if EACH in limits else ())) - {ALL, EACH}):
        most = limits.get(reason, limits.get(EACH, 1.0))
        counts = {"dropped": reasons[reason], "input": total}
        yield _gone(f".{reason}", counts, most, f"for {reason}")


def _gone(reason: str, counts: Mapping[str, Any], limit: float, why: str) -> Gate:
    gone, total = counts["dropped"], counts["input"]
    what = f"{gone:,} of {total:,} lines went {why}, at most {limit:.1%} may; inspect some of them"
    return share(f"gates.max_drop_share{reason}", gone, total, limit, what)
