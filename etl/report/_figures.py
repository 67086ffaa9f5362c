"""The figures of a run, arranged for reading: from the manifest to what the templates print."""

from collections import Counter
from typing import Any

import polars as pl

SPLITS = ("train", "validation", "test")
MOST_FILES = 100  # named on the page; the manifest names all
MOST_CHARS = 800  # of a message in an example
MOST_MESSAGES = 12


def of(manifest: dict[str, Any]) -> dict[str, Any]:
    """Everything that both pages print."""
    counts = manifest["counts"]
    return {
        **{key: manifest[key] for key in ("name", "run_id", "etl_version", "key_id")},
        "started_at": _time(manifest["started_at"]),
        "finished_at": _time(manifest.get("finished_at")),
        "config_sha256": manifest["config_sha256"],
        "versions": manifest["versions"],
        "previous": manifest.get("previous"),
        "input": counts["input"],
        "kept": counts["kept"],
        "dropped": counts["dropped"],
        "quarantined": counts["quarantined"],
        "stages": [_stage(name, stage) for name, stage in counts["stages"].items()],
        "splits": {name: counts["splits"].get(name, 0) for name in SPLITS},
        "formats": _formats(counts),
        "entities": _falling(counts["entities"]),
        "found": (manifest.get("scrub") or {}).get("found", []),
        "review": _review(manifest),
        "shards": "*" if manifest.get("set") else "",
        "warnings": manifest.get("warnings", []),
        "gates": [_gate(gate) for gate in manifest.get("gates", [])],
        "sources": _sources(manifest["inputs"]),
        "files": _most_rows(manifest["inputs"]),
        "more_files": max(0, len(manifest["inputs"]) - MOST_FILES),
    }


def talks(examples: pl.DataFrame) -> list[dict[str, Any]]:
    """Conversations to show: short, and plain about what was left out."""
    if not examples.height:
        return []
    shown = examples.select(
        "record_id", pl.col("messages").list.head(MOST_MESSAGES), more=_beyond()
    )
    return [
        {**row, "messages": [_message(m) for m in row["messages"]]}
        for row in shown.iter_rows(named=True)
    ]


def _time(moment: str | None) -> str | None:
    return moment and moment.replace("T", " ").replace("+00:00", " UTC")


def _beyond() -> pl.Expr:
    return (pl.col("messages").list.len().cast(pl.Int64) - MOST_MESSAGES).clip(lower_bound=0)


def _message(message: dict[str, Any]) -> dict[str, Any]:
    text = "\n".join(t for t in (message["content"], message["tool_calls"]) if t)
    left_out = max(0, len(text) - MOST_CHARS)
    return {
        "role": message["role"],
        "text": text[:MOST_CHARS],
        "left_out": left_out,
        "unlearned": message["weight"] == 0,
    }


def _stage(name: str, stage: dict[str, Any]) -> dict[str, Any]:
    gone = stage["dropped"] + stage["quarantined"]
    several = sum(stage["reasons"].values()) > gone
    return {
        **stage,
        "name": name,
        "gone": gone,
        "reasons": _falling(stage["reasons"]),
        "several": several,
    }


def _gate(gate: dict[str, Any]) -> dict[str, Any]:
    """A gate without the advice behind its figures; drift is told even where no limit holds it."""
    held = "passed" if gate["passed"] else "failed"
    said = gate["what"].split("; ")[0]
    return {"name": gate["name"], "said": said, "held": "told" if gate["limit"] is None else held}


def _review(manifest: dict[str, Any]) -> dict[str, Any] | None:
    """The newest rating of what scrub misses, and whether this run was scrubbed as it was measured."""
    review, scrub = manifest.get("review"), manifest.get("scrub")
    if not review or not scrub:
        return None
    kinds = {"by_language": "language", "by_entity": "entity"}
    rows = [(of, name, row) for by, of in kinds.items() for name, row in review[by].items()]
    return {**review, "rows": rows, "holds": review["scrub"] == scrub["sha256"]}


def _formats(counts: dict[str, Any]) -> list[dict[str, Any]]:
    """Rows in each format, and how many of the kept it could not take."""
    taken = counts["formats"]
    return [{"name": n, "rows": taken[n], "not_in": counts["kept"] - taken[n]} for n in taken]


def _sources(inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    by: dict[str, dict[str, Any]] = {}
    for item in inputs:
        source = by.setdefault(
            item["source"],
            {"name": item["source"], "files": 0, "bytes": 0, "rows": 0, "quarantined": 0,
             "envelopes": set(), "dialects": Counter()},
        )  # fmt: skip
        source["files"] += 1
        for figure in ("bytes", "rows", "quarantined"):
            source[figure] += item[figure]
        source["envelopes"].add(item["envelope"])
        source["dialects"].update(item["dialects"])
    return [
        {
            **source,
            "envelopes": sorted(source["envelopes"]),
            "dialects": _falling(source["dialects"]),
        }
        for _, source in sorted(by.items())
    ]


def _most_rows(inputs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(inputs, key=lambda i: (-i["rows"], i["source"], i["file"]))[:MOST_FILES]


def _falling(counted: dict[str, int]) -> list[tuple[str, int]]:
    """Most first, then by name."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
