"""What only the data card says: where the files lie, and what is measured of the scrub."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from etl.report._figures import SPLITS

_SIZES = ("1K", "10K", "100K", "1M", "10M", "100M", "1B", "10B", "100B", "1T")  # of the Hub
_TASKS = {
    "chat": "text-generation",
    "persona": "text-generation",
    "classification": "text-classification",
}


def of(manifest: dict[str, Any]) -> dict[str, Any]:
    """Metadata and known limits."""
    config, counts = manifest["config"], manifest["counts"]
    scrub = config.get("scrub")
    return {
        "configs": _configs(config, counts),
        "languages": list(scrub["languages"]) if scrub else [],
        "size": _size(counts["kept"]),
        "task": _TASKS.get(config.get("task", "chat"), "text-generation"),
        "scrubbed": bool(scrub),
        "model": scrub.get("model") if scrub else None,
        "replace": scrub.get("replace") if scrub else None,
        "scores": scores() if scrub and scrub.get("model") == "builtin" else [],
        "timestamps": (config.get("write") or {}).get("timestamps", "date"),
    }


def _size(rows: int) -> str:
    above = sum(rows >= 10 ** (3 + i) for i in range(len(_SIZES)))
    if above in {0, len(_SIZES)}:
        return f"n>{_SIZES[-1]}" if above else f"n<{_SIZES[0]}"
    return f"{_SIZES[above - 1]}<n<{_SIZES[above]}"


def _configs(config: dict[str, Any], counts: dict[str, Any]) -> list[dict[str, Any]]:
    """Hugging Face `configs`: `data/` alone, and only splits with rows.

    The loader reads all configs of a folder with one builder, so Parquet and JSON Lines cannot
    stand side by side here (seen in datasets 5.2), and it fails on empty files.
    """
    splits = [name for name in SPLITS if counts["splits"].get(name)]
    keys = list(dict.fromkeys((config.get("write") or {}).get("partition_by", ())))
    return [{"name": "data", "files": _partitions(keys, splits)}] if splits else []


def _partitions(keys: list[str], splits: list[str]) -> list[tuple[str, str]]:
    folders = [f"{key}=*" for key in keys]
    if "split" not in keys:
        return [("train", "/".join(["data", *folders, "*.parquet"]))]
    at = keys.index("split")
    named = {s: [*folders[:at], f"split={s}", *folders[at + 1 :]] for s in splits}
    return [(s, "/".join(["data", *path, "*.parquet"])) for s, path in named.items()]


@cache
def scores() -> list[dict[str, Any]]:
    """`label`, `precision`, `recall` of the built-in model as measured when it was trained."""
    meta = files("etl").joinpath("scrub", "model", "pipeline", "meta.json")
    if not meta.is_file():
        return []
    by_label = json.loads(meta.read_text("utf-8")).get("performance", {}).get("ents_per_type") or {}
    return [
        {"label": label, "precision": score["p"], "recall": score["r"]}
        for label, score in sorted(by_label.items())
    ]
