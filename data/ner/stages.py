"""What every network of a run starts from, kept in a work folder: lists of words, spelling, start vectors."""

from collections.abc import Callable
from pathlib import Path
from random import Random

import numpy as np
import spelled
import unlabelled
import vectors
from corpus import TRAIN_EN, TRAIN_ZH, read
from examples import Coder
from generate import gather
from measure import dev
from passes import Data
from shape import Floats
from sources import write
from tokenizer import blank

from etl.scrub.tagger import knowledge
from etl.scrub.tagger.spelling import Spelling

SEED = 7  # of the pools of names
LISTS = "ner"  # the folder of the lists, in the work folder as in the pipeline's
Arrays = dict[str, Floats]


def kept(path: Path, make: Callable[[], Arrays]) -> Arrays:
    """Read arrays from a file, or make and write them: a run that broke off goes on from there."""
    if not path.exists():
        part = path.with_suffix(".part.npz")
        np.savez(part, allow_pickle=False, **make())
        part.rename(path)
    with np.load(path) as file:
        return {name: file[name] for name in file.files}


def prepared(ner: Path, text: Path, work: Path) -> tuple[Data, Arrays]:
    """Make or read the stages; give the data of all networks, and the spelling's weights."""
    if not (work / LISTS).exists():
        write(work / "lists.part")
        (work / "lists.part").rename(work / LISTS)
    known = knowledge.read(work / LISTS)
    spelling = kept(work / "spelling.npz", lambda: spelled.learn(known))
    coder = Coder(blank(), known, Spelling.of(spelling))
    start = kept(work / "start.npz", lambda: _starts(ner, text, coder))
    tables = {
        name: (table, start[f"{name}_set"] > 0)
        for name, table in start.items()
        if not name.endswith("_set")
    }
    return Data(coder, gather(ner, Random(SEED)), tables, dev(coder, ner)), spelling


def _starts(ner: Path, text: Path, coder: Coder) -> Arrays:
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
    tables = {name: table for name, (table, _) in found.items()}
    return tables | {
        f"{name}_set": is_set.astype(np.float32) for name, (_, is_set) in found.items()
    }
