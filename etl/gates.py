"""Gates: figures at which a run is not published, though nothing went wrong in it.

    of_input    while it is cheap: what could not be read, how many lines are new, how old they are
    of_rows     when all is judged: what is left, what took the rest, drift from the run before
    hold        stops the run where a gate failed

A dead export, a new log format or a changed prompt must not pass as success for weeks: each of
them shows in a figure. All here is a function of figures; nothing reads a log.

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

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl

from etl.errors import GateError
from etl.language import language_of

SAMPLE = 10_000  # rows whose shape is told
ENOUGH = 100  # rows: of fewer, chance alone gives a drift of 0.2
ALL, EACH = "all", "each"
_ROUNDING = 1e-9  # 0.29 * 100 is less than 29
_CLOCKS = timedelta(hours=1)  # by which a log's clock may be ahead of ours


@dataclass(frozen=True)
class Gate:
    """One figure, held against a limit.

    Attributes:
        name: the key of the config that sets the limit; of drift with its aspect behind.
        figure: null where it is not known.
        limit: null where the figure is only told.
        what: it in words, with what to do; never text of a log.
    """

    name: str
    figure: float | None
    limit: float | None
    passed: bool
    what: str


def of_input(
    limits: Mapping[str, Any],
    sources: Mapping[str, Mapping[str, int]],
    *,
    newest: datetime | None,
    started: datetime,
) -> list[Gate]:
    """Judge what was read, before anything is made of it.

    Args:
        limits: `Config.gates`.
        sources: source -> `lines`, `unread` and `cut` of the lines that are new in this run; {}
            where nothing is.
        newest: time of the newest call known, from this run or the ones before; see `newest`.
        started: when the run started.
    """
    return [
        *_unread(limits["max_unreadable_fraction"], sources),
        *_cut(limits["max_truncated_fraction"], sources),
        *_new(limits["min_new_rows"], sum(source["lines"] for source in sources.values())),
        *_age(limits["max_input_age"], newest, started),
    ]


def of_rows(
    limits: Mapping[str, Any], manifest: Mapping[str, Any], previous: Mapping[str, Any] | None
) -> list[Gate]:
    """Judge what is left, and how it differs from the run before.

    Args:
        limits: `Config.gates`.
        manifest: of this run, before it is written.
        previous: the manifest of the run before, where there is one.
    """
    counts = manifest["counts"]
    return [
        *_kept(limits["min_rows"], counts["kept"]),
        *_dropped(limits["max_drop_share"] or {}, counts),
        *(_drifts(limits["max_drift"], manifest, previous) if previous else ()),
    ]


def hold(gates: list[Gate], folder: str) -> None:
    """Stop where a gate failed.

    Args:
        gates: what was judged.
        folder: where the run is kept for a look.

    Raises:
        GateError: one line for each that failed, and one that says where the run rests.
    """
    failed = [f"{gate.name}: {gate.what}" for gate in gates if not gate.passed]
    if failed:
        raise GateError("\n".join([*failed, f"{folder}: the run is kept here, not published"]))


def newest(times: pl.LazyFrame, started: datetime) -> datetime | None:
    """The newest `timestamp`, to the minute.

    Times of more than an hour after the run's start are passed over: one call with a wrong clock
    would make the gate blind for years.
    """
    known = pl.col("timestamp").filter(pl.col("timestamp") <= started + _CLOCKS)
    found = times.select(known.max().dt.truncate("1m")).collect().item()
    return found if isinstance(found, datetime) else None


def shape(rows: pl.LazyFrame) -> dict[str, Any]:
    """What rows of `data/` are like: characters, turns and languages, each with its shares.

    Of at most `SAMPLE` rows, those with the smallest record ids, which are hashes: the same rows
    in any order. Text is what users and assistants said; a bin is named by its lower bound.

    Args:
        rows: `record_id`, `messages`.
    """
    last = rows.select(pl.col("record_id").bottom_k(SAMPLE).max()).collect().item()
    said = pl.element().filter(_role().is_in(["user", "assistant"])).struct.field("content")
    text = pl.col("messages").list.eval(said.fill_null("")).list.join("\n")
    users = pl.col("messages").list.eval(_role() == "user").list.sum()
    told = (
        rows.filter(pl.col("record_id") <= pl.lit(last, dtype=pl.String))
        .select(chars=text.str.len_chars(), turns=users, languages=language_of(text))
        .collect()
    )
    named = {"chars": _spread(told["chars"]), "turns": _spread(told["turns"])}
    return {"rows": told.height, **named, "languages": _falling(told["languages"].to_list())}


def _role() -> pl.Expr:
    return pl.element().struct.field("role")


def _spread(numbers: pl.Series) -> dict[str, Any]:
    quantiles = {f"p{q}": numbers.quantile(q / 100, "nearest") for q in (50, 90, 99)}
    bins = (1 << (n.bit_length() - 1) if n else 0 for n in sorted(numbers.to_list()))
    return {
        **{q: n and int(n) for q, n in quantiles.items()},
        "bins": dict(Counter(map(str, bins))),
    }


def _falling(labels: list[str]) -> dict[str, int]:
    return dict(sorted(Counter(labels).items(), key=lambda pair: (-pair[1], pair[0])))


def _unread(limit: float, sources: Mapping[str, Mapping[str, int]]) -> Iterator[Gate]:
    for name, source in sorted(sources.items()):
        unread, lines = source["unread"], source["lines"]
        what = f"sources.{name}: {unread:,} of {lines:,} lines could not be read, at most {limit:.1%} may be"
        yield _share(
            "adapt.max_unreadable_fraction",
            unread,
            lines,
            limit,
            f"{what}; check its type and dialect",
        )


def _cut(limit: float | None, sources: Mapping[str, Mapping[str, int]]) -> Iterator[Gate]:
    for name, source in sorted(sources.items()) if limit is not None else ():
        cut, lines = source["cut"], source["lines"]
        what = (
            f"sources.{name}: {cut:,} of {lines:,} lines are broken off, at most {limit:.1%} may be"
        )
        yield _share("gates.max_truncated_fraction", cut, lines, limit,
                     f"{what}; see how long a line your log service takes")  # fmt: skip


def _new(limit: int | None, lines: int) -> Iterator[Gate]:
    if limit is not None:
        what = f"{lines:,} lines are new, asked for {limit:,}; see that the export still runs"
        yield Gate("gates.min_new_rows", lines, limit, lines >= limit, what)


def _age(limit: timedelta | None, newest: datetime | None, started: datetime) -> Iterator[Gate]:
    name = "gates.max_input_age"
    if limit is not None and newest is None:
        what = "no call has a time; name it in sources.fields.timestamp, or leave this gate out"
        yield Gate(name, None, limit.total_seconds(), passed=False, what=what)
    elif limit is not None and newest is not None:
        age = max(started - newest, timedelta(0))
        when = f"the newest call is of {newest.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        what = f"{when}, {_long(age)} old, at most {_long(limit)} may be; see that the export still runs"
        yield Gate(name, age.total_seconds(), limit.total_seconds(), age <= limit, what)


def _kept(limit: int | None, kept: int) -> Iterator[Gate]:
    if limit is not None:
        what = f"kept {kept:,} rows, asked for {limit:,}; see which reason grew"
        yield Gate("gates.min_rows", kept, limit, kept >= limit, what)


def _dropped(limits: Mapping[str, float], counts: Mapping[str, Any]) -> Iterator[Gate]:
    """`all` that was dropped, and what carries a reason: shares of the input lines."""
    total, reasons = counts["input"], Counter[str]()
    for stage in counts["stages"].values():
        reasons.update(stage["reasons"])
    if ALL in limits:
        yield _gone("gates.max_drop_share", counts["dropped"], total, limits[ALL], "for any reason")
    for reason in sorted((limits.keys() | (reasons if EACH in limits else ())) - {ALL, EACH}):
        name, limit = f"gates.max_drop_share.{reason}", limits.get(reason, limits.get(EACH, 1.0))
        yield _gone(name, reasons[reason], total, limit, f"for {reason}")


def _gone(name: str, gone: int, total: int, limit: float, why: str) -> Gate:
    what = f"{gone:,} of {total:,} lines went {why}, at most {limit:.1%} may; inspect some of them"
    return _share(name, gone, total, limit, what)


def _share(name: str, part: int, whole: int, limit: float | None, what: str) -> Gate:
    passed = limit is None or part <= limit * whole + _ROUNDING * whole
    return Gate(name, round(part / whole, 4) if whole else 0.0, limit, passed, what)


def _drifts(
    limit: float | None, manifest: Mapping[str, Any], previous: Mapping[str, Any]
) -> Iterator[Gate]:
    """One figure for each aspect that both manifests tell; only told after a change of config."""
    same = manifest["config_sha256"] == previous["config_sha256"]
    limit, why = (limit, "") if same else (None, "; another config, so it is not judged")
    now, then = manifest["counts"], previous["counts"]
    figure, named = _of_reasons(now["stages"], then["stages"])
    yield _drift("reasons", figure, limit, named + why)
    if not {"shape"} <= now.keys() & then.keys():
        return
    now, then = now["shape"], then["shape"]
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
    passed = limit is None or figure <= limit + _ROUNDING
    asked = (
        ""
        if limit is None
        else f", at most {limit:.1%} may; if it is meant, run once with a higher limit"
    )
    return Gate(
        f"gates.max_drift.{aspect}", round(figure, 4), limit, passed, f"{figure:.1%} {what}{asked}"
    )


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


def _long(time: timedelta) -> str:
    """`2 days`, `3 hours` or `5 minutes`, the largest that fits twice."""
    seconds = time.total_seconds()
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.4g} {unit}"
    return f"{seconds:.4g} seconds"
