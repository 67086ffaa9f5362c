"""Fuzz the config loader: whatever the file holds, it is a `Config` or a `ConfigError`.

    python tests/fuzz/config_loader.py --minutes 10 --seed 1

Inputs are valid configs with keys and values changed, written in several styles, some with bytes
changed, and random bytes; some come with `--set`. A loaded config is also asked for all that a run
asks. Secrets are planted as values, plain and from the environment, and must stand in no message.
"""

import argparse
import hashlib
import json
import os
import random
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path

import msgspec

from etl import config
from etl.errors import ConfigError

SLOW_S = 2.0
SECRET, PLANTED = "env-s3cret-9z", "pl4nted-t3xt"
# Messages that name what the user called something; they may repeat a plain value.
NAMES = ("unknown entity", "no pipeline", "no file", "a second", "unknown reason", "no model")

LEAST = {"version": 1, "output": "out", "sources": [{"type": "jsonl", "path": "logs/*.jsonl"}]}
WHOLE = {
    "version": 1, "name": "support-bot", "task": "chat", "seed": 42, "output": "out", "work": "w",
    "state": "known", "hold": "24h", "retention": "180d", "keep_failed": "3d", "engine": "local",
    "workers": 0,
    "sources": [
        {"name": "prod", "type": "datadog", "path": ["a/**/*.json.gz", "s3://bucket/x/*.gz"],
         "dialect": "auto", "fields": {"request": "a.b", "user_id": "c.d"},
         "where": {"service": ["x", "y"]}, "timezone": "Asia/Taipei", "task": "extraction"},
        {"name": "db", "type": "mongodb", "path": "dump.bson", "mode": "snapshot", "key": "_id"},
    ],
    "adapt": {"max_unreadable_fraction": 0.05, "max_line_mib": 64, "exclude_users": "ids.txt"},
    "clean": {"short_response": {"min_chars": 50}, "long_response": False, "refusal": {},
              "retried": {"within": "2m", "similarity": 0.8}, "wrong_language": {"languages": ["en"]}},
    "dedup": {"superseded": True, "exact": {"on": "conversation", "keep": "first"},
              "near": {"threshold": 0.8}, "contaminated": False},
    "scrub": {"languages": ["en", "zh"], "entities": ["PERSON", "EMAIL_ADDRESS"],
              "replace": {"PERSON": "hash"}, "allow": ["${env:BRAND}"], "deny": ["Falcon"],
              "model": "builtin"},
    "split": {"train": 0.9, "validation": 0.05, "test": 0.05, "by": ["conversation", "cluster"]},
    "write": {"formats": ["openai", "alpaca"], "partition_by": ["split"], "limit": 5,
              "timestamps": "exact", "keep_frames": True},
    "gates": {"min_rows": 1, "min_new_rows": 1, "max_input_age": "2d", "max_drift": 0.2,
              "max_drop_share": {"all": 0.9, "each": 0.5, "refusal": 0.1},
              "max_truncated_fraction": 0.02, "max_deleted_share": 0.5},
}  # fmt: skip
REMOTE = {**LEAST, "output": "s3://bucket/out", "work": "w", "state": "s3://bucket/known"}

