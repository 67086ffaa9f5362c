"""Sentences without labels, of `../shared/corpora`: DRCD (Wikipedia, zh-TW), KdConv (chat, zh-CN), SGD (chat, en)."""

import io
import json
import re
from collections.abc import Iterator
from pathlib import Path

import zstandard

CHINESE = ("drcd_zh_TW_7k.jsonl.zst", "kdconv_zh_multiturn.jsonl.zst")
ENGLISH = ("sgd_en_multiturn.jsonl.zst",)
HAN_SENTENCE = re.compile(r"[^。！？]+[。！？]?[」』”]?")
AT_LEAST = 6  # characters


def sentences(folder: Path, names: tuple[str, ...]) -> list[str]:
    """Read each sentence of the named files once, in their order; an English turn counts as one."""
    found = dict[str, None]()
    for name in names:
        for text in _turns(folder / name):
            for line in text.split("\n"):
                parts = [line] if name in ENGLISH else HAN_SENTENCE.findall(line)
                found.update(
                    (part.strip(), None) for part in parts if len(part.strip()) >= AT_LEAST
                )
    return list(found)


def _turns(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        reader = zstandard.ZstdDecompressor().stream_reader(file)
        for line in io.TextIOWrapper(reader, encoding="utf-8"):
            for message in json.loads(line)["messages"]:
                yield message["content"]
