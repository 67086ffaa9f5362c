"""The demo data: made again it is the same, and its truth speaks of every line."""

import json
import os
import re
import subprocess
import sys
import zlib
from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest

DEMO = Path(__file__).parents[2] / "data" / "demo"
EXPORTS = DEMO / "exports"
STAMP = re.compile(rb"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z ")


def lines_of(name):
    return [json.loads(line) for line in (DEMO / name).read_text("utf-8").splitlines()]


TRUTH, PLANTED = lines_of("truth.jsonl"), lines_of("truth_pii.jsonl")


def made(folder, seed):
    env = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, DEMO / "make.py", "--out", folder], check=True, env=env)
    return {str(p.relative_to(folder)): p for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def again(tmp_path_factory):
    return made(tmp_path_factory.mktemp("demo"), "1")


def unpacked(path):
    """All that can be read; a member that breaks off gives what stands before the break."""
    rest, text = path.read_bytes(), b""
    if rest[:2] != b"\x1f\x8b":
        return rest
    while rest:
        member = zlib.decompressobj(31)
        text += member.decompress(rest)
        rest = member.unused_data
    return text


def key(line):
    return line["source"], line["source_file"], line["source_row"], line["source_item"]


def lines_in_file(source, file):
    """Row and item of every input line of a file, told by the framing alone."""
    text = unpacked(EXPORTS / source / file)
    if file.startswith("firehose/"):
        decode, at, events, text = json.JSONDecoder().raw_decode, 0, 0, text.decode()
        while at < len(text):
            payload, at = decode(text, at)
            events += len(payload["logEvents"])
        return [(1, item) for item in range(events)]
    if source == "cloudwatch":
        return [(n, 0) for n, line in enumerate(text.split(b"\n"), 1) if STAMP.match(line)]
    if text[:1] == b"[":
        return [(1, item) for item in range(len(json.loads(text)))]
    rows = [(n, line) for n, line in enumerate(text.split(b"\n"), 1) if line.strip()]
    return [(n, item) for n, line in rows for item in range(choices(line))]


def choices(line):
    """How many answers a line holds; 1 where it holds none."""
    return max(1, line.count(b"finish_reason") if re.search(rb'\\?"n\\?":2', line) else 1)


def test_not_more_than_five_lines_in_a_hundred_of_a_source_are_unreadable():
    for source, total in Counter(line["source"] for line in TRUTH).items():
        bad = sum(x["fate"] == "quarantined" for x in TRUTH if x["source"] == source)
        assert 0 < bad <= 0.05 * total


def test_no_user_stands_for_more_than_one_call_in_twenty():
    text = b"".join(unpacked(path) for path in sorted(EXPORTS.rglob("*.*")))
    users = Counter(re.findall(rb"(?<![a-z])u-\d{5}", text))
    assert len(users) > 300
    assert users.most_common(1)[0][1] < 0.05 * users.total()


def test_no_file_holds_a_key_that_a_scanner_of_secrets_would_see():
    keys = [x["value"] for x in PLANTED if x["entity"] == "SECRET"]
    plain = [p for p in sorted(DEMO.rglob("*")) if p.suffix in {".json", ".jsonl", ".py", ".txt"}]
    assert len(keys) >= 20
    for path in plain:
        text = path.read_text("utf-8", errors="ignore")
        assert not [one for one in keys if one in text]


def test_the_demo_stays_small():
    parts = [EXPORTS, DEMO / "truth.jsonl", DEMO / "truth_pii.jsonl"]
    files = [f for part in parts for f in (part, *part.rglob("*")) if f.is_file()]
    assert sum(f.stat().st_size for f in files) <= 2_500_000


def test_made_again_it_is_the_same(again):
    committed = {str(p.relative_to(DEMO)) for p in EXPORTS.rglob("*") if p.is_file()}
    assert set(again) == committed | {"truth.jsonl", "truth_pii.jsonl"}
    for name, path in again.items():  # unpacked: deflate may press otherwise in another zlib
        assert unpacked(path) == unpacked(DEMO / name), name


def test_the_order_of_sets_changes_no_byte(again, tmp_path):
    other = made(tmp_path, "2")
    assert {n: p.read_bytes() for n, p in other.items()} == {
        n: p.read_bytes() for n, p in again.items()
    }


def test_the_truth_speaks_of_every_line_once_and_in_order():
    files = [p.relative_to(EXPORTS) for p in EXPORTS.rglob("*") if p.is_file()]
    places = [(p.parts[0], str(Path(*p.parts[1:]))) for p in files]
    lines = [(*place, *where) for place in places for where in lines_in_file(*place)]
    assert [key(line) for line in TRUTH] == sorted(lines)


def test_a_dropped_line_has_one_stage_and_a_reason_and_a_kept_one_has_none():
    stages = {"kept": {None}, "quarantined": {"adapt"}, "dropped": {"adapt", "clean", "dedup"}}
    for line in TRUTH:
        assert line["stage"] in stages[line["fate"]]
        assert bool(line["reasons"]) == (line["fate"] != "kept")
        assert line["reasons"] == sorted(line["reasons"])


def test_what_stands_for_a_line_is_kept():
    kept = {key(line)[1:] for line in TRUTH if line["fate"] == "kept"}
    for line in TRUTH:
        needed = line["stage"] == "dedup" or "retried" in line["reasons"]
        assert (line["kept_as"] is not None) == needed
        assert not needed or tuple(line["kept_as"]) in kept


@pytest.mark.parametrize(
    ("reason", "least"),
    [
        *((r, 10) for r in ("not_json", "not_an_event", "truncated_event", "not_utf8")),
        *((r, 10) for r in ("failed", "no_response", "no_prompt", "refusal", "truncated")),
        *((r, 10) for r in ("content_filtered", "retried", "short_response", "repeated_lines")),
        *((r, 20) for r in ("superseded", "exact_duplicate", "near_duplicate", "not_a_call")),
        ("long_response", 3),
        ("truncated_file", 1),
    ],
)
def test_every_fault_is_planted(reason, least):
    assert sum(reason in line["reasons"] for line in TRUTH) >= least


def test_the_readme_counts_what_is_planted():
    counts = Counter(reason for line in TRUTH for reason in line["reasons"])
    said = (DEMO / "README.md").read_text("utf-8")
    for reason, count in counts.items():
        assert f"{reason} {count:,}" in said
    assert f"{len(TRUTH):,} lines" in said


def test_every_planted_value_stands_in_its_file():
    texts = {}
    for line in PLANTED:
        path = EXPORTS / line["source"] / line["source_file"]
        text = texts.setdefault(path, unpacked(path).decode("utf-8", errors="ignore"))
        assert line["value"] in text
    assert {"PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IP_ADDRESS", "IBAN_CODE",
            "US_SSN", "TW_ID", "CN_ID", "STREET_ADDRESS", "SECRET"} == {
        line["entity"] for line in PLANTED
    }  # fmt: skip
    assert {"user", "assistant", "tool_calls", "system"} == {line["place"] for line in PLANTED}


def digits(value):
    return [int(c) for c in value if c.isdigit()]


def luhn(value):
    """Odd places from the right as they are, the others doubled, their digits added up."""
    return (
        sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits(value)[::-1]))
        % 10
        == 0
    )


