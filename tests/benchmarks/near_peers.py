"""Other engines of near-duplicate detection over a file of documents, each in its own environment.

    python near_peers.py datasketch|rensa|daft|text_dedup documents.parquet FOLDER

Same parameters for all: shingles of five tokens, 126 numbers a signature in 21 bands of 6, threshold
0.8. `datasketch` and `rensa` get the tokens that we cut too; `daft` and `text_dedup` cut by
themselves, at spaces or at all that is no word, so that Chinese has few tokens. No peer compares
texts: pairs are judged by signatures, by `text_dedup` not at all. Prints one JSON object; the
clock starts when everything is imported. Needs nothing of this repository.
"""

# ruff: noqa: PLC0415 - each engine has an environment of its own
import json
import os
import re
import resource
import sys
import time
from importlib import import_module, metadata
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

BANDS, WIDTH, THRESHOLD, SEED = 21, 6, 0.8, 42
PERMUTATIONS = BANDS * WIDTH
TOKEN = re.compile(r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]+")
PACKAGE = {"datasketch": "datasketch", "rensa": "rensa", "daft": "daft", "text_dedup": "text-dedup"}


def shingles(text: str) -> list[str]:
    tokens = TOKEN.findall(text.lower())
    return [" ".join(tokens[at : at + 5]) for at in range(max(1, len(tokens) - 4))]


def texts(source: Path):
    file = pq.ParquetFile(source)
    for number in range(file.num_row_groups):
        yield file.read_row_group(number, columns=["text"])["text"].to_pylist()


class Groups:
    """Union-find; the first document of a group stands for it."""

    def __init__(self, count: int) -> None:
        self.first = list(range(count))

    def root(self, n: int) -> int:
        while self.first[n] != n:
            self.first[n] = self.first[self.first[n]]
            n = self.first[n]
        return n

    def join(self, one: int, other: int) -> None:
        a, b = self.root(one), self.root(other)
        self.first[max(a, b)] = min(a, b)

    def gone(self) -> list[int]:
        return [n for n in range(len(self.first)) if self.root(n) != n]


def datasketch(source: Path, _folder: Path) -> list[int]:
    from datasketch import MinHash, MinHashLSH

    index, seen = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, WIDTH)), []
    edges = []
    for part in texts(source):
        sets = [[shingle.encode() for shingle in shingles(text)] for text in part]
        for sketch in MinHash.bulk(sets, num_perm=PERMUTATIONS, seed=SEED):
            number = len(seen)
            edges += [
                (number, other)
                for other in index.query(sketch)
                if sketch.jaccard(seen[other]) >= THRESHOLD
            ]
            index.insert(number, sketch)
            seen.append(sketch)
    groups = Groups(len(seen))
    for one, other in edges:
        groups.join(one, other)
    return groups.gone()


def rensa(source: Path, _folder: Path) -> list[int]:
    from rensa import RMinHash

    rows = []
    for part in texts(source):
        made = RMinHash.digest_matrix_from_token_sets(
            [shingles(text) for text in part], PERMUTATIONS, SEED
        )
        rows.append(np.array(made.to_rows(), np.uint32))
    return banded(np.concatenate(rows))


def daft(source: Path, _folder: Path) -> list[int]:
    import daft as engine
    from daft.functions import minhash, normalize

    text = normalize(engine.col("text"), remove_punct=True, lowercase=True, white_space=True)
    sketch = minhash(text, num_hashes=PERMUTATIONS, ngram_size=5, seed=SEED, hash_function="xxhash")
    made = engine.read_parquet(str(source)).select(engine.col("id"), sketch.alias("sketch"))
    table = made.sort("id").to_arrow().combine_chunks()
    flat = table["sketch"].combine_chunks().flatten().to_numpy()
    return banded(flat.reshape(-1, PERMUTATIONS))


def banded(signatures: np.ndarray) -> list[int]:
    """Documents that go: the first of each bucket against the others, by signature."""
    groups = Groups(len(signatures))
    for band in range(BANDS):
        part = np.ascontiguousarray(signatures[:, band * WIDTH : (band + 1) * WIDTH])
        key = part.view(np.dtype((np.void, part.itemsize * WIDTH))).ravel()
        _, bucket, size = np.unique(key, return_inverse=True, return_counts=True)
        met = np.flatnonzero(size[bucket] > 1)
        order = met[np.argsort(bucket[met], kind="stable")]
        place = bucket[order]
        begin = np.flatnonzero(np.append(True, place[1:] != place[:-1]))[: order.size]
        first = order[np.repeat(begin, np.diff(np.append(begin, order.size)))]
        alike = (signatures[order] == signatures[first]).mean(axis=1) >= THRESHOLD
        for one, other in zip(order[alike].tolist(), first[alike].tolist(), strict=True):
            groups.join(one, other)
    return groups.gone()


def text_dedup(source: Path, folder: Path) -> list[int]:
    from text_dedup.minhash import main, uf

    sys.argv = [
        "minhash", "--path", "parquet", "--data_files", str(source), "--split", "train",
        "--cache_dir", str(folder / "cache"), "--output", str(folder / "text-dedup"), "--column", "text",
        "--num_proc", "1", "--num_perm", str(PERMUTATIONS), "--b", str(BANDS), "--r", str(WIDTH),
        "--ngram", "5", "--min_length", "0", "--threshold", str(THRESHOLD), "--hash_func", "xxh3",
    ]  # fmt: skip
    try:
        main()
    except SystemExit as ended:
        if ended.code:
            raise
    # It keeps any row of a group; the groups are compared, so the first one is made to stay.
    first: dict[int, int] = {}
    numbers = range(pq.ParquetFile(source).metadata.num_rows)
    return [n for n in numbers if first.setdefault(uf.find(n), n) != n]


def spent() -> float:
    """CPU seconds of this process and its children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def main(engine: str, source: Path, folder: Path) -> None:
    os.environ |= {"HF_HOME": str(folder / "hf"), "HF_DATASETS_OFFLINE": "1", "DO_NOT_TRACK": "1"}
    import_module("text_dedup.minhash" if engine == "text_dedup" else engine)
    before, started = spent(), time.perf_counter()
    gone = globals()[engine](source, folder)
    told = {"cpu_s": spent() - before, "wall_s": time.perf_counter() - started, "gone": len(gone),
            "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            "version": metadata.version(PACKAGE[engine])}  # fmt: skip
    (folder / f"gone-{engine}.json").write_text(json.dumps(gone))
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
