"""Speed and memory of a whole run; figures are printed, never judged.

    .venv/bin/python -m pytest tests/benchmarks -m bench -s

`ETL_BENCH_MB` sets the size (default 512); the run is done at that size and at twice that size, to
see whether memory grows.
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

CONFIG = {
    "version": 1,
    "output": "out",
    "sources": [{"type": "jsonl", "path": "logs/*.jsonl"}],
    "dedup": {"near": False},
    "scrub": False,
    "write": {"formats": ["openai"]},
}


def run(megabytes):
    """One run over fresh logs: what was measured, and the summary that it printed."""
    with tempfile.TemporaryDirectory() as folder:
        logs = Path(folder) / "logs" / "calls.jsonl"
        logs.parent.mkdir()
        lines = write(logs, megabytes)
        (Path(folder) / "config.yaml").write_text(json.dumps(CONFIG))
        command = [sys.executable, "-m", "etl.run", f"{folder}/config.yaml", "--format", "json"]
        measured = measure(command)
    assert measured.returncode == 0, measured.output
    summary = json.loads(measured.output.splitlines()[-1])
    assert summary["counts"]["input"] == lines
    return measured, summary["counts"]


@pytest.mark.bench
def test_clean_and_exact_dedup_without_scrub():
    print(f"\n{os.cpu_count()} cores; clean defaults, superseded and exact, no near, no scrub")
    print(
        f"{'MB in':>7} {'rows':>8} {'kept':>8} {'CPU s':>7} {'wall s':>7} {'MB/CPU s':>9} {'peak MB':>8}"
    )
    for megabytes in (MB, MB, 2 * MB):
        seen, counts = run(megabytes)
        print(
            f"{megabytes:>7} {counts['input']:>8,} {counts['kept']:>8,} {seen.cpu_s:>7.1f} "
            f"{seen.wall_s:>7.1f} {megabytes / seen.cpu_s:>9.1f} {seen.peak_mb:>8.0f}"
        )
