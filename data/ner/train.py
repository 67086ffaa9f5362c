r"""Train the built-in model.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python data/ner/train.py \
        --ner ../shared/ner --text ../shared/corpora --out etl/scrub/model/pipeline

In order: lists of words from packages, spelling, start vectors from unlabelled text, then some teachers from other
seeds, whose mean judgement of unlabelled text is what the student learns beside the gold sentences. The dev files are
scored, never trained on; scores printed here are before rounding (`score.py` reads the pipeline back from disk).
"""

import argparse
from dataclasses import dataclass
from pathlib import Path
from random import Random

import spelled
import unlabelled
import vectors
from corpus import TRAIN_EN, TRAIN_ZH, read
from examples import Coder
from generate import gather
from passes import Data, Plan, dev, learn
from pipeline import save
from sources import write
from tagger import knowledge
from tagger.spelling import Spelling
from teach import judged
from tokenizer import blank

VECTOR_SCALE = 0.3  # of the start vectors' values


def starts(ner: Path, text: Path, coder: Coder) -> dict[str, vectors.Vectors]:
    """Make the start vectors of the embedding tables, Chinese over English where both have a row."""
    gold = {name: [t for t, _ in read(ner, name)] for name in (*TRAIN_EN, TRAIN_ZH[1])}
    english = unlabelled.sentences(text, unlabelled.ENGLISH)
    english += [t for name in TRAIN_EN for t in gold[name]] * 2
    chinese = unlabelled.sentences(text, unlabelled.CHINESE) + gold[TRAIN_ZH[1]]
    found = vectors.english(english, coder.known, coder.nlp.tokenizer)
    for name, (table, is_set) in vectors.chinese(chinese, coder.known).items():
        if name in found:
            before, was_set = found[name]
            before[is_set] = table[is_set]
            found[name] = before, was_set | is_set
        else:
            found[name] = table, is_set
    return found


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    ner: Path
    text: Path
    out: Path
    seed: int
    teachers: int
    teacher_passes: int
    passes: int


def main() -> None:
    """Read the command line, train and save."""
    options = _options()
    write(options.out / "ner")
    known = knowledge.read(options.out / "ner")
    spelling = spelled.learn(known)
    coder = Coder(blank(), known, Spelling.of(spelling))
    data = Data(
        coder,
        gather(options.ner, Random(options.seed)),
        starts(options.ner, options.text, coder),
        dev(coder, options.ner),
    )
    seeds = range(options.seed + 1, options.seed + 1 + options.teachers)
    teachers = [learn(data, Plan(options.teacher_passes, seed), []) for seed in seeds]
    taught = judged(coder, teachers, options.text, options.ner) if teachers else []
    real = learn(data, Plan(options.passes, options.seed), taught)
    save({**real, **spelling}, options.out)


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--text", type=Path, required=True, help="folder of the unlabelled text")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pipeline to write")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--teachers", type=int, default=3)
    parser.add_argument("--teacher-passes", type=int, default=8)
    parser.add_argument("--passes", type=int, default=10)
    return Options(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
