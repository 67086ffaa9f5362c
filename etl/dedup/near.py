"""A conversation that is almost the same as another: Jaccard similarity of its shingles.

Shingles are five tokens in a row (`_tokens`, `_shingles`) of user and assistant text; system and
tool text is left out. Band keys (`_lsh`) find candidates, exact similarity decides (`_leaders`),
and a group is a connected component. Rows with a common history are compared from the message on
in which they part, so branches and regenerations stay. The last messages (the answers) must be
alike by themselves too: else all questions about one long document would be one. For `classification` and `extraction`
rows with different answers are never joined: the answer is the label.

Price for 1,000,000 generated rows of 1.2 kB of which 24 % share a band (two cores under a load of
9, Zen 4): keys 13 CPU s, verdict 8.5; 0.95 and 0.65 for 100,000; key files 960 bytes a row; the
verdict holds 580 bytes a row, most of it 6 bytes a shingle of rows that share a band. Numba's import
costs 0.9 s, the first compiling 7 s (`_compiled`).
What earlier runs cost is told in `_beside`. A row that
ties two committed ones leaves both, so history cut into more runs may keep more of a cluster.
What a prompt template shares by prefix or suffix is left out before (`_templates`).
"""

from typing import Annotated, Literal

import numpy as np
import polars as pl
from pydantic import Field

from etl.dedup import _keep, _messages, _sealed
from etl.dedup._hashing import I64, U32
from etl.dedup._keep import Keep
from etl.dedup._messages import Flags, Messages
from etl.schema import Run

Threshold = Annotated[float, Field(gt=0, le=1)]
On = Literal["conversation", "prompt", "response"]
Engine = Literal["builtin", "datasketch"]
Least = Annotated[int, Field(ge=10)] | None  # `_nodes` may miss what fewer share

# Our choice: of fewer, most are versions of one text; under a template so few rows lose little.
MIN_TEMPLATE_MESSAGES = 20
LABELLED = ("classification", "extraction")  # tasks whose answer must not change by merging


def near(
    keys: pl.LazyFrame,
    live: pl.Series,
    *,
    threshold: Threshold = 0.8,
    on: On = "conversation",
    keep: Keep = "longest",
    engine: Engine = "builtin",
    min_template_messages: Least = MIN_TEMPLATE_MESSAGES,
) -> pl.DataFrame:
    """Find the near duplicates among the rows `live`.

    Args:
        keys: of all rows, with the columns that `columns` made by the same options.
        live: ordinals of the rows that take part, sorted.
        threshold: least Jaccard similarity of near duplicates, above 0 to 1. 0.8 is the usual
            choice of the peers (NeMo, datatrove, SlimPajama).
        on: what is compared: conversation | prompt (up to the last user message) | response.
        keep: first | last | longest; ties by time, then place in the input.
        engine: of the signatures: builtin | datasketch (to compare; 50 times slower).
        min_template_messages: what so many different user messages begin or end with comes from a
            template and is left out (`_templates`); null: nothing is.

    Returns:
        One row per near duplicate: `ordinal`, `kept` (ordinal of the row that stays).
    """
    from etl.dedup import _groups, _lsh  # noqa: PLC0415 - numba costs 0.9 s

    del engine, min_template_messages  # they made the band keys
    names = [_name(band) for band in range(_lsh.shape(threshold)[0])]
    groups = _groups.groups(keys, live.to_numpy(), names, threshold, history=on != "response")
    return _keep.representatives(groups, keys, keep)


def columns(
    messages: Messages,
    run: Run,
    *,
    threshold: Threshold = 0.8,
    on: On = "conversation",
    keep: Keep = "longest",
    engine: Engine = "builtin",
    min_template_messages: Least = MIN_TEMPLATE_MESSAGES,
) -> dict[str, pl.Series]:
    """`shingles`, `spread` (shingles of each message compared), `answer`, and what is made of them.

    Every message other than system has its place in `spread`, as in the chain of prefixes; for
    `prompt` those up to the last user message, for `response` the answer alone.
    """
    from etl.dedup import _openings, _sealing, _shingles  # noqa: PLC0415 - numba costs 0.9 s

    del keep, min_template_messages  # matters of the verdict
    inside = ~messages.spoken_by("system") & _span(messages, on)
    shingles, counts = _shingles.of_messages(
        messages, inside & messages.spoken_by("user", "assistant")
    )
    begin = np.concatenate([[0], np.cumsum(counts)])[messages.start]
    places = np.concatenate([[0], np.cumsum(inside)])[messages.start]
    asks = messages.spoken_by("user")[inside]
    sealed = _sealing.shingles(shingles, run.key)
    return {
        "shingles": _messages.packed(sealed, begin),
        "spread": _messages.lists(counts[inside].astype(np.uint32), places),
        "answer": _answers(messages, run),
        **_openings.columns(asks, places, sealed, counts[inside]),
        **sketched(shingles, begin, run, threshold=threshold, engine=engine),
    }


def sketched(
    shingles: U32,
    begin: I64,
    run: Run,
    *,
    threshold: Threshold = 0.8,
    engine: Engine = "builtin",
) -> dict[str, pl.Series]:
    """What is made of the shingles of each row (as they are, not sealed): `band_00` and on."""
    from etl.dedup import _lsh, _peer, _sealing  # noqa: PLC0415 - numba costs 0.9 s

    sketch = _lsh if engine == "builtin" else _peer
    signatures = sketch.signatures(shingles, begin, run.seed)
    keys = _lsh.bands(signatures, threshold, np.diff(begin) == 0)
    return {_name(band): pl.Series(_sealing.bands(k, run.key)) for band, k in enumerate(keys)}


def _name(band: int) -> str:
    return f"band_{band:02}"


def _span(messages: Messages, on: On) -> Flags:
    """The messages that are compared."""
    at = np.arange(messages.text.len())
    length = np.diff(messages.start)
    span: Flags = np.ones(at.size, bool)
    if on == "prompt":
        span = at <= np.repeat(messages.last_where(messages.spoken_by("user")), length)
    if on == "response":
        span = at == np.repeat(messages.answer(), length)
    return span


def _answers(messages: Messages, run: Run) -> pl.Series:
    """Hash of the answer where it is a label, never 0; 0 where answers may differ."""
    answer = messages.answer()
    if run.task not in LABELLED or not messages.text.len():
        return pl.Series(np.zeros(answer.size, np.uint64))
    said = np.where(answer < 0, np.uint64(0), messages.hashes[0][answer])
    return pl.Series(_sealed.sealed(said | np.uint64(1), run.key))
