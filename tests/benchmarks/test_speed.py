"""Speed and memory of a whole run; figures are printed, never judged.

    .venv/bin/python -m pytest tests/benchmarks -m bench -s

Runs of `etl` and of the usual script take turns over the same file. `ETL_BENCH_MB` sets its size
(default 512); one more run at twice that size shows whether memory grows.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from logs import write
from measure import measure

MB = int(os.environ.get("ETL_BENCH_MB", "512"))
HERE = Path(__file__).parent

CONFIG = {
    "version": 1,
    "output": "out",
    "sources": [{"type": "jsonl", "path": "logs/*.jsonl"}],
    "dedup": {"near": False},
    "scrub": False,
    "write": {"formats": ["openai"]},
}


def runs(megabytes, times):
    """Each command `times` over fresh logs, in turn: (name, what was measured, rows kept)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        logs = folder / "logs" / "calls.jsonl"
        logs.parent.mkdir()
        lines = write(logs, megabytes)
        (folder / "config.yaml").write_text(json.dumps(CONFIG))
        for _ in range(times):
            run = [sys.executable, "-m", "etl.run", f"{folder}/config.yaml", "--format", "json"]
            measured = measure(run)
            assert measured.returncode == 0, measured.output
            counts = json.loads(measured.output.splitlines()[-1])["counts"]
            assert counts["input"] == lines
            yield "etl", measured, counts["kept"]
            script = [sys.executable, str(HERE / "plain_script.py"), str(logs), str(folder)]
            measured = measure(script)
            assert measured.returncode == 0, measured.output
            yield "script", measured, int(measured.output)


@pytest.mark.bench
def test_clean_and_exact_dedup_without_scrub():
    print(f"\n{os.cpu_count()} cores; clean defaults, superseded and exact, no near, no scrub")
    print(
        f"{'':<7} {'MB in':>6} {'kept':>8} {'CPU s':>7} {'wall s':>7} {'MB/CPU s':>9} {'peak MB':>8}"
    )
    for megabytes, times in ((MB, 3), (2 * MB, 1)):
        for name, seen, kept in runs(megabytes, times):
            print(
                f"{name:<7} {megabytes:>6} {kept:>8,} {seen.cpu_s:>7.1f} {seen.wall_s:>7.1f} "
                f"{megabytes / seen.cpu_s:>9.1f} {seen.peak_mb:>8.0f}"
            )
