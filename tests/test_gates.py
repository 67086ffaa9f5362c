import hashlib
from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import config, gates
from etl.errors import ConfigError, GateError
from etl.schema import example, frame

STARTED = datetime(2026, 3, 15, 2, tzinfo=UTC)
NO_LIMITS = dict.fromkeys(gates.GATES) | {"max_unreadable_fraction": 0.05}


def of_input(sources=None, newest=STARTED, snapshots=None, **limits):
    sources = {"prod": {"lines": 100, "unread": 0, "cut": 0}} if sources is None else sources
    return gates.of_input(
        NO_LIMITS | limits, sources, newest=newest, started=STARTED, snapshots=snapshots
    )


def manifest(kept=700, config_sha256="c", shape=None, **reasons):
    """1,000 lines, of which the first stage drops what `reasons` say."""
    dropped = sum(reasons.values())
    stages = {
        "adapt": {"in": 1_000, "out": 1_000, "dropped": 0, "quarantined": 0, "reasons": {}},
        "clean": {"in": 1_000, "out": 1_000 - dropped, "dropped": dropped, "quarantined": 0,
                  "reasons": reasons},
    }  # fmt: skip
    counts = {"input": 1_000, "kept": kept, "dropped": 1_000 - kept, "stages": stages}
    return {
        "config_sha256": config_sha256,
        "counts": counts | ({"shape": shape} if shape else {}),
    }


def of_rows(now, previous=None, **limits):
    return gates.of_rows(NO_LIMITS | limits, now, previous)


def failed(judged):
    return [gate.name for gate in judged if not gate.passed]


def like(rows=1_000, chars=None, turns=None, languages=None):
    return {
        "rows": rows,
        "chars": {"bins": chars or {"256": rows}},
        "turns": {"bins": turns or {"1": rows}},
        "languages": languages or {"en": rows},
    }


def examples(kind):
    """(name, when, figures, limit) of every example of every gate."""
    return [
        pytest.param(name, when, *example, id=f"{name}-{kind}-{i}")
        for name, gate in gates.GATES.items()
        for when in gates.WHEN
        if hasattr(gate, when)
        for i, example in enumerate(getattr(gate, kind))
    ]


@pytest.mark.parametrize(("name", "when", "figures", "limit"), examples("FAILS"))
def test_the_figures_that_a_gate_says_it_stops_are_stopped(name, when, figures, limit):
    judged = getattr(gates.GATES[name], when)(figures, limit)
    stopped = {gate.name for gate in judged if not gate.passed}
    section = getattr(gates.GATES[name], "SECTION", "gates")
    assert stopped
    assert all(told.startswith(f"{section}.{name}") for told in stopped)


@pytest.mark.parametrize(("name", "when", "figures", "limit"), examples("PASSES"))
def test_the_figures_that_a_gate_says_it_lets_through_pass(name, when, figures, limit):
    assert all(gate.passed for gate in getattr(gates.GATES[name], when)(figures, limit))


@pytest.mark.parametrize("name", gates.GATES)
def test_a_gate_is_held_once_and_has_examples_on_each_side(name):
    gate = gates.GATES[name]
    assert sum(hasattr(gate, when) for when in gates.WHEN) == 1
    assert gate.PASSES
    assert gate.FAILS


def test_a_gate_is_one_file_and_its_limit_is_a_key_of_the_config():
    sections = {name: getattr(gate, "SECTION", "gates") for name, gate in gates.GATES.items()}
    for name, section in sections.items():
        assert name in config.schema().model_fields[section].annotation.model_fields


@pytest.mark.parametrize(
    ("count", "limit", "passes"),
    [
        (5, 0.05, True),
        (6, 0.05, False),
        (1, 0, False),
        (0, 0, True),
        (100, 1, True),
        (29, 0.29, True),
    ],
)
def test_too_many_lines_that_cannot_be_read_fail_at_the_limit(count, limit, passes):
    sources = {"prod": {"lines": 100, "unread": count, "cut": 0}}
    (gate,) = of_input(sources, max_unreadable_fraction=limit)
    assert (gate.passed, gate.figure) == (passes, count / 100)
    assert f"sources.prod: {count} of 100 lines could not be read" in gate.what


def test_one_bad_source_fails_though_all_together_would_pass():
    bad, good = {"lines": 10, "unread": 5, "cut": 0}, {"lines": 1_000, "unread": 0, "cut": 0}
    judged = of_input({"b": good, "a": bad})
    assert [gate.passed for gate in judged] == [False, True]


