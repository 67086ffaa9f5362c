"""Try one setting: a network without teachers, its stages (lists, spelling, start vectors) kept between attempts.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python data/ner/attempt.py --ner ../shared/ner \
        --text ../shared/corpora --work /somewhere --name wider hidden=160 passes=6 seed=8

Names before `=` are those of `plan.Plan` and `shape.Shape`. The pipeline lies in WORK/NAME afterwards, the weights
as trained in WORK/NAME.npz. Delete the stages in WORK when a list, the spelling or the
vectors change.
"""

import argparse
import shutil
from dataclasses import fields
from pathlib import Path

import numpy as np
from passes import learn
from pipeline import save
from plan import Plan
from shape import Shape
from stages import LISTS, prepared


def main() -> None:
    """Read the command line, train, save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--text", type=Path, required=True, help="folder of the unlabelled text")
    parser.add_argument("--work", type=Path, required=True, help="folder for stages and results")
    parser.add_argument("--name", required=True)
    parser.add_argument("settings", nargs="*", metavar="name=number")
    options = parser.parse_args()
    data, spelling = prepared(options.ner, options.text, options.work)
    real = {**learn(data, plan(options.settings), []), **spelling}
    out = options.work / options.name
    shutil.copytree(options.work / LISTS, out / "ner", dirs_exist_ok=True)
    save(real, out)
    np.savez(options.work / f"{options.name}.npz", allow_pickle=False, **real)


def plan(settings: list[str]) -> Plan:
    """Read a plan off `name=number`."""
    given = {name: float(value) for name, _, value in (each.partition("=") for each in settings)}
    shape = {each.name: each.type for each in fields(Shape) if each.name in given}
    whole = {name: int(value) if value == int(value) else value for name, value in given.items()}
    inner = Shape(**{name: whole[name] for name in shape})
    return Plan(shape=inner, **{name: whole[name] for name in whole if name not in shape})


if __name__ == "__main__":
    main()
