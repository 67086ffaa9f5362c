"""The catalogue of bad input: what stands in a file -> what becomes of it, row by row.

Entries: the table of what trusted systems do with bad input, and the edges seen in real exports. In
every one nothing is lost, nothing else is touched, and no text of a line stands in any message.
"""

import codecs
import gzip
import io
import json
import os
import socket
import struct
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from adapt_rows import places, rows_of, said

from etl.adapt import Source

CALL = '{"prompt": "Hi", "response": "Hello!"}'
OK = (1, 0, None)


def zst(data, level=3, **options):
    return zstandard.ZstdCompressor(level=level, write_checksum=True, **options).compress(data)


def long_window(data):
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=28)
    return zstandard.ZstdCompressor(compression_params=parameters).compressobj().compress(data)


def table(**columns):
    held = io.BytesIO()
    pq.write_table(pa.table(columns), held)
    return held.getvalue()


def answer(text):
    return json.dumps({"prompt": "Hi", "response": text}, ensure_ascii=False)


def deep(depth, inside='"x"', key="a"):
    return f'{{"{key}":' * depth + inside + "}" * depth


RAW = f"{CALL}\n".encode()
MANY = RAW * 50
NEXT = f"\n{CALL}"

# what it is -> (bytes of the file, row, item, reason or None for a call, of every row)
FATES = {
    # files
    "empty file": ("", []),
    "blank lines only": ("\n \r\n\t\n", []),
    "only a BOM": (codecs.BOM_UTF8, []),
    "only markers": ("\0\0\0\0", [(1, 0, "not_json")]),
    "BOM": (codecs.BOM_UTF8 + RAW, [OK]),
    "BOM in a later line": (f"{CALL}\n\ufeff{CALL}{NEXT}", [OK, (2, 0, "not_json"), (3, 0, None)]),
    "UTF-16 with a BOM": (f"{CALL}\n{CALL}".encode("utf-16"), [OK, (2, 0, None)]),
    "UTF-16 big-endian": (codecs.BOM_UTF16_BE + CALL.encode("utf-16-be"), [OK]),
    "UTF-16 cut inside a character": (CALL.encode("utf-16")[:-1], [(1, 0, "truncated_file")]),
    "UTF-16 CSV of a spreadsheet": ("a,b\r\n1,2".encode("utf-16"), [(1, 0, "not_json"), (2, 0, "not_json")]),
    "CRLF": (f"{CALL}\r\n{CALL}\r\n", [OK, (2, 0, None)]),
    "lone CR": (f"{CALL}\r{CALL}", [OK, (1, 1, None)]),
    "no final newline": (f"{CALL}{NEXT}", [OK, (2, 0, None)]),
    "last line cut": (f"{CALL}\n{CALL[:20]}", [OK, (2, 0, "truncated_event")]),
    "half a line, then the next": (f"{CALL[:20]}{NEXT}", [(1, 0, "truncated_event"), (2, 0, None)]),
    "cut inside a character": (answer("\u4f60").encode()[:-3] + b"\n" + RAW, [(1, 0, "truncated_event"), (2, 0, None)]),
    # values
    "NaN": ('{"a": NaN}' + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "Infinity": ('{"a": -Infinity}' + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "1e400": ('{"a": 1e400}' + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "integer over 2^53": ('{"prompt": "Hi", "response": "x", "n": 9007199254740993}', [OK]),
    "integer of 5,000 digits": ('{"prompt": "Hi", "response": "x", "n": ' + "9" * 5000 + "}" + NEXT,
                                [(1, 0, "not_json"), (2, 0, None)]),
    "lone surrogate": ('{"a": "\\ud83d"}' + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "NUL in a line": (f"\0{NEXT}", [(1, 0, "not_json"), (2, 0, None)]),
    "NUL in a text": ('{"prompt": "Hi", "response": "a\\u0000b"}', [OK]),
    "raw newline in a string": ('{"prompt": "a\nb", "response": "c"}' + NEXT,
                                [(1, 0, "truncated_event"), (2, 0, "not_json"), (3, 0, None)]),
    "raw tab in a string": ('{"a": "\t"}' + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "not UTF-8": (b'{"a": "\xff"}\n' + RAW, [(1, 0, "not_utf8"), (2, 0, None)]),
    "Big5": (answer("你好").encode("big5") + b"\n" + RAW, [(1, 0, "not_utf8"), (2, 0, None)]),
    "GB18030": (answer("你好").encode("gb18030") + b"\n" + RAW, [(1, 0, "not_utf8"), (2, 0, None)]),
    "overlong UTF-8": (b'{"a": "\xc0\xaf"}\n' + RAW, [(1, 0, "not_utf8"), (2, 0, None)]),
    "depth bomb": (deep(100_000) + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "depth bomb that never closes": ("[" * 100_000 + NEXT, [(1, 0, "truncated_event")]),
    "depth below the limit": ('{"prompt": "Hi", "response": "x", "n": ' + deep(500) + "}", [OK]),
    "all keys null": ('{"prompt": null, "response": null}', [(1, 0, "no_content")]),
    "no keys": ("{}", [(1, 0, "not_a_call")]),
    # framing
    "not JSON": (f"nope{NEXT}", [(1, 0, "not_json"), (2, 0, None)]),
    "Python's repr": ("{'prompt': None}" + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "the shell's output of MongoDB": ('{"_id": ObjectId("x")}' + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "scalar": (f"7\nnull{NEXT}", [(1, 0, "not_an_event"), (2, 0, "not_an_event"), (3, 0, None)]),
    "trailing comma": ('{"a": 1,}' + NEXT, [(1, 0, "not_json"), (2, 0, None)]),
    "value, then garbage": (f"{CALL} x{NEXT}", [(1, 0, "not_json"), (2, 0, None)]),
    "two events on one line": (f"{CALL},{CALL}", [OK, (1, 1, None)]),
    "two events without a comma": (f"{CALL}{CALL}", [OK, (1, 1, None)]),
    "object and array alternating": (f"{CALL}\n[{CALL}]{NEXT}", [OK, (2, 0, "not_an_event"), (3, 0, None)]),
    "two schemas in one file": (f'{CALL}\n{{"messages": [{{"role": "user", "content": "x"}}], "model": "m"}}',
                                [OK, (2, 0, None)]),
    "one line over the limit": (f"{CALL}\n{answer('x' * (2 << 20))}{NEXT}", [OK, (2, 0, "too_large"), (3, 0, None)]),
    "one line over the limit, no newline": (b"x" * (3 << 20), [(1, 0, "too_large")]),
    # containers
    "gzip cut": (gzip.compress(MANY, 0, mtime=0)[:1000],
                 [*((n, 0, None) for n in range(1, 26)), (26, 0, "truncated_file")]),
    "gzip corrupt": (gzip.compress(RAW, mtime=0)[:-6] + b"\0\0\0\0\0\0", [OK, (2, 0, "truncated_file")]),
    "gzip with trailing garbage": (gzip.compress(RAW, mtime=0) + b"garbage", [OK, (2, 0, "truncated_file")]),
    "gzip with trailing zeros": (gzip.compress(RAW, mtime=0) + bytes(512), [OK]),
    "gzip of several members": (gzip.compress(RAW, mtime=0) * 2, [OK, (2, 0, None)]),
    "gzip in gzip": (gzip.compress(gzip.compress(RAW), mtime=0), [OK]),
    "gzip header alone": (b"\x1f\x8b", [(0, 0, "unreadable_file")]),
    "gzip 5 deep": (gzip.compress(gzip.compress(gzip.compress(gzip.compress(gzip.compress(RAW), mtime=0)))),
                    [(0, 0, "unreadable_file")]),
    "zstd of several frames": (zst(RAW) * 2, [OK, (2, 0, None)]),
    "zstd skippable frame": (struct.pack("<II", 0x184D2A50, 3) + b"abc" + zst(RAW), [OK]),
    "zstd cut": (zst(RAW)[:-2], [OK, (2, 0, "truncated_file")]),
    "zstd frame that claims 256 MiB of window": (b"\x28\xb5\x2f\xfd\x00\x90" + bytes(9), [(0, 0, "unreadable_file")]),
    "zip": (b"PK\x03\x04 an archive", [(0, 0, "unreadable_file")]),
    "gzip of a zip": (gzip.compress(b"PK\x03\x04 an archive", mtime=0), [(0, 0, "unreadable_file")]),
    "Parquet without its end": (table(prompt=["x"])[:-4], [(0, 0, "unreadable_file")]),
    "Parquet of garbage": (b"PAR1 not a table PAR1", [(0, 0, "unreadable_file")]),
    "Parquet that unites keys": (table(prompt=["Hi", None], response=["x", None], level=[None, "info"]),
                                 [OK, (2, 0, "not_a_call")]),
    "Parquet row over the limit": (table(prompt=["Hi", "x" * (2 << 20)], response=["x", "y"]),
                                   [OK, (2, 0, "too_large")]),
    # calls
    "messages: null": ('{"messages": null}', [(1, 0, "not_a_call")]),
    "both sides null": ('{"messages": null, "response": null}', [(1, 0, "no_content")]),
    "unknown role": ('{"model": "m", "messages": [{"role": "wizard", "content": "x"}]}', [(1, 0, "not_openai_chat")]),
    "Authorization in headers": ('{"headers": {"Authorization": "Bearer x"}, "level": "info"}', [(1, 0, "not_a_call")]),
    "user id nested 300 deep": ('{"prompt": "Hi", "response": "x", "user_id": ' + deep(300, key="id") + "}", [OK]),
}  # fmt: skip


@pytest.mark.parametrize("what", FATES)
def test_bad_input_has_the_fate_that_is_written_down(what, read):
    data, wanted = FATES[what]
    assert places(read(data, max_line_mib=1)) == wanted


# what stands in a text -> what becomes of it
TEXTS = {
    "double-encoded unicode": ("\\u4f60", "\\u4f60"),
    "mojibake": ("ä½\xa0", "ä½\xa0"),
    "HTML entities": ("&lt;b&gt;", "&lt;b&gt;"),
    "U+2028": ("a\u2028b", "a\u2028b"),
    "NUL": ("a\0b", "a\0b"),
    "bidi control": ("a\u202eb", "a\u202eb"),
    "surrogate pair": ("\U0001f600", "\U0001f600"),
    "a path that leads out": ("../../etc/passwd", "../../etc/passwd"),
    "a formula": ("=1+1", "=1+1"),
}


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("what", TEXTS)
def test_a_strange_text_is_kept_as_it_is(what, ascii_only, read):
    text, wanted = TEXTS[what]
    (row,) = read(json.dumps({"prompt": "Hi", "response": text}, ensure_ascii=ascii_only))
    assert said(row)[-1] == ("assistant", wanted)


def test_of_a_key_given_twice_the_last_counts(read):
    (row,) = read('{"prompt": "Hi", "response": "no", "response": "yes"}')
    assert said(row)[-1] == ("assistant", "yes")


def test_integers_keep_all_their_digits(read):
    request = '{"model": "m", "messages": [{"role": "user", "content": "x"}]}'
    call = '{"id": "c", "type": "function", "function": {"name": "f", "arguments": {"n": 9007199254740993, "x": 1.10}}}'
    message = f'{{"role": "assistant", "tool_calls": [{call}]}}'
    (row,) = read(
        f'{{"request": {request}, "response": {{"choices": [{{"message": {message}}}]}}}}'
    )
    assert "9007199254740993" in row["messages"][-1]["tool_calls"]
    assert "1.10" in row["messages"][-1]["tool_calls"]


def test_content_as_a_list_of_strings_is_read_or_says_why_not(read):
    (row,) = read('{"model": "m", "messages": [{"role": "user", "content": ["a", "b"]}]}')
    assert row["reasons"] == ["not_openai_chat"] or said(row)[0][0] == "user"


def fifo(path):
    os.mkfifo(path)


def link(path):
    (path.parent / "target").write_text(CALL)
    path.symlink_to(path.parent / "target")


def bound_socket(path):
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))


PLACES = {
    "a file that is not there": lambda _: None,
    "a folder": lambda path: path.mkdir(),
    "a pipe": fifo,
    "a socket": bound_socket,
    "a link": link,
    "a device": lambda path: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("what", PLACES)
def test_what_is_no_regular_file_is_never_opened_as_one(what, tmp_path):
    PLACES[what](tmp_path / "log")
    assert places(rows_of(tmp_path / "log", Source(name="s"))) == [(0, 0, "unreadable_file")]


def test_a_device_itself_is_never_read():
    assert places(rows_of(Path("/dev/zero"), Source(name="s"))) == [(0, 0, "unreadable_file")]


ENTRIES = len(FATES) + 2 * len(TEXTS) + len(PLACES) + 4  # and the tests of one entry each


def test_no_entry_of_the_catalogue_shows_its_text(read, capfd):
    for data, _ in FATES.values():
        read(data, max_line_mib=1)
    assert capfd.readouterr() == ("", "")