SCALARS = [
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**63), 2**64, 10**400, 0.5, -0.0, 1e308, "",
    " ", "~", "null", "no", "x", "0", "1e999", ".nan", ".inf", "-.inf", "0x" + "f" * 9000, "2m",
    "99999999999d", "0s", "1.5w", "-1h", "..", "/", "//", "a\0b", "\ud83d\ude00", "\u202e", "\x7f",
    "s3://", "s3:/x", "s3://b", "s3://k:s@b/x", "S3://b/x", "file:///etc", "s3://b/../x", "__main__",
    "en_core_web_sm", "*x", "&x", "!x", "!!python/object:os.system", "${env:BRAND}", "${env:NONE}",
    "${env:NONE:-d}", "${env:", "2020-01-01", "[", "{", "%", "@", "`", "'", '"', "a: b", "# c",
    "Asia/Taipei", "../../etc/passwd", "x" * 5000, PLANTED, PLANTED, "${env:SECRET}", "${env:SECRET}/x",
]  # fmt: skip
PIECES = [
    b"&a ", b"*a", b"<<: *a\n", b"!!set ", b"!!binary ", b"!x ", b"%YAML 1.1\n---\n", b"---\n", b"...\n",
    b"? ", b": ", b"- ", b"[" * 40, b"{" * 40, b"|\n", b">-\n", b"\t", b"\r\n", b"\xff", b"\xef\xbb\xbf", b"\0",
    b"\xe2\x80\xa8", b"#", b"'", b'"', b"\\u", b"${env:SECRET}", b"0x", b"1e9999",
]  # fmt: skip


def places(value, path=()):
    """Paths of all that stands in `value`."""
    yield path
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for step, one in inner:
        yield from places(one, (*path, step))


def mutate(rng, value):
    """Change one thing somewhere in `value`, in place."""
    path = rng.choice([p for p in places(value) if p])
    parent = value
    for step in path[:-1]:
        parent = parent[step]
    last, kind = path[-1], rng.randrange(8)
    if kind <= 2:
        parent[last] = rng.choice(SCALARS)
    elif kind == 3:
        del parent[last]
    elif kind == 4 and isinstance(parent, dict):
        parent[rng.choice(["nope", "all", "each", "mode", "key", f"{last}x", "", "<<", "1"])] = (
            parent[last]
        )
    elif kind == 5:
        parent[last] = rng.choice(
            [[parent[last]], {"a": parent[last]}, {last: parent[last]}, [], {}]
        )
    elif kind == 6:
        other = rng.choice([WHOLE, LEAST, REMOTE])
        for step in rng.choice([p for p in places(other) if p]):
            other = other[step]
        parent[last] = json.loads(json.dumps(other))
    else:
        deep = rng.choice(SCALARS)
        for _ in range(rng.choice([2, 29, 33, 40])):
            deep = [deep] if rng.random() < 0.5 else {"a": deep}
        parent[last] = deep


def scalar(rng, value):
    """A value as JSON, or as a plain word."""
    plain = isinstance(value, str) and rng.random() < 0.5
    return value.replace("\n", " ") if plain else json.dumps(value, ensure_ascii=rng.random() < 0.5)


def written(rng, value, depth=0, *, flow=False):
    """`value` as YAML, now in blocks, now in flow style."""
    flow = (
        flow or not isinstance(value, dict | list) or not value or rng.random() < 0.1 or depth > 40
    )
    if not isinstance(value, dict | list):
        return scalar(rng, value)
    if flow and isinstance(value, dict):
        inner = (f"{json.dumps(k)}: {written(rng, v, flow=True)}" for k, v in value.items())
        return "{" + ", ".join(inner) + "}"
    if flow:
        return "[" + ", ".join(written(rng, v, flow=True) for v in value) + "]"
    keys = (
        (f"{scalar(rng, str(k))}:" for k in value)
        if isinstance(value, dict)
        else ("-" for _ in value)
    )
    inner = value.values() if isinstance(value, dict) else value
    lines = []
    for key, one in zip(keys, inner, strict=True):
        text = written(rng, one, depth + 1)
        block = isinstance(one, dict | list) and text[:1] not in {"[", "{"}
        lines.append(f"{key}\n{text}" if block else f"{'  ' * depth}{key} {text}")
        if block:
            lines[-1] = "  " * depth + lines[-1]
    return "\n".join(lines)


def garbled(rng, text):
    """`text` with bytes taken out, doubled or put in."""
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(len(text) + 1)
        kind = rng.randrange(4)
        if kind == 0:
            text = text[:at] + text[at + rng.randrange(1, 20) :]
        elif kind == 1:
            text = text[:at] + text[at : at + rng.randrange(200)] + text[at:]
        elif kind == 2:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        else:
            text = text[:at] + bytes([rng.randrange(256)]) + text[at + 1 :]
    return text


