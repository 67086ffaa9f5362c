"""Peak own memory of a whole run at growing sizes; figures are printed, never judged.

    ETL_BENCH_GB=1,4,16 .venv/bin/python -m pytest tests/benchmarks/test_sizes.py -m bench -s

Without `scrub` over calls that are all different, the default pipeline with `near`; with it over
chats of 100 turns whose every call repeats the history.
"""

import json
import os
import sys

import pytest
from logs import write, write_chats
from measure import measure

SIZES = [float(size) for size in os.environ.get("ETL_BENCH_GB", "0.25,1").split(",")]


@pytest.mark.bench
@pytest.mark.parametrize(("name", "logs", "keys"), [
    ("no scrub", write, {"scrub": False}), ("scrub", write_chats, {}),
])  # fmt: skip
def test_memory_at_growing_sizes(tmp_path, name, logs, keys):
    print(
        f"\n{'':<9} {'GB in':>6} {'lines':>10} {'kept':>9} {'CPU s':>7} {'wall s':>7} {'peak MB':>8}"
    )
    for size in SIZES:
        folder = tmp_path / str(size)
        (folder / "logs").mkdir(parents=True)
        lines = logs(folder / "logs" / "calls.jsonl", int(size * 1000))
        config = {"version": 1, "output": "out", **keys,
                  "sources": [{"type": "jsonl", "path": "logs/*.jsonl"}]}  # fmt: skip
        (folder / "config.yaml").write_text(json.dumps(config))
        run = [sys.executable, "-m", "etl.run", f"{folder}/config.yaml", "--format", "json"]
        seen = measure(run)
        assert seen.returncode == 0, seen.output
        counts = json.loads(seen.output.splitlines()[-1])["counts"]
        assert counts["input"] == lines
        print(f"{name:<9} {size:>6} {lines:>10,} {counts['kept']:>9,} {seen.cpu_s:>7.0f} "
              f"{seen.wall_s:>7.0f} {seen.peak_mb:>8.0f}")  # fmt: skip
