"""Runs in processes that tests may kill: `python a_run.py`, one JSON line on stdin for each run.

    {"config": "config.yaml", "now": "2026-01-02T03:00:00+00:00", "set": ["workers=2"]}

Each is done in a fork of this process, which has imported everything and done nothing: a start
costs no second of imports. Written to stdout: `began PID`, then `PASS DONE ALL` as a run says it,
then `ended CODE`. The code is the one that the command would have.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import polars as pl

from etl import config, endings, inputs, pipeline
from etl.adapt import _cut
from etl.dedup import _shingles
from etl.scrub._finders import finder

# Several parts of a small file; workers import this module too.
inputs.PART_BYTES = _cut.BLOCK = 16 << 10


def warm():
    """Load and build what a run loads when it first needs it; nothing that starts a thread."""
    _shingles._cut(pl.Series(["a word"]), np.array([_shingles.BOTH], np.uint8))
    finder("default", (), ())


def told(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def run(task):
    loaded = config.load(Path(task["config"]), tuple(task["set"]))
    pipeline.run(loaded, told, now=datetime.fromisoformat(task["now"]), **task.get("more", {}))


def main():
    warm()
    for line in iter(sys.stdin.readline, ""):
        child = os.fork()
        if not child:
            sys.stdin.close()
            task = json.loads(line)
            os.environ.update(task.get("env", {}))
            endings.end(lambda: run(task))
        told("began", child)
        told("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
