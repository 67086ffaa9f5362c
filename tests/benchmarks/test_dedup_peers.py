"""Near-duplicate detection against other engines; figures are printed, never judged.

    .venv/bin/python -m pytest tests/benchmarks/test_dedup_peers.py -m bench -s

Makes an environment for each peer under `ETL_BENCH_ENVS` (default: the temporary folder; 1.3 GB in
all), and lets all engines take turns over the same generated documents. `ETL_BENCH_DOCS`
(default 100,000) says how many, `ETL_BENCH_ROUNDS` (3) how often, `ETL_BENCH_GROWTH` (for example
100000,1000000) asks for our own engine at growing sizes, with keys on disk as in a run.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import venv
from functools import partial
from pathlib import Path

import documents
import polars as pl
import pytest
import truth
from measure import measure

HERE = Path(__file__).parent
ENVS = Path(os.environ.get("ETL_BENCH_ENVS", Path(tempfile.gettempdir()) / "etl-bench-envs"))
DOCS = int(os.environ.get("ETL_BENCH_DOCS", "100_000"))
ROUNDS = int(os.environ.get("ETL_BENCH_ROUNDS", "3"))
GROWTH = [int(n) for n in os.environ.get("ETL_BENCH_GROWTH", "100000,400000").split(",")]

NEEDS = {
    "rensa": ["rensa==0.5.0"],
    "daft": ["daft==0.7.26"],
    "datasketch": ["datasketch==2.0.0"],
    # Without Spark, which its other engines need.
    "text_dedup": [
        "bitarray", "click", "click-option-group", "datasets", "ftfy", "psutil", "regex", "rich",
        "scipy", "setuptools>=69.1,<81", "tqdm", "xxhash", "zstandard",
    ],
}  # fmt: skip


def python_of(engine):
    """The interpreter of the engine's environment, made where it is not there."""
    home = ENVS / engine
    python = home / "bin" / "python"
    if not (home / "made").exists():
        venv.create(home, with_pip=True)
        install = [str(python), "-m", "pip", "install", "-q"]
        subprocess.run([*install, "numpy", "pyarrow", *NEEDS[engine]], check=True)
        if engine == "text_dedup":
            subprocess.run([*install, "--no-deps", "text-dedup==0.4.0"], check=True)
        (home / "made").touch()
    return str(python)


def told(command):
    """The JSON line that an engine prints last."""
    seen = measure(command, env={"OMP_NUM_THREADS": "1"})
    assert seen.returncode == 0, seen.output
    return json.loads(seen.output.splitlines()[-1]) | {"peak_mb": seen.peak_mb}


def ours(path, folder, *more):
    return told([sys.executable, str(HERE / "own_near.py"), str(path), str(folder), *more])


def theirs(engine, path, folder):
    return told([python_of(engine), str(HERE / "near_peers.py"), engine, str(path), str(folder)])


@pytest.mark.bench
def test_near_beside_other_engines(tmp_path):
    for engine in NEEDS:
        python_of(engine)
    path = documents.write(tmp_path, DOCS)
    runs = {"ours": partial(ours, path, tmp_path)}
    runs["ours, keys on disk"] = partial(ours, path, tmp_path, "builtin", "disk")
    runs |= {engine: partial(theirs, engine, path, tmp_path) for engine in NEEDS}
    found = {name: [] for name in runs}
    for _ in range(ROUNDS):
        for name, run in runs.items():
            found[name].append(run())
    least = statistics.median(one["cpu_s"] for one in found["ours"])
    print(
        f"\n{DOCS:,} documents, {ROUNDS} rounds, load {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores"
    )
    print(f"{'':<20} {'version':<9} {'CPU s':>7} {'ratio':>6} {'peak MB':>8} {'gone':>7}")
    for name, told_ in found.items():
        cpu = statistics.median(one["cpu_s"] for one in told_)
        peak = max(one["peak_mb"] for one in told_)
        print(f"{name:<20} {told_[0]['version']:<9} {cpu:>7.2f} {cpu / least:>6.1f} {peak:>8.0f} "
              f"{told_[0]['gone']:>7,}")  # fmt: skip


@pytest.mark.bench
def test_what_goes_beside_what_counting_all_pairs_says(tmp_path):
    path = documents.write(tmp_path, min(DOCS, 20_000))
    frame = pl.read_parquet(path)
    expected = truth.gone(frame["text"].to_list(), 0.8)
    engines = {"builtin": partial(ours, path, tmp_path)}
    engines |= {engine: partial(theirs, engine, path, tmp_path) for engine in NEEDS}
    print(f"\n{frame.height:,} documents, {len(expected):,} go by exact components at 0.8")
    print(f"{'':<12} {'language':<9} {'precision':>9} {'recall':>7} {'F1':>7}")
    for engine, run in engines.items():
        run()
        found = set(json.loads((tmp_path / f"gone-{engine}.json").read_text()))
        for language in ("en", "zh"):
            mine = set(frame.filter(language=language)["id"])
            both, said, right = len(found & expected & mine), found & mine, expected & mine
            print(f"{engine:<12} {language:<9} {both / max(len(said), 1):>9.4f} {both / len(right):>7.4f} "
                  f"{2 * both / (len(said) + len(right)):>7.4f}")  # fmt: skip


@pytest.mark.bench
def test_cost_of_near_at_growing_sizes(tmp_path):
    print(
        f"\n{'documents':>10} {'keys CPU s':>10} {'verdict CPU s':>13} {'peak MB':>8} {'gone':>8}"
    )
    for count in GROWTH:
        seen = ours(documents.write(tmp_path, count), tmp_path, "builtin", "disk")
        print(f"{count:>10,} {seen['keys_s']:>10.1f} {seen['verdict_s']:>13.1f} "
              f"{seen['peak_mb']:>8.0f} {seen['gone']:>8,}")  # fmt: skip