@pytest.mark.parametrize(("cut", "passes"), [(2, False), (1, True)])
def test_lines_that_are_broken_off_have_a_limit_of_their_own(cut, passes):
    sources = {"prod": {"lines": 100, "unread": cut, "cut": cut}}
    judged = of_input(sources, max_truncated_fraction=0.01)
    assert failed(judged) == ([] if passes else ["gates.max_truncated_fraction"])


@pytest.mark.parametrize(("sources", "passes"), [
    ({}, False), ({"a": {"lines": 1, "unread": 0, "cut": 0}}, False),
    ({"a": {"lines": 1, "unread": 0, "cut": 0}, "b": {"lines": 1, "unread": 0, "cut": 0}}, True),
])  # fmt: skip
def test_too_few_new_lines_fail_and_none_at_all_do(sources, passes):
    assert failed(of_input(sources, min_new_rows=2)) == ([] if passes else ["gates.min_new_rows"])


@pytest.mark.parametrize(
    ("age", "passes"),
    [
        (timedelta(days=2, seconds=1), False),
        (timedelta(days=2), True),
        (timedelta(minutes=-50), True),
    ],
)
def test_an_export_that_died_fails_even_where_nothing_is_new(age, passes):
    judged = of_input({}, STARTED - age, max_input_age=timedelta(days=2))
    assert failed(judged) == ([] if passes else ["gates.max_input_age"])
    assert judged[0].figure == max(0, age.total_seconds())


def test_calls_without_any_time_cannot_be_held_to_an_age():
    (gate,) = of_input({}, newest=None, max_input_age=timedelta(days=2))
    assert (gate.passed, gate.figure) == (False, None)


def test_the_age_is_told_in_words():
    (gate,) = of_input({}, STARTED - timedelta(days=15), max_input_age=timedelta(hours=36))
    assert gate.what.startswith(
        "the newest call is of 2026-02-28 02:00 UTC, 15 days old, at most 36 hours may be;"
    )


@pytest.mark.parametrize(("ahead", "taken"), [(59, True), (61, False)])
def test_a_call_with_a_clock_that_is_far_ahead_does_not_blind_the_gate(ahead, taken):
    real, wrong = STARTED - timedelta(days=30), STARTED + timedelta(minutes=ahead)
    times = pl.LazyFrame({"timestamp": [None, real, wrong]})
    assert gates.newest(times, STARTED) == (wrong if taken else real)


def test_no_time_is_no_newest_call():
    schema = {"timestamp": pl.Datetime("us", "UTC")}
    assert gates.newest(pl.LazyFrame(schema=schema), STARTED) is None
    assert gates.newest(pl.LazyFrame({"timestamp": [None]}, schema=schema), STARTED) is None


@pytest.mark.parametrize(
    ("known", "deleted", "limit", "passes"),
    [(20, 11, 0.5, False), (20, 10, 0.5, True), (19, 19, 0.5, True), (20, 20, None, True)],
)
def test_an_export_in_which_most_documents_are_missing_takes_nothing_back(
    known, deleted, limit, passes
):
    judged = of_input(snapshots={"db": gates.Snapshot(known, deleted)}, max_deleted_share=limit)
    assert failed(judged) == ([] if passes else ["gates.max_deleted_share"])


def test_one_source_that_lost_most_is_enough_to_stop_and_each_is_told():
    whole, cut = gates.Snapshot(1_000, 0), gates.Snapshot(1_234, 1_000)
    judged = of_input(snapshots={"b": whole, "a": cut}, max_deleted_share=0.5)
    told = [gate for gate in judged if gate.name == "gates.max_deleted_share"]
    assert [(gate.passed, gate.figure) for gate in told] == [(False, 0.8104), (True, 0.0)]
    assert told[0].what == (
        "sources.a: 1,000 of the 1,234 rows in the set would go, since their documents are not in "
        "the export any more, at most 50.0% may; see that the export is whole, or if the deletions "
        "are meant, run once with --set gates.max_deleted_share=null"
    )


@pytest.mark.parametrize(("limit", "passes"), [(701, False), (700, True)])
def test_too_few_rows_left_fail(limit, passes):
    assert failed(of_rows(manifest(), min_rows=limit)) == ([] if passes else ["gates.min_rows"])


@pytest.mark.parametrize(
    ("limits", "fails"),
    [
        ({"all": 0.29}, ["gates.max_drop_share"]),
        ({"all": 0.3}, []),
        ({"refusal": 0.09}, ["gates.max_drop_share.refusal"]),
        ({"refusal": 0.1, "failed": 0.2}, []),
        ({"each": 0.1}, ["gates.max_drop_share.failed"]),
        ({"each": 0.1, "failed": 0.2}, []),
        ({"truncated": 0.01}, []),
    ],
)
def test_what_is_dropped_is_held_whole_and_by_reason(limits, fails):
    now = manifest(refusal=100, failed=200)
    assert failed(of_rows(now, max_drop_share=limits)) == fails


