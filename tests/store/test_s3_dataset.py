"""`etl.open_dataset("s3://...")`: the data set of an output in a bucket."""

from collections import Counter

import pytest
from calls import ANSWER, call
from s3_job import Job

import etl
from etl import dataset
from etl.errors import ConfigError, SourceError, StorageError


@pytest.fixture
def job(proxy, tmp_path):  # noqa: ARG001 - where it is reached
    return Job(tmp_path / "here")


def longer(n):
    line = call(n)
    line["request"]["messages"] += [
        {"role": "assistant", "content": ANSWER.format(n=n * 104729)},
        {"role": "user", "content": "Thank you. And who brings it to my door?"},
    ]
    line["response"]["id"] += "-2"
    text = "The same driver as last week will bring it, in the late morning hours."
    line["response"]["choices"][0]["message"]["content"] = text
    return line


def test_an_output_without_a_run_is_said_to_be_empty(job):
    with pytest.raises(SourceError, match=r"^s3://logs/team/out: holds no run"):
        etl.open_dataset(job.out)


@pytest.mark.parametrize(
    ("place", "error"), [("s3://Key:Secret@bucket/x", ConfigError), ("s3://logs", SourceError)]
)
def test_what_is_no_output_is_told(job, place, error):
    assert job
    with pytest.raises(error) as told:
        etl.open_dataset(place)
    assert "Secret" not in str(told.value)


def test_the_set_is_that_of_the_same_runs_on_disk(job, tmp_path, monkeypatch):
    monkeypatch.setenv("ETL_KEY", "k")
    here = Job(tmp_path / "there", output="out", state="state", work=None)
    days = [(call(1), call(2)), (longer(1), call(3), call(2))]
    for n, calls in enumerate(days):
        job.run(n, *calls)
        here.run(n, *calls)
    there = etl.open_dataset(job.out).collect()
    assert there.equals(etl.open_dataset(here.folder / "out").collect())
    assert there.height == 3
    assert there["date"].null_count() == 0


@pytest.mark.parametrize("keys", [["split", "source", "date"], ["date"], []])
@pytest.mark.parametrize("place", ["s3://logs/team", "s3://logs/split=x/the team/[a]"])
def test_what_stands_in_folder_names_stands_in_columns(proxy, tmp_path, keys, place):
    assert proxy
    job = Job(tmp_path / "here", place, state=None)
    source = {"type": "jsonl", "name": "my chat.v2 ä=%41", "path": "logs/*.jsonl"}
    job.run(0, call(1), sources=[source], write={"partition_by": keys})
    rows = etl.open_dataset(job.out).collect()
    assert rows.schema == dict(dataset.COLUMNS)
    assert rows.select("split", "source", "date").rows() == [
        ("train", source["name"], "2026-03-01")
    ]


def test_a_query_reads_the_files_alone_that_it_asks_for(job, proxy):
    job.keys["split"] = {"train": 0.5, "validation": 0.0, "test": 0.5}
    job.run(0, call(1), call(2))
    job.run(1, *(call(n) for n in range(10, 30)))
    rows = etl.open_dataset(job.out)
    proxy.seen.clear()
    found = rows.filter(split="test").select("record_id").collect()
    assert found.height
    reads = Counter(line for line in proxy.seen if "part-" in line)
    assert {"split%3Dtest" in line for line in reads} == {True, False}
    for line, times in reads.items():  # of the others the footer
        assert times == (2 if "split%3Dtest" in line else 1)
    assert not [line for line in proxy.seen if "audit" in line or "openai" in line]


def test_no_plan_holds_a_credential(job, secrets):
    job.run(0)
    rows = etl.open_dataset(job.out)
    for plan in (rows.explain(), rows.explain(optimized=False), repr(rows), str(rows.serialize())):
        assert not [secret for secret in secrets.values() if secret in plan]


def test_a_run_of_the_set_that_is_gone_is_told(job, aws):
    first = job.run(0)["run_id"]
    job.run(1)
    aws.delete_object(Bucket="logs", Key=f"team/out/runs/{first}/manifest.json")
    with pytest.raises(StorageError, match=f"{first}: a run of the set is gone"):
        etl.open_dataset(job.out)


def test_a_run_without_rows_opens_with_the_same_columns(job):
    job.run(0, call(1, answer="No."))
    assert etl.open_dataset(job.out).collect().schema == dict(dataset.COLUMNS)


def test_what_opens_is_what_was_committed_then(job):
    job.run(0)
    rows = etl.open_dataset(job.out)
    job.run(1)
    assert rows.collect().height == 1
    assert etl.open_dataset(job.out).collect().height == 2
