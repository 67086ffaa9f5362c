"""A row that holds what the model will be measured by: text of the evaluation files.

    contained       at least `containment` of the n-grams of an evaluation text stand in the row
    near_duplicate  one message and an evaluation text have a Jaccard similarity of `threshold`

N-grams are 13 tokens long, as for GPT-3 (Brown et al. 2020, arXiv:2005.14165, appendix C, which takes any single
one: `containment: 0`), or as long as the text, from 8 tokens on. Half of them is what Tulu 3 asks for (Lambert et
al. 2024, arXiv:2411.15124; of 8-grams), since answers quote. Shorter texts are found as a message of their own.
Compared are user and assistant text, as by `near`. Nothing finds a paraphrase or a translation.

It comes before the other parts: a contaminated row stands for no other. Committed rows are looked at
when the files or options are others than in the run before, and retracted. What each row hit is told
in `audit/contaminated`, without text.

Price: 4 CPU s for 122 MB in 100,000 clean rows against a million tokens of evaluation, 0.5 of it
reading the keys; see `_index` for the files (two loaded cores, November 2026).
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
import polars as pl
from pydantic import BeforeValidator, Field

from etl.dedup import _messages
from etl.dedup._evaluation import Evaluation
from etl.dedup._hashing import I64
from etl.dedup._messages import Messages
from etl.schema import Run

if TYPE_CHECKING:
    from etl.dedup._known import Known
    from etl.dedup._overlap import F64, U8  # at run time numba would come with it

ON_BY_DEFAULT = False
Share = Annotated[float, Field(ge=0, le=1)]
Files = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(lambda files: (files,) if isinstance(files, str) else files),
]
HITS: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "record_id": pl.String,
    "overlap": pl.String,  # contained | near_duplicate
    "share": pl.Float64,  # of the n-grams of the text; the similarity
    "file": pl.String,
    "row": pl.Int64,  # in the file, 1-based
}
BATCH = 4096  # rows whose shingles are read at a time
KINDS = ("", "contained", "near_duplicate")


def contaminated(
    keys: pl.LazyFrame,
    run: Run,
    evaluations: Sequence[Evaluation],
    *,
    files: Files = (),
    ngram_tokens: Annotated[int, Field(ge=8, le=64)] = 13,
    containment: Share = 0.5,
    threshold: Annotated[float, Field(gt=0, le=1)] = 0.8,
    action: Literal["drop", "flag"] = "drop",
) -> pl.DataFrame:
    """Find the rows that overlap an evaluation text.

    Args:
        keys: of the rows that are to be looked at.
        run: its key is that of the hashes.
        evaluations: the files that `files` name.
        files: patterns of evaluation files, from the folder of the config.
        ngram_tokens: length of an n-gram.
        containment: least share of a text's n-grams; 0: a single one is enough.
        threshold: least similarity of a message to a text.
        action: drop | flag: keep the row, and tell of it in `audit/contaminated` alone.

    Returns:
        One row per row that overlaps, in order: `HITS`, of the text of which it holds most. ConfigError
        where a file cannot be read.
    """
    from etl.dedup import _index, _known, _overlap  # noqa: PLC0415 - numba costs 0.9 s

    del files, action  # what becomes of the rows is not decided here
    known = _known.known(evaluations, ngram_tokens, run.key)
    marks, rows, messages = _index.marks(known.lookup), 0, 0
    said = ("said", "said_by") if "said" in keys.collect_schema() else ("shingles", "spread")
    found = [pl.DataFrame(schema=HITS)]
    for batch in keys.select("ordinal", "record_id", *said).collect_batches(chunk_size=BATCH):
        turn, spread = _messages.flat(batch[said[1]])
        offset = np.concatenate([[0], np.cumsum(spread, dtype=np.int64)])
        text, how = np.zeros(batch.height, np.int64), np.zeros(batch.height, np.uint8)
        share = np.zeros(batch.height)
        _, shingle = _messages.unpacked(batch[said[0]])
        _overlap.overlaps(known.lookup, marks, shingle, offset, turn, rows, messages,
                          containment, threshold, text, how, share)  # fmt: skip
        rows, messages = rows + batch.height, messages + spread.size
        found.append(_hits(batch, text, how, share, known))
    return pl.concat(found).sort("ordinal")


def columns(messages: Messages, run: Run) -> dict[str, pl.Series]:
    """`said`, `said_by`: the shingles of all user and assistant messages, as `near` has them."""
    from etl.dedup import _sealing, _shingles  # noqa: PLC0415 - numba costs 0.9 s

    spoken = messages.spoken_by("user", "assistant")
    shingles, counts = _shingles.of_messages(messages, spoken)
    begin = np.concatenate([[0], np.cumsum(counts)])[messages.start]
    return {
        "said": _messages.packed(_sealing.shingles(shingles, run.key), begin),
        "said_by": _messages.lists(counts.astype(np.uint32), messages.start),
    }


def _hits(batch: pl.DataFrame, text: I64, how: "U8", share: "F64", known: "Known") -> pl.DataFrame:
    hit = text >= 0
    at = text[hit]
    rows = batch.select("ordinal", "record_id").filter(pl.Series(hit))
    return rows.with_columns(
        overlap=pl.Series([KINDS[kind] for kind in how[hit]], dtype=pl.String),
        share=pl.Series(share[hit]),
        file=pl.Series([known.file[n] for n in at], dtype=pl.String),
        row=pl.Series([known.row[n] for n in at], dtype=pl.Int64),
    )
