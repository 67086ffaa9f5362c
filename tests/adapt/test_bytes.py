"""What a file is, is told by its bytes; one that breaks off gives all before the break."""

import codecs
import gzip
import json
import os
import struct
import zlib

import pytest
import zstandard
from adapt_rows import places, rows_of

from etl.adapt import Source, _bytes

CALLS = [
    json.dumps({"prompt": f"question {n}" * 20, "response": f"answer {n}"}) for n in range(300)
]
TEXT = "\n".join(CALLS).encode() + b"\n"
ALL = [(n, 0, None) for n in range(1, 301)]


def zst(data, **options):
    return zstandard.ZstdCompressor(write_checksum=True, **options).compress(data)


@pytest.mark.parametrize("data", [
    b"PK\x03\x04 an archive", b"\x1f\x8b", gzip.compress(TEXT, mtime=0)[:12], b"\x1f\x8b not gzip at all",
    zst(TEXT)[:9], b"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff", b"PAR1 not a table PAR1",
    gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(TEXT), mtime=0)))),
])  # fmt: skip
def test_a_file_that_cannot_be_read_is_one_row(read, data):
    assert places(read(data)) == [(0, 0, "unreadable_file")]


def test_a_file_that_is_not_there_is_one_row(tmp_path):
    rows = rows_of(tmp_path / "gone", Source(name="s"))
    assert places(rows) == [(0, 0, "unreadable_file")]


@pytest.mark.parametrize("data", [gzip.compress(b"", mtime=0), zst(b""), b"\xef\xbb\xbf", b""])
def test_an_empty_file_has_no_rows(read, data):
    assert read(data) == []


@pytest.mark.parametrize("data", [
    TEXT, gzip.compress(TEXT, mtime=0), zst(TEXT), gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0),
    zst(gzip.compress(TEXT, mtime=0)),
    gzip.compress(TEXT[:5000], mtime=0) + gzip.compress(TEXT[5000:], mtime=0), zst(TEXT[:5000]) + zst(TEXT[5000:]),
    gzip.compress(TEXT, mtime=0) + b"\0" * 1000, zst(TEXT, level=19), gzip.compress(codecs.BOM_UTF8 + TEXT, mtime=0),
    struct.pack("<II", 0x184D2A53, 5) + b"skips" + zst(TEXT),
    codecs.BOM_UTF8 + TEXT, TEXT.decode().encode("utf-16"), codecs.BOM_UTF16_BE + TEXT.decode().encode("utf-16-be"),
])  # fmt: skip
def test_every_container_gives_the_same_rows(read, data):
    assert places(read(data)) == ALL


@pytest.mark.parametrize("pack", [gzip.compress, zst])
@pytest.mark.parametrize("garbage", [b"garbage", b"\x1f\x8b\x08garbage"])
def test_garbage_after_the_data_is_one_row_more(read, pack, garbage):
    assert places(read(pack(TEXT) + garbage)) == [*ALL, (301, 0, "truncated_file")]


def test_a_line_complete_before_the_garbage_is_kept(read):
    assert places(read(gzip.compress(TEXT[:-1], mtime=0) + b"garbage"))[-2:] == [
        (300, 0, None), (301, 0, "truncated_file")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "pack", [lambda d: gzip.compress(d, 1, mtime=0), lambda d: zst(d, level=1)]
)
def test_a_cut_file_gives_every_line_before_the_break(read, pack):
    noise = "".join(f"{zlib.crc32(bytes([n % 256, n // 256])):x}" for n in range(60_000))
    lines = [
        json.dumps({"prompt": noise[n : n + 900], "response": "y"}) for n in range(0, 400_000, 900)
    ]
    data = pack("\n".join(lines).encode())
    for size in (len(data) // 2, len(data) - 1, len(data) - 5, len(data) - 3000):
        rows = places(read(data[:size]))
        assert rows[-1][2] == "truncated_file"
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
        assert {row[2] for row in rows[:-1]} == {None}
        assert len(rows) > len(lines) * size / len(data) * 0.6 - 150


@pytest.mark.parametrize(("pack", "at"), [(gzip.compress, -6), (zst, -2)])
def test_a_wrong_checksum_costs_no_line(read, pack, at):
    data = bytearray(pack(TEXT))
    data[at] ^= 0xFF
    assert places(read(bytes(data))) == [*ALL, (301, 0, "truncated_file")]


def test_a_bomb_is_never_held(read):
    bomb = zlib.compressobj(9, wbits=31)
    data = b"".join([bomb.compress(b"[" * (1 << 20)) for _ in range(64)]) + bomb.flush()
    assert places(read(data, max_line_mib=1))[0] == (1, 0, "too_large")


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert places(rows_of(tmp_path / "pipe", Source(name="s"))) == [(0, 0, "unreadable_file")]


def gz2(data):
    return gzip.compress(gzip.compress(data), mtime=0)


@pytest.mark.parametrize("pack", [gz2, lambda data: zst(data, level=19)])
@pytest.mark.parametrize("kind", ["jsonl", "cloudwatch"])
def test_a_bomb_gives_what_came_before_and_says_so(read, monkeypatch, pack, kind):
    monkeypatch.setattr(_bytes, "FREE_BYTES", 2 << 20)
    monkeypatch.setattr(_bytes, "RATIO", 100)
    line = b'{"n": "' + b"x" * 5000 + b'"}\n'
    rows = places(read(pack(TEXT + line * 2000), kind))
    assert rows[:300] == ALL
    assert {row[2] for row in rows[300:-1]} == {"not_a_call"}
    assert rows[-1] == (len(rows), 0, "too_large")
    assert 500 < len(rows) < 1000


def test_a_log_that_repeats_itself_is_no_bomb(read, monkeypatch):
    monkeypatch.setattr(_bytes, "FREE_BYTES", 1 << 20)
    line = json.dumps({"prompt": "question " * 200, "response": "answer"}) + "\n"
    data = zst(line.encode() * 2000, level=19)
    assert len(data) * 500 < len(line) * 2000  # it shrinks to less than a 500th
    monkeypatch.setattr(_bytes, "RATIO", len(line) * 2000 // len(data) + 1)
    assert len(read(data)) == 2000


def test_small_files_may_expand_as_they_like(read):
    assert len(read(zst(b"{}\n" * 5000))) == 5000
