"""Read gold sentences (UNER, CoNLL) into samples: a text and its character spans.

UNER files keep the original text in a comment, so spaces are real; the others are joined again by
simple rules. Labels become PERSON, LOC and ORG, anything else is no entity: `B-OTH` and `B-O` in
EWT's training file (an older revision), `product` and `creative-work` in WNUT17, `MISC` in
wikigold. Broad Twitter marks a handle as `@` B-PER and its name B-PER again; handles are dropped,
since a recognizer of their own finds them.
"""

import gzip
import re
from collections.abc import Iterator
from pathlib import Path

Span = tuple[int, int, str]
Sample = tuple[str, tuple[Span, ...]]
Token = tuple[str, str]

LABELS = {"PER": "PERSON", "person": "PERSON", "LOC": "LOC", "location": "LOC"}
LABELS |= {"ORG": "ORG", "corporation": "ORG", "group": "ORG"}
TRAIN_EN = (
    "en_ewt-train.iob2",
    *(f"btc_{part}.conll" for part in "abefgh"),
    "wnut_train.conll",
    "wikigold.conll",
)
TRAIN_ZH = ("zh_gsd-train.iob2", "zh_gsdsimp-train.iob2")
GENERATED_EN, GENERATED_ZH = 6, 7  # ids of what is written here
DEV = ("en_ewt-dev.iob2", "zh_gsd-dev.iob2", "zh_gsdsimp-dev.iob2")
NO_SPACE_BEFORE = re.compile(r"[,.!?:;%)\]}'’]|n't$")


def number(name: str) -> int:
    """Number the corpus of a file: each labels in its own way, and the tagger is told whose."""
    order = ("en_ewt", "btc", "wnut", "wikigold", "zh_gsd", "zh_gsdsimp")
    return order.index(re.split(r"-|\.|_[a-z]\.|_train", name)[0])


def read(folder: Path, name: str) -> list[Sample]:
    """Read the samples of one file of the data folder, e.g. `en_ewt-dev.iob2`."""
    with gzip.open(folder / f"{name}.gz", "rt", encoding="utf-8") as lines:
        return [
            _sample(text, tokens)
            for text, tokens in _sentences(lines, uner=name.endswith(".iob2"))
            if tokens
        ]


def _sentences(lines: Iterator[str], *, uner: bool) -> Iterator[tuple[str, list[Token]]]:
    text, tokens = "", list[Token]()
    for line in lines:
        fields = line.rstrip("\n").split("\t") if "\t" in line else line.split()
        if uner and line.startswith("#"):
            text = line.partition("# text = ")[2].strip() or text
        elif len(fields) > 1:
            tokens.append((fields[1], fields[2]) if uner else (fields[0], fields[-1]))
        elif tokens:
            yield text, _without_handles(tokens)
            text, tokens = "", []
    yield text, _without_handles(tokens)


def _without_handles(tokens: list[Token]) -> list[Token]:
    kept = list[Token]()
    after_at = False
    for word, tag in tokens:
        is_handle = word.startswith("@") or after_at or word == "-DOCSTART-"
        after_at = word == "@"
        if not is_handle:
            kept.append((word, tag))
    return kept


def _sample(text: str, tokens: list[Token]) -> Sample:
    if not _placed(text, tokens):
        text = _joined(tokens)
    spans = list[Span]()
    before = "O"
    for start, end, tag in _placed(text, tokens):
        label = LABELS.get(tag[2:])
        if label and tag.startswith("I-") and before[2:] == tag[2:] and spans:
            spans[-1] = (spans[-1][0], end, label)
        elif label:
            spans.append((start, end, label))
        before = tag
    return text, tuple((start + (text[start] == "#"), end, label) for start, end, label in spans)


def _placed(text: str, tokens: list[Token]) -> list[Span]:
    at, placed = 0, list[Span]()
    for word, tag in tokens:
        start = text.find(word, at)
        if start < 0:
            return []
        at = start + len(word)
        placed.append((start, at, tag))
    return placed


def _joined(tokens: list[Token]) -> str:
    text = ""
    for word, _ in tokens:
        tight = not text or text[-1] in "([{" or NO_SPACE_BEFORE.match(word)
        text += word if tight else f" {word}"
    return text
