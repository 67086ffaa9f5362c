"""A manifest as a run writes it, and some rows of its data."""

import copy

import pytest

from etl.schema import example, frame


def stage(entered, quarantined=0, **reasons):
    dropped = sum(reasons.values()) - quarantined
    out = entered - quarantined - dropped
    return {
        "in": entered,
        "out": out,
        "dropped": dropped,
        "quarantined": quarantined,
        "reasons": reasons,
    }


def found(*row):
    return dict(zip(("entity", "recognizer", "language", "score", "count"), row, strict=True))


STAGES = {
    "adapt": stage(61_234, 47, not_json=40, truncated_file=7, not_a_call=1_204),
    "clean": stage(59_983, refusal=2_410, truncated=911, short_response=3_302, retried=641),
    "dedup": stage(52_719, exact_duplicate=8_112, near_duplicate=4_007, superseded=6_120),
    "scrub": stage(34_480, 3, not_scrubbed=3),
    "split": stage(34_477),
    "write": stage(34_477, unwritable=2),
}
MANIFEST = {
    "format": 1,
    "run_id": "20260315T020000Z-1a2b3c",
    "name": "support-bot",
    "previous": None,
    "started_at": "2026-03-15T02:00:00+00:00",
    "finished_at": "2026-03-15T02:03:20+00:00",
    "etl_version": "0.1.0",
    "versions": {"python": "3.11.7", "polars": "2.1.0"},
    "config": {
        "task": "chat",
        "scrub": {"languages": ["en", "zh"], "model": "builtin", "replace": "placeholder"},
        "write": {"partition_by": ["split", "source", "date"], "timestamps": "date"},
    },
    "config_sha256": "ab" * 32,
    "inputs": [
        {"source": "prod", "file": f"dt=2026030{n}/hour=02/archive_020000.1234.AbCdEfGhIjKlMnOp.json.gz",
         "bytes": 1_000_000 * n, "sha256": "0" * 64, "rows": 10_000 * n, "quarantined": n,
         "envelope": "datadog", "dialects": {"openai_chat": 9_000 * n, "plain": 900 * n}}
        for n in range(1, 4)
    ] + [
        {"source": "web", "file": "calls.jsonl", "bytes": 5_300_000, "sha256": "1" * 64, "rows": 1_234,
         "quarantined": 41, "envelope": "jsonl", "dialects": {}},
    ],
    "counts": {
        "input": 61_234, "kept": 34_475, "dropped": 26_709, "quarantined": 50,
        "stages": STAGES,
        "splits": {"test": 1_724, "train": 31_027, "validation": 1_724},
        "formats": {"openai": 34_475, "alpaca": 30_001},
        "entities": {"EMAIL_ADDRESS": 4_100, "PERSON": 22_345, "SECRET": 12},
    },
    "scrub": {
        "sha256": "5c" * 32, "entities": ["EMAIL_ADDRESS", "PERSON", "SECRET"], "replace": ["placeholder"],
        "found": [
            found("EMAIL_ADDRESS", "email_address", "en", "1.00", 4_099),
            found("PERSON", "model", "zh", "0.65-0.85", 20_001),
        ],
    },
    "review": None,
    "files": [],
    "key_id": "derived",
}  # fmt: skip


def missed(texts, some, low, high, values):
    rate = some / texts
    return {"texts": texts, "missed": some, "rate": rate, "interval": [low, high], "values": values}


REVIEW = {
    "run_id": "20260301T020000Z-4d5e6f", "sample": "20260301T020000Z-4d5e6f-0a0b0c0d", "scrub": "5c" * 32,
    "reviewer": "Amy Chen", "date": "2026-03-03", "all": missed(400, 3, 0.001549, 0.021761, 5),
    "by_language": {"en": missed(250, 0, 0.0, 0.014648, 0), "zh": missed(150, 3, 0.004135, 0.057297, 5)},
    "by_entity": {"PERSON": missed(400, 3, 0.001549, 0.021761, 5)},
    "wrong": 7, "confidence": 0.95, "method": "Clopper-Pearson",
}  # fmt: skip


@pytest.fixture
def review():
    return copy.deepcopy(REVIEW)


@pytest.fixture
def manifest():
    return copy.deepcopy(MANIFEST)


@pytest.fixture
def examples():
    code = "Use a loop:\n\n```python\nfor line in lines:\n    print(line)\n```\n" + "x" * 90
    return frame(
        example(
            ("system", "Be brief."),
            ("user", "How do I print lines?"),
            ("assistant", code),
            record_id="a1",
        ),
        example(
            ("user", "請問 <PERSON_1> 的訂單在哪裡？"),
            ("assistant", "您的訂單已寄出。" * 300),
            record_id="b2",
        ),
    )
