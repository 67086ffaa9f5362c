"""A state serves one output, wherever both of them lie."""

import pytest
from s3_job import Job, everything

from etl import store
from etl.errors import ConfigError, EtlError
from etl.history import _owner

OTHERS = [
    {"output": "s3://logs/team/other"},
    {"output": "out"},
]


@pytest.fixture
def job(proxy, tmp_path, monkeypatch):  # noqa: ARG001 - where it is reached
    monkeypatch.setenv("ETL_KEY", "the same")
    return Job(tmp_path / "here")


@pytest.mark.long
@pytest.mark.parametrize("keys", OTHERS, ids=str)
def test_a_state_in_a_bucket_is_refused_to_another_output_by_every_verb(job, aws, tmp_path, keys):
    run = job.run(0)["run_id"]
    before = everything(aws)
    other = Job(tmp_path / "elsewhere", **keys)
    for verb in (lambda: other.run(1), other.gc, lambda: other.erase("u")):
        with pytest.raises(ConfigError, match="state: it belongs to another output") as told:
            verb()
        assert told.value.exit_code == 78
    assert everything(aws) == before
    assert Job(tmp_path / "new").run(2)["previous"] == run  # the same output on another machine


def test_two_outputs_on_two_machines_do_not_share_a_state_in_a_bucket(proxy, tmp_path):
    assert proxy
    here, there = (Job(tmp_path / name, output="out") for name in ("here", "there"))
    here.run(0)
    with pytest.raises(ConfigError, match="belongs to another output"):
        there.run(1)
    here.run(2)
    told = store.read(store.connect(here.state), "output")[0]
    assert str(tmp_path).encode() not in told


def test_two_outputs_in_buckets_do_not_share_a_state_here(job, tmp_path):
    job.keys["state"] = str(tmp_path / "state")
    job.run(0)
    other = Job(tmp_path / "elsewhere", **job.keys | {"output": "s3://logs/team/other"})
    with pytest.raises(ConfigError, match="belongs to another output"):
        other.run(1)


def test_of_two_that_claim_a_state_at_once_one_has_it(job, tmp_path, monkeypatch):
    other = Job(tmp_path / "elsewhere", output="s3://logs/team/other").load()
    ours, swap = job.load(), store.swap

    def late(*args):
        monkeypatch.setattr(store, "swap", swap)
        _owner.own(other)
        return swap(*args)

    monkeypatch.setattr(store, "swap", late)
    with pytest.raises(EtlError, match="belongs to another output"):
        _owner.own(ours)
