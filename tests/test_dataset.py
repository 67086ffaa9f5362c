"""`etl.open_dataset`: the data set to date, over all runs."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from calls import ANSWER, call, write_config, write_lines

import etl
from etl import config, dataset, pipeline
from etl.errors import SourceError
from etl.write._files import DATA

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)


@pytest.fixture
def day(tmp_path):
    """Run day `n` of a job with `state` over a log of these calls."""

    def go(n, *calls, **keys):
        write_lines(tmp_path / "logs" / f"d{n}.jsonl", *calls)
        loaded = config.load(write_config(tmp_path, **{"state": "state", **keys}))
        return pipeline.run(loaded, lambda *_: None, now=FIRST + timedelta(days=n))

    return go


def longer(n):
    """The conversation of `call(n)`, one turn on."""
    line = call(n)
    line["request"]["messages"] += [
        {"role": "assistant", "content": ANSWER.format(n=n * 104729)},
        {"role": "user", "content": "Thank you. And who brings it to my door?"},
    ]
    line["response"]["id"] += "-2"
    line["response"]["choices"][0]["message"]["content"] = (
        "The same driver as last week will bring it, in the late morning hours."
    )
    return line


def test_an_output_without_a_run_is_said_to_be_empty(tmp_path):
    with pytest.raises(SourceError, match="out: holds no run"):
        etl.open_dataset(tmp_path / "out")


def test_an_unknown_name_of_the_package_is_an_attribute_error():
    with pytest.raises(AttributeError, match="open_datasets"):
        _ = etl.open_datasets


def test_the_set_is_the_union_of_runs_without_what_they_removed(tmp_path, day):
    day(0, call(1), call(2))
    manifest = day(1, longer(1), call(3))
    rows = etl.open_dataset(tmp_path / "out").collect()
    assert len(manifest["set"]["runs"]) == 2
    texts = rows["messages"].list.last().struct.field("content").to_list()
    assert sorted(texts) == sorted(
        [ANSWER.format(n=2 * 104729), ANSWER.format(n=3 * 104729),
         "The same driver as last week will bring it, in the late morning hours."]
    )  # fmt: skip
    assert rows["supersedes"].null_count() == 2


def test_a_row_is_removed_from_the_run_that_holds_it_and_from_no_other(tmp_path, day):
    day(0, call(1), call(2))
    manifest = day(1, call(3))
    last = tmp_path / "out" / "runs" / manifest["run_id"]
    kept = etl.open_dataset(tmp_path / "out").collect()["record_id"]
    pl.DataFrame({"record_id": kept, "run_id": ["of another run"] * 3}).write_parquet(
        last / "removed.parquet"
    )
    assert etl.open_dataset(tmp_path / "out").collect()["record_id"].to_list() == kept.to_list()


def test_without_state_the_set_is_the_latest_run_alone(tmp_path, day):
    day(0, call(1), state=None)
    day(1, call(2), state=None)
    assert etl.open_dataset(str(tmp_path / "out")).collect().height == 2


def test_a_run_without_rows_opens_with_the_same_columns(tmp_path, day):
    day(0, call(1, answer="No."))
    empty = etl.open_dataset(tmp_path / "out")
    assert empty.collect().height == 0
    day(1, call(2))
    both = etl.open_dataset(tmp_path / "out")
    assert both.collect().height == 1
    assert empty.collect_schema() == both.collect_schema() == pl.Schema(dataset.COLUMNS)
    assert list(dataset.COLUMNS) == [*DATA, "date"]


@pytest.mark.parametrize("keys", [["split", "source", "date"], ["date"], ["source"], []])
def test_what_stands_in_folder_names_stands_in_columns(tmp_path, day, keys):
    sources = [{"type": "jsonl", "name": "my chat.v2", "path": "logs/*.jsonl"}]
    timeless = call(2, time="no time")
    del timeless["response"]["created"]
    day(0, call(1), timeless, sources=sources, write={"partition_by": keys})
    rows = etl.open_dataset(tmp_path / "out").collect()
    assert set(rows["source"]) == {"my chat.v2"}
    assert rows["split"].is_in(["train", "validation", "test"]).all()
    assert set(rows["date"]) == {"2026-03-01", "unknown"}


def test_runs_with_other_partitions_open_together(tmp_path, day):
    day(0, call(1), write={"partition_by": ["source"]})
    day(1, call(2), write={"partition_by": ["date", "split"]})
    assert etl.open_dataset(tmp_path / "out").collect().height == 2


def test_the_folder_may_have_any_name(tmp_path, day):
    day(0, call(1))
    (tmp_path / "split=x").mkdir()
    moved = (tmp_path / "out").rename(tmp_path / "split=x" / "[a]*")
    rows = etl.open_dataset(moved).collect()
    assert rows.height == 1
    assert rows["split"].is_in(["train", "validation", "test"]).all()


def test_the_audit_is_never_read(tmp_path, day):
    manifest = day(0, call(1))
    for path in (tmp_path / "out" / "runs" / manifest["run_id"] / "audit").rglob("*.parquet"):
        path.unlink()
    assert etl.open_dataset(tmp_path / "out").collect().height == 1