def test_a_run_without_lines_passes_every_share():
    now = manifest()
    now["counts"].update(input=0, kept=0, dropped=0)
    assert failed(of_rows(now, max_drop_share={"all": 0.1, "each": 0.1})) == []


def test_the_first_run_drifts_from_nothing():
    assert of_rows(manifest(), None, max_drift=0.1) == []


@pytest.mark.parametrize(("refusals", "passes"), [(151, False), (150, True), (49, False)])
def test_a_reason_that_takes_more_or_fewer_rows_than_before_is_drift(refusals, passes):
    before, now = manifest(refusal=100, failed=10), manifest(refusal=refusals, failed=10)
    judged = of_rows(now, before, max_drift=0.05)
    assert failed(judged) == ([] if passes else ["gates.max_drift.reasons"])
    assert judged[0].figure == abs(refusals - 100) / 1_000
    assert f"for refusal in clean: {refusals / 1_000:.1%}, were 10.0%" in judged[0].what


def test_a_reason_that_was_never_seen_before_is_drift():
    judged = of_rows(manifest(malformed_output=200), manifest(), max_drift=0.1)
    assert failed(judged) == ["gates.max_drift.reasons"]


@pytest.mark.parametrize(("aspect", "change"), [
    ("lengths", {"chars": {"256": 500, "512": 500}}),
    ("turns", {"turns": {"1": 800, "2": 200}}),
    ("languages", {"languages": {"en": 800, "zh": 200}}),
])  # fmt: skip
def test_rows_of_another_kind_than_before_are_drift(aspect, change):
    before, now = manifest(shape=like()), manifest(shape=like(**change))
    assert failed(of_rows(now, before, max_drift=0.1)) == [f"gates.max_drift.{aspect}"]
    assert failed(of_rows(now, before, max_drift=0.5)) == []


def test_drift_is_told_but_not_judged_without_a_limit():
    judged = of_rows(manifest(shape=like()), manifest(shape=like(languages={"zh": 9})))
    assert [gate.figure for gate in judged] == [0.0, 0.0, 0.0, 1.0]
    assert {gate.limit for gate in judged} == {None}
    assert failed(judged) == []


def test_a_changed_config_and_few_rows_are_told_but_not_judged():
    before = manifest(shape=like(), config_sha256="b")
    now = manifest(shape=like(languages={"zh": 1_000}), refusal=300)
    judged = of_rows(now, before, max_drift=0.1)
    assert failed(judged) == []
    assert all("another config" in gate.what for gate in judged)
    few = manifest(shape=like(99, languages={"zh": 99}))
    judged = of_rows(few, manifest(shape=like()), max_drift=0.1)
    assert failed(judged) == []
    assert "too few rows" in judged[-1].what


def test_a_run_of_a_release_that_told_no_shape_is_compared_by_its_reasons():
    judged = of_rows(manifest(shape=like()), manifest(refusal=300), max_drift=0.1)
    assert [gate.name for gate in judged] == ["gates.max_drift.reasons"]
    assert failed(judged) == ["gates.max_drift.reasons"]


COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 50))


@given(COUNTS, COUNTS, COUNTS)
def test_drift_is_a_distance(one, other, third):
    one, other, third = (c | {"a": c.get("a", 0) + 1} for c in (one, other, third))
    assert 0 <= gates.max_drift.distance(one, other) <= 1
    assert gates.max_drift.distance(one, one) == 0
    assert gates.max_drift.distance(one, other) == gates.max_drift.distance(other, one)
    both = gates.max_drift.distance(one, third) + gates.max_drift.distance(third, other)
    assert gates.max_drift.distance(one, other) <= both + 1e-9


def test_rows_of_no_common_kind_are_as_far_apart_as_can_be():
    assert gates.max_drift.distance({"a": 3}, {"b": 1}) == 1
    assert gates.max_drift.distance({"a": 3}, {"a": 1, "b": 1}) == 0.5
    assert gates.max_drift.distance({}, {"a": 1}) == 0