def mod_97(value):
    text = value.replace(" ", "")
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def mod_11_2(value):
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(value, weights, strict=False))
    return value[-1] == "10X98765432"[total % 11]


def tw_checksum(value):
    letter = dict(zip("ABCDEFGHJKLMNPQRSTUVXYWZIO", range(10, 36), strict=True))[value[0]]
    parts = (letter // 10, letter % 10, *digits(value))
    return (
        sum(d * w for d, w in zip(parts, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0
    )


@pytest.mark.parametrize(
    ("entity", "is_valid", "known"),
    [
        ("CREDIT_CARD", luhn, "4111 1111 1111 1111"),
        ("IBAN_CODE", mod_97, "DE89 3704 0044 0532 0130 00"),
        ("CN_ID", mod_11_2, "11010519491231002X"),
        ("TW_ID", tw_checksum, "A123456789"),
    ],
)
def test_planted_numbers_pass_their_checksum(entity, is_valid, known):
    assert is_valid(known)
    assert all(is_valid(x["value"]) for x in PLANTED if x["entity"] == entity)


def texts_of(line):
    """User and assistant texts of an OpenAI call on one line, else none."""
    call = json.loads(STAMP.sub(b"", line)) if line.endswith(b"}") else {}
    reply = call.get("response") or {}
    if "choices" not in reply:
        return []
    messages = [*call["request"]["messages"], reply["choices"][0]["message"]]
    return [m["content"] for m in messages if m["role"] in {"user", "assistant"} and m["content"]]


def shingles(texts):
    words = [re.findall(r"[一-鿿]|[a-z0-9]+", text.lower()) for text in texts]
    return {tuple(w[i : i + 5]) for w in words for i in range(max(1, len(w) - 4))}


def test_what_is_kept_holds_no_near_duplicates():
    kept = {key(line) for line in TRUTH if line["fate"] == "kept"}
    sample = []
    for path in (EXPORTS / "mongodb/calls.json", *sorted(EXPORTS.glob("cloudwatch/export-*/*/*"))):
        source, *file = path.relative_to(EXPORTS).parts
        for row, line in enumerate(unpacked(path).split(b"\n"), 1):
            if (source, "/".join(file), row, 0) in kept and (texts := texts_of(line)):
                sample.append(shingles(texts))
    assert len(sample) >= 150
    assert max(len(a & b) / len(a | b) for a, b in combinations(sample, 2)) < 0.65
