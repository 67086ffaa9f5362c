"""What scrub misses in an output in a bucket: sampled, rated and held there."""

from datetime import date

import pytest
from calls import call
from s3_job import Job, everything
from sheets import label

from etl import review
from etl.errors import GateError, SourceError, StorageError

ON = date(2026, 4, 3)


@pytest.fixture
def job(proxy, tmp_path, monkeypatch):  # noqa: ARG001 - where it is reached
    monkeypatch.chdir(tmp_path)
    return Job(tmp_path / "here")


def rate(job, run, **how):
    path = job.folder / "s.csv"
    path.unlink(missing_ok=True)
    review.sample(run, 20, 42, path)
    return review.rate(label(path), "Amy Chen", ON, **how)


def test_a_run_that_is_not_there_is_told(job):
    for run in (f"{job.out}/runs/20260401T020000Z-1a2b3c", "s3://logs/team"):
        with pytest.raises(
            SourceError, match="no run there; name one, as in s3://bucket/prefix/runs"
        ):
            review.sample(run, 20, 42, None)


def test_a_committed_run_is_sampled_and_rated_where_it_lies(job, aws):
    run_id = job.run(0, *(call(n) for n in range(5)))["run_id"]
    told = rate(job, f"{job.out}/runs/{run_id}")
    assert (told["run_id"], told["all"]["texts"]) == (run_id, 11)
    (key,) = (key for key in everything(aws) if "/reviews/" in key)
    assert key.startswith(f"team/out/reviews/{run_id}-")
    assert b"parcel" not in everything(aws)[key]
    assert review.newest(job.out) == told


@pytest.mark.long
def test_the_first_run_is_read_in_work_before_anything_is_sent(job, aws):
    with pytest.raises(GateError, match="nobody has measured"):
        job.run(0, *(call(n) for n in range(5)), gates={"max_miss_rate": 0.5})
    assert not [key for key in everything(aws) if "/runs/" in key]
    (attempt,) = (job.folder / "work").glob("2*")
    rate(job, str(attempt))
    told = job.run(0, *(call(n) for n in range(5)), gates={"max_miss_rate": 0.5})
    assert told["run_id"] == attempt.name == told["review"]["run_id"]
    job.forget()  # another machine finds the rating too
    assert job.run(1, gates={"max_miss_rate": 0.5})["review"]["run_id"] == attempt.name


@pytest.mark.long
def test_ratings_stay_where_runs_go_and_people_are_erased(job, aws):
    run_id = job.run(0, *(call(n) for n in range(5)))["run_id"]
    rate(job, f"{job.out}/runs/{run_id}")
    job.run(1)
    before = review.newest(job.out)
    job.erase("u1")
    job.gc(keep=1)
    assert not any(f"/runs/{run_id}/" in key for key in everything(aws))
    assert review.newest(job.out) == before


def test_a_review_that_cannot_be_read_is_named(job, aws):
    key = "team/out/reviews/20260401T020000Z-1a2b3c-0a0b0c0d.json"
    aws.put_object(Bucket="logs", Key=key, Body=b"{")
    with pytest.raises(StorageError, match=r"^reviews/2026.*json: cannot be read"):
        job.run(0)
