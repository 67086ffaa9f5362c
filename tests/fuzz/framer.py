"""Fuzz the framer: mutated logs, and no outcome but rows.

    python tests/fuzz/framer.py --minutes 10 --seed 1

Laws: nothing raises; every line that is not blank begins a row, or belongs to an event that began
before it; rows come in order; text cut into blocks of another size gives the same rows; a file cut
into spans gives the rows of the whole.
"""

import argparse
import gzip
import json
import random
import sys
import tempfile
import time
from pathlib import Path

import zstandard

from etl import adapt
from etl.adapt import _bytes
from etl.schema import Run

CALL = {
    "user": "u",
    "request": {"model": "m", "messages": [{"role": "user", "content": "Where is it? 你好 \ud83d\ude00"}]},
    "response": {"id": "c", "choices": [{"message": {"role": "assistant", "content": 'A "b" {c} [d]\n'}}]},
}  # fmt: skip
TOKENS = [b"{", b"}", b"[", b"]", b'"', b"\\", b",", b":", b"\n", b"\r\n", b"\n\n", b"\x00", b"\xff",
          b"\xef\xbb\xbf", b"null", b"NaN", b"1e999", b"\\ud800", b"\xe2\x80\xa8", b"  ", b"\t",
          b'{"a":1}', b"{}", b"[]", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PAR1"]  # fmt: skip
TYPES = ("jsonl", "datadog", "cloudwatch", "mongodb")


def log(rng):
    """A log of some lines, in one of the usual shapes."""
    lines = [
        json.dumps({**CALL, "n": n}, indent=rng.choice([None, None, None, 2]))
        for n in range(rng.randint(0, 6))
    ]
    match rng.randint(0, 4):
        case 0:
            text = json.dumps([{**CALL, "n": n} for n in range(3)], indent=rng.choice([None, 2]))
        case 1:
            text = "".join(lines)
        case 2:
            text = ",\n".join(lines)
        case _:
            text = "\n".join(lines) + rng.choice(["", "\n"])
    return text.encode("utf-8", "surrogatepass")


def mutated(rng, data):
    """The same with some bytes lost, doubled, moved or put in."""
    for _ in range(rng.randint(0, 8)):
        at, end = sorted((rng.randint(0, len(data)), rng.randint(0, len(data))))
        end = min(end, at + rng.choice([1, 5, 400]))
        match rng.randint(0, 4):
            case 0:
                data = data[:at] + data[end:]
            case 1:
                data = data[:at] + data[at:end] + data[at:]
            case 2:
                data = data[:at] + rng.choice(TOKENS) * rng.choice([1, 1, 1, 3, 2000]) + data[at:]
            case 3:
                data = data[:at] + rng.randbytes(rng.randint(1, 4)) + data[end:]
            case 4:
                data = data[:at]
    return data


def packed(rng, data):
    match rng.randint(0, 9):
        case 0:
            data = gzip.compress(data, 1, mtime=0)
        case 1:
            data = zstandard.ZstdCompressor(level=1).compress(data)
        case _:
            return data
    return mutated(rng, data) if rng.random() < 0.5 else data


def rows(source, path, target):
    """(row, item, reasons) of every line, read in spans of `target` bytes."""
    found = []
    for span in adapt.cut(source, path, path.name, target_bytes=target).spans:
        for frame in adapt.read(span, Run(key=b"k"), max_line_mib=1):
            found += frame.select("source_row", "source_item", "reasons").rows()
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    rng, end, tried = random.Random(told.seed), time.monotonic() + told.minutes * 60, 0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.log"
        while time.monotonic() < end:
            data = packed(rng, mutated(rng, log(rng)))
            path.write_bytes(data)
            source = adapt.Source(name="s", type=rng.choice(TYPES))
            _bytes.BLOCK = 1 << 20
            try:
                whole = rows(source, path, 64 << 20)
                assert whole == sorted(whole, key=lambda row: row[:2]), "out of order"
                assert len({row[:2] for row in whole}) == len(whole), "twice"
                assert rows(source, path, rng.choice([1, 64, 700])) == whole, "spans"
                if data.strip() and not whole and not data.startswith(_empty()):
                    raise AssertionError("lost")
                _bytes.BLOCK = rng.choice([1, 7, 64])
                assert rows(source, path, 64 << 20) == whole, "blocks"
            except Exception:
                Path("framer-crash.bin").write_bytes(data)
                sys.stderr.write(f"after {tried:,} inputs, {source.type}: framer-crash.bin\n")
                raise
            tried += 1
    print(f"{tried:,} inputs, no crash")


def _empty():
    """What may be a whole file and hold no line: containers, marks, and a lone array's brackets."""
    return (
        b"\x1f\x8b",
        b"\x28\xb5\x2f\xfd",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"[",
        b"]",
        b",",
    )


if __name__ == "__main__":
    main()