def test_a_failed_gate_tells_all_figures_at_once_and_where_the_run_rests():
    judged = of_rows(manifest(kept=5), min_rows=10, max_drop_share={"all": 0.5})
    judged += of_input(min_new_rows=1)
    with pytest.raises(GateError) as error:
        gates.hold(judged, "work/20260315T020000Z-1a2b3c")
    assert str(error.value).split("\n") == [
        "gates.max_drop_share: 995 of 1,000 lines went for any reason, at most 50.0% may; inspect some of them",
        "gates.min_rows: kept 5 rows, asked for 10; see which reason grew",
        "work/20260315T020000Z-1a2b3c: the run is kept here, not published",
    ]


def test_gates_that_passed_stop_nothing():
    gates.hold(of_input(min_new_rows=100), "work")


def test_the_limits_of_a_config_are_those_that_are_held(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\noutput: o\nsources: [{type: jsonl, path: x}]\n")
    limits = config.load(path).gates
    assert set(limits) == set(NO_LIMITS)
    judged = gates.of_input(limits, {}, newest=None, started=STARTED)
    assert judged + gates.of_rows(limits, manifest(), None) == []
    assert limits["max_deleted_share"] == 0.5


@pytest.mark.parametrize("switch", ["true", "false"])
@pytest.mark.parametrize("key", [
    *(f"gates.{name}" for name in gates.judges("gates") if name != "max_input_age"),
    "adapt.max_unreadable_fraction", "gates.max_drop_share.each", "gates.max_drop_share.refusal",
])  # fmt: skip
def test_a_switch_is_no_limit(tmp_path, key, switch):
    path = tmp_path / "config.yaml"
    path.write_text("version: 1\noutput: o\nsources: [{type: jsonl, path: x}]\n")
    with pytest.raises(ConfigError) as error:
        config.load(path, (f"{key}={switch}",))
    (told,) = str(error.value).splitlines()
    assert f"{key}" in told
    assert told.endswith(
        f": not a number, got {switch}; write one; in `gates`, null asks for nothing"
    )


def rows(*turns, count=1, name=""):
    return [
        example(*turns, record_id=hashlib.sha256(f"{name}{i}".encode()).hexdigest())
        for i in range(count)
    ]


SHORT = (("user", "How do I print the lines?"), ("assistant", "Use a loop for that."))
LONG = (("system", "x" * 9_000), ("user", "請問我的訂單在哪裡？"), ("assistant", None),
        ("user", "謝謝您的幫忙"), ("assistant", "不客氣" * 400))  # fmt: skip


def test_the_shape_of_rows_tells_lengths_turns_and_languages():
    told = gates.shape(frame(*rows(*SHORT, count=3), *rows(*LONG, name="l")).lazy())
    assert told["rows"] == 4
    assert told["chars"]["bins"] == {"32": 3, "1024": 1}  # the system's text is none of theirs
    assert told["chars"]["p50"] == len(SHORT[0][1]) + 1 + len(SHORT[1][1])
    assert told["turns"] == {"p50": 1, "p90": 2, "p99": 2, "bins": {"1": 3, "2": 1}}
    assert told["languages"] == {"en": 3, "zh": 1}


@pytest.mark.parametrize(("text", "key"), [("", "0"), ("x" * 31, "16"), ("x" * 32, "32")])
def test_a_bin_begins_at_its_name(text, key):
    told = gates.shape(frame(*rows(("user", text))).lazy())
    assert told["chars"]["bins"] == {key: 1}


def test_the_shape_of_nothing_is_told():
    told = gates.shape(frame(*rows(*SHORT)).head(0).lazy())
    assert told["rows"] == 0
    assert told["chars"] == {"p50": None, "p90": None, "p99": None, "bins": {}}


def test_a_sample_is_the_same_in_any_order(monkeypatch):
    monkeypatch.setattr(gates._shape, "SAMPLE", 10)
    all_of = frame(*rows(*SHORT, count=20), *rows(*LONG, name="l", count=20))
    told = gates.shape(all_of.lazy())
    assert told["rows"] == 10
    assert told == gates.shape(all_of.reverse().lazy())


def test_the_shape_is_told_in_streams(monkeypatch, tmp_path):
    all_of = frame(*rows(*SHORT, count=20))
    all_of.write_parquet(tmp_path / "a.parquet")
    plans, collect = [], pl.LazyFrame.collect

    def noted(plan, *args, **kwargs):
        graph = plan.show_graph(plan_stage="physical", engine="streaming", raw_output=True)
        plans.append(graph)
        return collect(plan, *args, **kwargs)

    monkeypatch.setattr(pl.LazyFrame, "collect", noted)
    gates.shape(pl.scan_parquet(tmp_path / "a.parquet"))
    assert len(plans) == 2
    assert not any("in-memory-map" in plan for plan in plans)
