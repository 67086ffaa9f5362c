"""Try one setting: a network without teachers, its stages (lists, spelling, start vectors) kept between attempts.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python data/ner/attempt.py --ner ../shared/ner \
        --text ../shared/corpora --work /somewhere --name wider hidden=160 passes=6 seed=8

Names before `=` are those of `passes.Plan` and `learner.Shape`. The pipeline lies in WORK/NAME afterwards, the weights
as trained in WORK/NAME.npz. Delete WORK/stage when a list, the spelling or the vectors change.
"""

import argparse
import shutil
from dataclasses import fields
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np
import spelled
from examples import Coder
from generate import gather
from learner import Floats, Shape
from passes import Data, Plan, dev, learn
from pipeline import save
from sources import write
from tagger import knowledge
from tagger.spelling import Spelling
from tokenizer import blank
from train import starts

if TYPE_CHECKING:
    from vectors import Vectors

SEED = 7  # of the pools of names: the same for all attempts


def main() -> None:
    """Read the command line, train, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--text", type=Path, required=True, help="folder of the unlabelled text")
    parser.add_argument("--work", type=Path, required=True, help="folder for stages and results")
    parser.add_argument("--name", required=True)
    parser.add_argument("settings", nargs="*", metavar="name=number")
    options = parser.parse_args()
    stage = options.work / "stage"
    if not (stage / "start.npz").exists():
        _prepare(options.ner, options.text, stage)
    coder, spelling = _coder(stage)
    with np.load(stage / "start.npz") as kept:
        start: dict[str, Vectors] = {
            name: (kept[name], kept[f"{name}_set"]) for name in kept.files if "_set" not in name
        }
    data = Data(coder, gather(options.ner, Random(SEED)), start, dev(coder, options.ner))
    real = {**learn(data, plan(options.settings), []), **spelling}
    out = options.work / options.name
    shutil.copytree(stage / "ner", out / "ner", dirs_exist_ok=True)
    save(real, out)
    np.savez(options.work / f"{options.name}.npz", allow_pickle=False, **real)


def plan(settings: list[str]) -> Plan:
    """Read a plan off `name=number`."""
    given = {name: float(value) for name, _, value in (each.partition("=") for each in settings)}
    shape = {each.name: each.type for each in fields(Shape) if each.name in given}
    whole = {name: int(value) if value == int(value) else value for name, value in given.items()}
    inner = Shape(**{name: whole[name] for name in shape})
    return Plan(shape=inner, **{name: whole[name] for name in whole if name not in shape})


def _prepare(ner: Path, text: Path, stage: Path) -> None:
    write(stage / "ner")
    known = knowledge.read(stage / "ner")
    spelling = spelled.learn(known)
    np.savez(stage / "spelling.npz", allow_pickle=False, **spelling)
    found = starts(ner, text, Coder(blank(), known, Spelling.of(spelling)))
    tables = {name: table for name, (table, _) in found.items()}
    places = {f"{name}_set": is_set for name, (_, is_set) in found.items()}
    np.savez(stage / "start.npz", allow_pickle=False, **tables, **places)


def _coder(stage: Path) -> tuple[Coder, dict[str, Floats]]:
    with np.load(stage / "spelling.npz") as kept:
        spelling: dict[str, Floats] = {name: kept[name] for name in kept.files}
    coder = Coder(blank(), knowledge.read(stage / "ner"), Spelling.of(spelling))
    return coder, spelling


if __name__ == "__main__":
    main()
