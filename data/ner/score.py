"""Score a saved pipeline on the dev files, read back from disk.

`python data/ner/score.py --ner ../shared/ner --model etl/scrub/model/pipeline`

An entity counts when start, end and label are those of the gold. Also printed: the probes (support
chat written after the last training and never looked at before), false spans in held-out code,
speed and size, and whether lemmas are the texts.
"""

import argparse
import json
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import spacy
from corpus import DEV, Sample, read
from probe import false_spans, probes
from spacy.language import Language

import etl.scrub.tagger.component  # noqa: F401 (the factory of `ner`)

Counts = dict[str, tuple[int, int, int]]


def gold_files(folder: Path, names: Iterable[str]) -> dict[str, list[Sample]]:
    """Read the named files of the data folder."""
    return {name.partition("-")[0]: read(folder, name) for name in names}


def counts(nlp: Language, samples: list[Sample]) -> Counts:
    """Count per label: entities found right, found in all, in the gold."""
    right, found, gold = Counter[str](), Counter[str](), Counter[str]()
    for doc, (_, spans) in zip(
        nlp.pipe((text for text, _ in samples), batch_size=64), samples, strict=True
    ):
        ents = {(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents}
        right.update(label for *_, label in ents & set(spans))
        found.update(label for *_, label in ents)
        gold.update(label for *_, label in set(spans))
    return {label: (right[label], found[label], gold[label]) for label in ("PERSON", "LOC", "ORG")}


def scores(per_label: Counts, labels: tuple[str, ...]) -> tuple[float, float, float]:
    """Give precision, recall and F over some labels, in per cent."""
    right, found, gold = (sum(per_label[label][at] for label in labels) for at in range(3))
    return (
        100 * right / max(found, 1),
        100 * right / max(gold, 1),
        200 * right / max(found + gold, 1),
    )


def summary(nlp: Language, dev: dict[str, list[Sample]]) -> str:
    """Write F per file: PERSON+LOC (PERSON/LOC/ORG)."""
    parts = list[str]()
    for name, samples in dev.items():
        found = counts(nlp, samples)
        both, *each = (
            scores(found, labels)[2]
            for labels in (("PERSON", "LOC"), ("PERSON",), ("LOC",), ("ORG",))
        )
        parts.append(f"{name} {both:.1f} (" + "/".join(f"{score:.1f}" for score in each) + ")")
    return ", ".join(parts)


def table(nlp: Language, dev: dict[str, list[Sample]]) -> str:
    """Write P/R/F per file and label as a Markdown table."""
    groups = (("PERSON",), ("LOC",), ("ORG",), ("PERSON", "LOC"))
    rows = [
        "| dev file | " + " | ".join("+".join(group) for group in groups) + " |",
        "|---" * 5 + "|",
    ]
    for name, samples in dev.items():
        found = counts(nlp, samples)
        cells = ["/".join(f"{score:.1f}" for score in scores(found, group)) for group in groups]
        rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


def speed(nlp: Language, dev: dict[str, list[Sample]]) -> str:
    """Measure tokens per CPU second, batches of 64."""
    texts = [text for samples in dev.values() for text, _ in samples]
    began = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=64))
    return f"{words / (time.process_time() - began):.0f} tokens per CPU second"


def record(nlp: Language, dev: dict[str, list[Sample]], model: Path) -> None:
    """Write P/R/F, as shares, into the pipeline's `meta.json`: every data card shows them."""
    texts = {"en_ewt": "en", "zh_gsd": "zh-Hant", "zh_gsdsimp": "zh-Hans"}
    measured = {
        f"{label} {texts[name]}": dict(
            zip("prf", (round(score / 100, 3) for score in scores(found, (label,))), strict=True)
        )
        for name, samples in dev.items()
        for found in (counts(nlp, samples),)
        for label in ("PERSON", "LOC", "ORG")
    }
    path = model / "meta.json"
    meta = json.loads(path.read_text())
    path.write_text(
        json.dumps({**meta, "performance": {"ents_per_type": measured}}, indent=2) + "\n"
    )


def main() -> None:
    """Load the pipeline from disk and print every measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--model", type=Path, required=True, help="folder of the pipeline")
    parser.add_argument("--record", action="store_true", help="write the scores into meta.json")
    options = parser.parse_args()
    nlp, dev = spacy.load(options.model), gold_files(options.ner, DEV)
    if options.record:
        record(nlp, dev, options.model)
    size = sum(path.stat().st_size for path in options.model.rglob("*") if path.is_file())
    lemmas = all(token.lemma_ == token.text for token in nlp("The orders of 王小明 hadn't come."))
    print(table(nlp, dev), probes(nlp), false_spans(nlp), speed(nlp, dev), sep="\n\n")
    print(f"{size / 1e6:.2f} MB, lemmas are texts: {lemmas}")


if __name__ == "__main__":
    main()
