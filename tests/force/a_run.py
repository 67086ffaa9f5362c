"""Runs in processes that tests may kill: `python a_run.py`, one JSON line on stdin for each run.

    {"config": "config.yaml", "now": "2026-01-02T03:00:00+00:00", "set": ["workers=2"],
     "env": {"ETL_KEY": "k"}, "file_bytes": 4096, "alone": true}

`alone`: what looks at all rows has a process of its own, as where rows are many.

`python a_run.py one CONFIG NOW` does a single run in this process.

Each is done in a fork of this process, which has imported everything and done nothing: a start
costs no second of imports. Written to stdout: `began PID`, then `PASS DONE ALL` as a run says it,
then `ended CODE`. The code is the one that the command would have.
"""

import json
import os
import resource
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

import numpy as np
import polars as pl

from etl import config, endings, inputs, pipeline, steps
from etl.adapt import _cut
from etl.dedup import _shingles
from etl.scrub.find.finders import finder

# Several parts of a small file; workers import this module too.
inputs.PART_BYTES = _cut.BLOCK = 16 << 10


def warm():
    """Load and build what a run loads when it first needs it; nothing that starts a thread."""
    _shingles.of_texts(pl.Series(["a word"]), np.array([True]))
    finder("default", (), ())


def told(*words):
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def run(task):
    loaded = config.load(Path(task["config"]), tuple(task["set"]))
    if limit := task.get("file_bytes"):
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    if task.get("alone"):
        steps.MANY = 0
    pipeline.run(loaded, told, now=datetime.fromisoformat(task["now"]))


def main():
    if sys.argv[1:2] == ["one"]:
        endings.end(partial(run, {"config": sys.argv[2], "now": sys.argv[3], "set": []}))
    warm()
    for line in iter(sys.stdin.readline, ""):
        task = json.loads(line)
        child = os.fork()
        if not child:
            sys.stdin.close()
            os.environ.update(task["env"])
            endings.end(partial(run, task))
        told("began", child)
        told("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    main()
