"""Daily runs for long: the cost of a day and the disk stay as they were, and the set is the right one.

What is compared at the end with one run over everything that is retained (`--full`): which calls
are in the set, by their texts. Equal it cannot be in general: a row that was committed stays where
a whole run might have chosen another of its near duplicates; these logs have copies, retries and
conversations that go on, whose verdicts do not depend on when they came.
"""
# ruff: noqa: T201 - the figures are printed

import json
import time
from datetime import timedelta
from statistics import median

import pytest
from small_logs import write_day
from stem import at, left_over
from stem import config as written

import etl
from etl import config, pipeline

RETENTION = 180


@pytest.fixture(autouse=True)
def key(monkeypatch):
    monkeypatch.setenv("ETL_KEY", "k")


def daily(folder, days, **keys):
    """CPU seconds and bytes on the disk of every day."""
    written(folder, state="state", hold="24h", workers=1, **keys)
    costs, sizes = [], []
    for n in range(days):
        write_day(folder, n, a_day=2)
        loaded, began = config.load(folder / "config.yaml"), time.process_time()
        pipeline.run(loaded, lambda *_: None, now=at(n))
        costs.append(time.process_time() - began)
        files = [p.stat() for p in folder.rglob("*") if p.is_file() and "logs" not in p.parts]
        sizes.append(sum({s.st_ino: s.st_blocks * 512 for s in files}.values()))
    return costs, sizes


def texts(output):
    rows = etl.open_dataset(output).select("messages").collect()
    return sorted(json.dumps(row, sort_keys=True) for row in rows["messages"].to_list())


def whole(folder, now, **keys):
    """The texts of one run over all logs, with the same hold."""
    written(folder, state="state2", output="whole", hold="24h", workers=1, **keys)
    pipeline.run(config.load(folder / "config.yaml"), lambda *_: None, now=now)
    return texts(folder / "whole")


def test_six_days_give_the_set_of_one_run_over_all_of_them(tmp_path):
    daily(tmp_path, 6)
    assert texts(tmp_path / "out") == whole(tmp_path, at(5))
    assert left_over(tmp_path) == []


@pytest.mark.long
def test_a_year_of_days_costs_no_more_at_its_end(tmp_path):
    costs, sizes = daily(tmp_path, 365, retention=f"{RETENTION}d")
    early, late = median(costs[30:96]), median(costs[300:366])
    filled = sizes[RETENTION + 5 : RETENTION + 40]
    print(f"CPU s a day: {early:.2f} (days 30-95), {late:.2f} (days 300-365)")
    print(f"disk: {median(filled) >> 10} KiB when filled, {sizes[-1] >> 10} KiB at the end")
    assert sizes[-1] <= 1.2 * median(filled)
    assert late <= 1.5 * early
    for path in (tmp_path / "logs").rglob("*.jsonl"):  # what expired is no input of a whole run
        if path.stem < f"{at(364) - timedelta(days=RETENTION):%Y-%m-%d}":
            path.unlink()
    mine, all_at_once = texts(tmp_path / "out"), whole(tmp_path, at(364))
    print(f"rows: {len(mine)} by the day, {len(all_at_once)} at once, "
          f"{len(set(mine) ^ set(all_at_once))} in one alone")  # fmt: skip
    assert len(set(mine) ^ set(all_at_once)) <= 0.02 * len(all_at_once)
