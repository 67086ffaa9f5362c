"""Train the built-in model.

`OPENBLAS_NUM_THREADS=1 python data/ner/train.py --ner ../shared/ner --out etl/scrub/model/pipeline`

`ner.update` and not `nlp.update` (which copies each example); Adam with warm-up and linear decay;
batches grow, since many small updates early pay; the averaged weights are saved. With one thread,
the same machine, versions and seed give the same weights. The dev files are scored, never trained
on.
"""

import argparse
import random
import time
from pathlib import Path

import fast_gemm
import spacy
from batches import Plan, batches, example
from corpus import DEV
from generate import gather, one_pass
from pipeline import save, untrained
from score import gold_files, summary
from spacy.language import Language
from thinc.api import Adam


def train(folder: Path, plan: Plan, seed: int) -> tuple[Language, Adam]:
    """Run all passes and print the dev scores of the averaged weights after each."""
    spacy.util.fix_random_seed(seed)
    rng = random.Random(seed)
    material, dev, nlp = gather(folder, rng), gold_files(folder, DEV), untrained()
    optimizer = Adam(plan.learn_rate, L2=0.01, grad_clip=1.0, use_averages=True)
    ner, began = nlp.get_pipe("ner"), time.process_time()
    for number in range(plan.passes):
        drawn = (example(nlp, sample) for sample in one_pass(material, rng))
        examples = [each for each in drawn if len(each.reference)]
        losses: dict[str, float] = {}
        for batch, done in batches(examples, plan, number / plan.passes, 1 / plan.passes):
            optimizer.learn_rate = plan.rate(done)
            ner.update(batch, drop=plan.drop, sgd=optimizer, losses=losses)
        with ner.model.use_params(optimizer.averages):
            spent = f"{time.process_time() - began:.0f} s, loss {losses['ner']:.0f}"
            print(f"pass {number + 1}, {spent}: {summary(nlp, dev)}", flush=True)
    return nlp, optimizer


def main() -> None:
    """Read the command line, train and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ner", type=Path, required=True, help="folder of the gold files")
    parser.add_argument("--out", type=Path, required=True, help="folder of the pipeline to write")
    parser.add_argument("--passes", type=int, default=Plan.passes)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    fast_gemm.use()
    nlp, optimizer = train(options.ner, Plan(passes=options.passes), options.seed)
    with nlp.get_pipe("ner").model.use_params(optimizer.averages):
        save(nlp, options.out)


if __name__ == "__main__":
    main()