def made(rng):
    """(text of a file, --set)"""
    kind = rng.random()
    if kind < 0.05:
        return rng.randbytes(rng.randrange(200)), ()
    if kind < 0.08:
        return b"".join(rng.choice(PIECES) for _ in range(rng.randrange(60))), ()
    value = json.loads(json.dumps(rng.choice([WHOLE, WHOLE, LEAST, REMOTE])))
    for _ in range(rng.choice([0, 1, 1, 1, 2, 3, 8])):
        if value:
            mutate(rng, value)
    text = written(rng, value).encode("utf-8", "surrogatepass")
    if rng.random() < 0.3:
        text = garbled(rng, text)
    return text, tuple(assignment(rng) for _ in range(rng.choice([0, 0, 0, 1, 2])))


def assignment(rng):
    """One `--set`, right or wrong."""
    path = list(rng.choice([p for p in places(WHOLE) if p]))
    if rng.random() < 0.2:
        path[rng.randrange(len(path))] = rng.choice(["", "9", "9" * 5000, "x", "-1", "²", "\ud800"])
    equals = rng.choice(["=", "=", "=", "=", "", "=="])
    return ".".join(map(str, path)) + equals + scalar(rng, rng.choice(SCALARS))


def asked(loaded):
    """Ask a config for all that a run does."""
    msgspec.json.encode(loaded.resolved())
    told = [loaded.sha256, loaded.public_sha256, loaded.sources, loaded.gates, loaded.formats]
    told += [loaded.stages(task) for task in loaded.tasks]
    told += [loaded.task_of(source.name) for source in loaded.sources]
    told += [
        loaded.output.resolve(),
        loaded.work.resolve(),
        loaded.state and loaded.state.resolve(),
    ]
    if SECRET in json.dumps(loaded.resolved()):
        raise AssertionError("a secret in the resolved config")


def tried(path, text, overrides):
    """How it ended: "config", "refused", or what is wrong."""
    path.write_bytes(text)
    began = time.process_time()
    try:
        asked(config.load(path, overrides))
        ended = "config"
    except ConfigError as error:
        told = str(error)
        ended = "refused"
        if SECRET in told:
            ended = "SECRET TOLD"
        lines = [line for line in told.split("\n") if PLANTED in line.replace("--set", "")]
        if any(not any(name in line for name in NAMES) for line in lines):
            ended = "VALUE TOLD"
    except Exception:  # noqa: BLE001 - any other end is what is looked for
        place = traceback.format_exc().strip().split("\n")
        ended = "CRASH " + place[-1][:200] + " |" + next(p for p in reversed(place) if "File" in p)
    if time.process_time() - began > SLOW_S:
        ended += " SLOW"
    return ended


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=1)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    os.environ.update(SECRET=SECRET, BRAND=SECRET)
    os.environ.pop("NONE", None)
    rng, ends, bad = random.Random(arguments.seed), Counter(), {}
    until, inputs = time.monotonic() + 60 * arguments.minutes, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "config.yaml"
        (Path(folder) / "ids.txt").write_text("u1\n")
        while time.monotonic() < until:
            try:
                text, overrides = made(rng)
            except RecursionError:  # too deep for this script to write
                continue
            ended = tried(path, text, overrides)
            inputs += 1
            kind = ended if ended in {"config", "refused"} else ended[:300]
            ends[kind] += 1
            if kind not in {"config", "refused"} and kind not in bad:
                bad[kind] = (text, overrides)
                print(kind, text[:600], overrides, flush=True)
    digest = hashlib.sha256(repr(sorted(ends.items())).encode()).hexdigest()[:8]
    print(f"{inputs:,} inputs, seed {arguments.seed}, {dict(ends.most_common(20))} ({digest})")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
