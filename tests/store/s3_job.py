"""A scheduled job whose logs lie here and whose output and state lie in a bucket."""

import shutil
from datetime import UTC, datetime, timedelta

import polars as pl
from calls import call, write_config, write_lines

import etl
from etl import collect, config, pipeline, store
from etl.erase import erase

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)
LATER = timedelta(days=2)  # after the tests were written to the bucket, which has its own clock
TRAIN = {"train": 1.0, "validation": 0.0, "test": 0.0}
PLACE = "s3://logs/team"


class Job:
    """`run(n, *calls)` is its day `n`, on a machine (`folder`) with a `work` of its own."""

    def __init__(self, folder, place=PLACE, **keys):
        self.folder, self.place = folder, place
        self.out, self.state = f"{place}/out", f"{place}/state"
        self.keys = {"output": self.out, "state": self.state, "work": "work", "split": TRAIN}
        self.keys |= keys
        folder.mkdir(exist_ok=True)

    def load(self, **keys):
        return config.load(write_config(self.folder, **{**self.keys, **keys}))

    def run(self, n, *calls, **keys):
        write_lines(self.folder / "logs" / f"d{n}.jsonl", *(calls or (call(n),)))
        now = FIRST + timedelta(days=n)
        return pipeline.run(self.load(**keys), lambda *_: None, now=now)

    def gc(self, *, now=None, keep=None, dry_run=False, **keys):
        now = now or datetime.now(UTC) + LATER
        return collect.collect(self.load(**keys), now, keep=keep, dry_run=dry_run)

    def erase(self, *ids, dry_run=False):
        path = self.folder / "ids.txt"
        path.write_text("".join(f"{line}\n" for line in ids))
        return erase(self.load(), path, None, dry_run=dry_run)

    def texts(self):
        """Answers in the data set, in order."""
        rows = etl.open_dataset(self.out).collect()
        return sorted(rows["messages"].list.last().struct.field("content"))

    def runs(self):
        return named(self.out, "runs")

    def states(self):
        return [name for name in named(self.state, "") if name.startswith("2")]

    def latest(self):
        return store.latest(store.connect(self.out)).run_id

    def forget(self):
        """As on a machine that knows nothing."""
        shutil.rmtree(self.folder / "work", ignore_errors=True)


def named(place, prefix):
    """Names below a folder of a bucket."""
    found = store.listing(store.connect(place), prefix)
    keys = (entry.key.removeprefix(f"{prefix}/") for entry in found)
    return sorted({key.partition("/")[0] for key in keys if "/" in key})


def everything(aws, prefix="team/"):
    """Every object, key -> content."""
    found = aws.list_objects_v2(Bucket="logs", Prefix=prefix).get("Contents", [])
    return {e["Key"]: aws.get_object(Bucket="logs", Key=e["Key"])["Body"].read() for e in found}


def restore(aws, held):
    """Make the bucket what `everything` told."""
    for key in everything(aws, "").keys() - held.keys():
        aws.delete_object(Bucket="logs", Key=key)
    for key, body in held.items():
        aws.put_object(Bucket="logs", Key=key, Body=body)


def whole(job):
    """Make sure that what LATEST names is there, and every run in its set, with every file."""
    at = store.connect(job.out)
    told = store.manifest(at, job.latest())
    runs = told["set"]["runs"] if told["set"] else [told["run_id"]]
    for run in runs:
        there = {entry.key: entry.bytes for entry in store.listing(at, f"runs/{run}")}
        for file in store.manifest(at, run)["files"]:
            assert there[f"runs/{run}/{file['path']}"] == file["bytes"]
    return pl.concat([etl.open_dataset(job.out)]).collect().height
