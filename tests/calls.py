"""Logs and configs that tests write, and digests of what a run gave."""

import hashlib
import json
from pathlib import Path

ANSWER = "Yes: the parcel of order {n} left our store on Monday and will be with you on Thursday."


def call(n, *, user="u", answer=None, prompt=None, time=None, **more):
    """One OpenAI-style call as a dict; `more` goes into the response."""
    return {
        "timestamp": time or f"2026-03-0{1 + n % 6}T{n % 24:02}:{n % 60:02}:00Z",
        "user": f"{user}{n}",
        "request": {
            "model": "gpt-4.1",
            "messages": [
                {"role": "system", "content": "You answer questions about parcels."},
                {"role": "user", "content": prompt or f"Where is my parcel number {n * 7919}?"},
            ],
        },
        "response": {
            "id": f"chatcmpl-{user}-{n}",
            "object": "chat.completion",
            "created": 1772323200 + 3600 * n,
            "model": "gpt-4.1",
            "choices": [
                {
                    "index": 0,
                    "finish_reason": "stop",
                    "message": {
                        "role": "assistant",
                        "content": answer or ANSWER.format(n=n * 104729),
                    },
                }
            ],
            **more,
        },
    }


def write_lines(path: Path, *lines):
    """Write dicts as JSON, text and bytes as they are, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    raw = [
        line
        if isinstance(line, bytes)
        else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    ]
    path.write_bytes(b"".join(line + b"\n" for line in raw))
    return path


def write_config(folder: Path, **keys):
    """A config that reads `logs/*.jsonl`, with the model off so that it is quick."""
    values = {
        "version": 1,
        "output": "out",
        "workers": 1,
        "sources": [{"type": "jsonl", "path": "logs/*.jsonl"}],
        "scrub": {"model": False},
        **keys,
    }
    path = folder / "config.yaml"
    path.write_text(json.dumps(values))  # JSON is YAML
    return path


def digests(run: Path):
    """sha256 of everything that a promise names: data, formats, ledger."""
    files = [p for p in sorted(run.rglob("*")) if p.is_file()]
    told = [p for p in files if p.name not in {"manifest.json", "report.html", "README.md"}]
    return {p.relative_to(run).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in told}
