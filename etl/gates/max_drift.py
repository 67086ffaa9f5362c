"""The rows are of another kind than those of the run before.

**Drift** is told by the total variation distance: of two runs, the most by which the share of any
kind of row differs; half the sum of the differences of all shares (Levin, Peres, Wilmer: Markov
Chains and Mixing Times, ch. 4). 0.1 says that a tenth of the rows became of another kind. It is
bounded, unlike the population stability index, and needs no logarithm of an empty bin. Two
samples of one population differ too: here of log-normal lengths (sigma 1.2) in bins of powers of
two, 2,000 draws, November 2026. Lengths that grow by 10 % give 0.04, by 30 % 0.09, doubled 0.23.

    rows in each         100    300    1,000    10,000
    mean              0.15    0.09    0.05     0.02
    99 in 100 below   0.25    0.15    0.08     0.03
"""

from collections.abc import Iterator, Mapping
from typing import Any

from etl.gates._figures import Made
from etl.gates._gate import Gate, Some, within

ENOUGH = 100  # rows: of fewer, chance alone gives a drift of 0.2


def _refusals(share: int) -> dict[str, Any]:
    stages = {"clean": {"in": 100, "reasons": {"refusal": share}}}
    return {"config_sha256": "c", "counts": {"stages": stages}}


PASSES = [
    (Made(_refusals(20), _refusals(10)), 0.1),
    (Made(_refusals(90), _refusals(10)), None),
    (Made(_refusals(90)), 0.1),
    (Made(_refusals(90), _refusals(10) | {"config_sha256": "another"}), 0.1),
]
FAILS = [(Made(_refusals(21), _refusals(10)), 0.1), (Made(_refusals(10), _refusals(21)), 0.1)]


def of_rows(made: Made, limit: Some | None = None) -> Iterator[Gate]:
    """Hold one figure for each aspect that both manifests tell; only told after a change of config."""
    manifest, previous = made.manifest, made.previous
    if not previous:
        return
    same = manifest["config_sha256"] == previous["config_sha256"]
    limit, why = (limit, "") if same else (None, "; another config, so it is not judged")
    now, then = manifest["counts"], previous["counts"]
    figure, named = _of_reasons(now["stages"], then["stages"])
    yield _drift("reasons", figure, limit, named + why)
    if {"shape"} <= now.keys() & then.keys():
        yield from _of_shape(now["shape"], then["shape"], limit, why)


def _of_shape(
    now: Mapping[str, Any], then: Mapping[str, Any], limit: float | None, why: str
) -> Iterator[Gate]:
    for aspect, name, one, other in (
        ("lengths", "characters", now["chars"]["bins"], then["chars"]["bins"]),
        ("turns", "turns", now["turns"]["bins"], then["turns"]["bins"]),
        ("languages", "language", now["languages"], then["languages"]),
    ):
        few = min(now["rows"], then["rows"]) < ENOUGH
        told = f"of the rows differ by their {name} from those of the run before"
        what = f"{told}; too few rows to judge" if few else told + why
        yield _drift(aspect, distance(one, other), None if few else limit, what)


def _drift(aspect: str, figure: float, limit: float | None, what: str) -> Gate:
    held = f", at most {limit:.1%} may" if limit is not None else ""
    meant = "; if it is meant, run once with a higher limit" if limit is not None else ""
    what = f"{figure:.1%} {what}{held}{meant}"
    return Gate(f"gates.max_drift.{aspect}", round(figure, 4), limit, within(figure, limit), what)


def distance(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    """Total variation distance of two counts by kind, 0 to 1; nothing is no distance from any."""
    total, of_other = sum(one.values()), sum(other.values())
    if not total or not of_other:
        return 0.0
    kinds = sorted(one.keys() | other.keys())
    return sum(abs(one.get(k, 0) / total - other.get(k, 0) / of_other) for k in kinds) / 2


def _of_reasons(now: Mapping[str, Any], then: Mapping[str, Any]) -> tuple[float, str]:
    """The reason whose share of the rows that reached its stage changed most, and its shares.

    A row may carry several reasons, so each is a distance of its own: has it, or has it not.
    """
    changes = [
        (abs(p - q), f"more or fewer rows go for {reason} in {stage}: {p:.1%}, were {q:.1%}")
        for stage in now.keys() & then.keys()
        if min(now[stage]["in"], then[stage]["in"]) >= ENOUGH
        for reason in now[stage]["reasons"].keys() | then[stage]["reasons"].keys()
        for p, q in [[s[stage]["reasons"].get(reason, 0) / s[stage]["in"] for s in (now, then)]]
    ]
    return max(changes, default=(0.0, "more or fewer rows go for any reason"))
