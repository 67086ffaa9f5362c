r"""Train the built-in model.

    OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python data/ner/train.py \
        --ner ../shared/ner --text ../shared/corpora --work /somewhere --out etl/scrub/model/pipeline

In order: lists of words from packages, spelling, start vectors from unlabelled text, then the network; where `TEACHERS`
names any, they come first, and their mean judgement of unlabelled text is what the network learns beside the gold
sentences. What is finished rests in WORK, and a run that broke off goes on from there. The dev files are scored, never
trained on; scores printed here are before rounding (`score.py` reads the pipeline back from disk).
"""

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path

from passes import Data, learn
from pipeline import save
from plan import Plan
from shape import Floats
from stages import LISTS, kept, prepared
from teach import judged

TEACHERS: tuple[Plan, ...] = ()
NETWORK = Plan(passes=8, seed=8)


@dataclass(frozen=True)
class Options:
    """What the command line says."""

    ner: Path
    text: Path
    work: Path
    out: Path


def main() -> None:
    """Read the command line, train and save."""
    options = _options()
    work = options.work
    work.mkdir(parents=True, exist_ok=True)
    data, spelling = prepared(options.ner, options.text, work)
    real = _student(data, options) if TEACHERS else _alone(data, NETWORK, work)
    shutil.copytree(work / LISTS, options.out / LISTS, dirs_exist_ok=True)
    save({**real, **spelling}, options.out)


def _student(data: Data, options: Options) -> dict[str, Floats]:
    def learned() -> dict[str, Floats]:
        teachers = [_alone(data, plan, options.work) for plan in TEACHERS]
        return learn(data, NETWORK, judged(data.coder, teachers, options.text, options.ner))

    return kept(options.work / f"student_{NETWORK.seed}.npz", learned)


def _alone(data: Data, plan: Plan, work: Path) -> dict[str, Floats]:
    return kept(work / f"alone_{plan.seed}.npz", lambda: learn(data, plan, []))


def _options() -> Options:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--text", type=Path, required=True, help="folder of the unlabelled text")
    parser.add_argument("--work", type=Path, required=True, help="folder for what is finished")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pipeline to write")
    return Options(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
