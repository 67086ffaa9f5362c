"""Documents for measuring dedup: made-up sentences in two languages, some of them nearly alike.

About 1.2 kB of UTF-8 each: 88 % English words, 12 % Chinese characters, drawn by Zipf's law. 16 %
are variants of an earlier one (some sentences replaced, so that the similarity lies anywhere from
0.5 to 1; a third of them differ in case and spacing alone), 1.2 % fill one to five slots of one
form. So many pairs lie just below the threshold, more than in logs. Seeded; written by us.
"""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

BYTES, CHINESE, VARIANTS, FORMS = 1200, 0.12, 0.16, 0.012
SENTENCES, WORDS, HAN = 40_000, 30_000, 3_000
PART = 8192  # documents a row group, as many rows as `adapt` cuts at a time
LATELY = 50_000  # a variant is of one of so many documents before it: bounded memory


def _zipf(rng: random.Random, of: list[str], count: int) -> Iterator[str]:
    """Endless draws: the item of rank n comes n times as seldom as the first."""
    total = list(_running(1 / n for n in range(1, len(of) + 1)))
    while True:
        yield from rng.choices(of, cum_weights=total, k=count)


def _running(weights: Iterator[float]) -> Iterator[float]:
    at = 0.0
    for weight in weights:
        at += weight
        yield at


def english(rng: random.Random) -> list[str]:
    words = [
        "".join(rng.choices("etaoinshrdlucmfwypvbgk", k=rng.randint(2, 10))) for _ in range(WORDS)
    ]
    drawn = _zipf(rng, words, 100_000)
    return [
        " ".join(islice(drawn, rng.randint(6, 20))).capitalize() + "." for _ in range(SENTENCES)
    ]


def chinese(rng: random.Random) -> list[str]:
    drawn = _zipf(rng, [chr(0x4E00 + n) for n in rng.sample(range(20_000), HAN)], 100_000)
    return ["".join(islice(drawn, rng.randint(8, 30))) + "。" for _ in range(SENTENCES)]


def documents(count: int, seed: int = 42) -> Iterator[tuple[str, str]]:
    """(language, text) of each document."""
    rng = random.Random(seed)
    pools = {"en": english(rng), "zh": chinese(rng)}
    form = [rng.choice(pools["en"]) for _ in range(12)]
    lately: list[tuple[str, list[str]]] = []
    for n in range(count):
        chance = rng.random()
        if chance < FORMS:
            language, said = "en", list(form)
            for at in rng.sample(range(12), rng.randint(1, 5)):
                said[at] = rng.choice(pools["en"])
        elif chance < FORMS + VARIANTS and lately:
            language, said = rng.choice(lately)
            said = _variant(rng, said, pools[language])
        else:
            language = "zh" if rng.random() < CHINESE else "en"
            said = _fresh(rng, pools[language])
        if len(lately) < LATELY:
            lately.append((language, said))
        else:
            lately[n % LATELY] = (language, said)
        yield language, (" " if language == "en" else "").join(said)


def _fresh(rng: random.Random, pool: list[str]) -> list[str]:
    said, size = [], 0
    while size < BYTES * 0.95:
        said.append(rng.choice(pool))
        size += len(said[-1]) * (1 if said[-1].isascii() else 3) + 1
    return said


def _variant(rng: random.Random, said: list[str], pool: list[str]) -> list[str]:
    if rng.random() < 1 / 3:
        return [f"{sentence.upper()} " for sentence in said]
    most = max(1, len(said) // 3)
    places = set(rng.sample(range(len(said)), min(len(said), rng.randint(0, most))))
    return [rng.choice(pool) if n in places else old for n, old in enumerate(said)]


def write(folder: Path, count: int, seed: int = 42) -> Path:
    """Write them as `id`, `language`, `text`; the path of the file."""
    path, made, number = folder / f"documents-{count}.parquet", documents(count, seed), 0
    schema = pa.schema([("id", pa.uint32()), ("language", pa.string()), ("text", pa.string())])
    with pq.ParquetWriter(path, schema, compression="none") as file:  # reading is no matter here
        while part := list(islice(made, PART)):
            languages, texts = zip(*part, strict=True)
            numbers = range(number, number + len(part))
            file.write_table(pa.table([numbers, languages, texts], schema=schema))
            number += len(part)
    return path
