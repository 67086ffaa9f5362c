"""One worker against two, whole runs with `scrub` and its model: `pytest -m bench -s`, on a machine with no other work.

Chats whose calls resend their history (`ETL_BENCH_MB` megabytes, default 20), in files of a tenth of that; runs take
turns. Wall time is what two workers are for.
"""

import json
import os
import statistics
import sys

import pytest
from logs import write_chats
from measure import measure

HALVES = ("01234", "56789")  # a source each, since plain files of one are a part up to 64 MiB
MB, TURNS, TIMES = int(os.environ.get("ETL_BENCH_MB", "20")), 10, 3


def config(folder, workers):
    path = folder / f"config-{workers}.yaml"
    sources = [
        {"name": f"from{half[0]}", "type": "jsonl", "path": f"logs/[{half}]*.jsonl"}
        for half in HALVES
    ]
    told = {"version": 1, "output": f"out-{workers}", "workers": workers, "sources": sources}
    told["dedup"] = {"near": False}
    path.write_text(json.dumps(told))
    return path


@pytest.mark.bench
def test_two_workers_and_one(tmp_path):
    (tmp_path / "logs").mkdir()
    for number in range(10):
        write_chats(tmp_path / "logs" / f"{number}.jsonl", max(1, MB // 10), TURNS, seed=number)
    paths = {workers: config(tmp_path, workers) for workers in (1, 2)}
    seen = {workers: [] for workers in paths}
    for _ in range(TIMES):
        for workers, path in paths.items():
            one = measure([sys.executable, "-m", "etl.run", str(path), "--format", "json"])
            assert one.returncode == 0, one.output
            seen[workers].append(one)
    wall = {workers: statistics.median(one.wall_s for one in of) for workers, of in seen.items()}
    print(f"\n  {MB} MB, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
    for workers, of in seen.items():
        cpu = statistics.median(one.cpu_s for one in of)
        print(
            f"  {workers} workers {wall[workers]:7.1f} s wall {cpu:7.1f} s CPU {wall[1] / wall[workers]:5.2f}x"
        )
