"""Names of log files as ledger and manifest may show them: `export-mei@chen.example.jsonl` says who it is of."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from etl import schema
from etl.schema import Run
from etl.scrub._options import Options
from etl.scrub._work import scrubbed
from etl.scrub.again.sweep import swept
from etl.scrub.replace.operators import digest


def shown(
    names: Sequence[str], folder: Path, run: Run, options: Mapping[str, Any]
) -> dict[str, str]:
    """Each name without what patterns find in it and what was found in the run.

    The operator is always `hash`: two files stay two, and a name is the same in all runs of a key. Of a name that
    could not be scrubbed nothing is shown.
    """
    given = {**options, "model": False, "replace": "hash", "other_languages": "patterns"}
    told = Options.of(given)
    rows = schema.frame(*(schema.example(("user", n), ordinal=i) for i, n in enumerate(names)))
    first = scrubbed(rows, run, told)
    second = swept(first, {}, folder, run, told)
    texts: dict[int, str] = {}
    for frame in (first, second):
        for ordinal, messages in frame.select("ordinal", "messages").iter_rows():
            texts[ordinal] = messages[0]["content"] if messages else ""
    return {n: texts[i] or f"<FILE_{digest(run.key, 'FILE', n)}>" for i, n in enumerate(names)}
