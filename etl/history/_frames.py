"""The frames of a state: `etl.history` tells their files."""

from typing import Any

import polars as pl

FILES: dict[str, Any] = {
    "source": pl.String,
    "file": pl.String,
    "bytes": pl.Int64,
    "sha256": pl.String,
    "head": pl.String,
    "generation": pl.Int64,
    "resume_offset": pl.Int64,
    "resume_row": pl.Int64,
    "row": pl.Int64,  # the last line that was judged, and its item
    "item": pl.Int64,
    "stamp": pl.String,  # equal: nobody wrote to the file since
}
PENDING: dict[str, Any] = {
    "source": pl.String,
    "source_file": pl.String,
    "source_row": pl.UInt64,
    "source_item": pl.UInt32,
}
DOCUMENTS: dict[str, Any] = {
    "source": pl.String,
    "document": pl.String,
    "content": pl.String,
    "record_id": pl.String,
    "sha256": pl.String,  # of the file that holds it
}
ROWS: dict[str, Any] = {
    "ordinal": pl.UInt64,
    "record_id": pl.String,
    "call_key": pl.String,
    "conversation_id": pl.String,
    "history_id": pl.String,
    "cluster_id": pl.String,
    "user_key": pl.String,
    "split": pl.String,
    "run_id": pl.String,
}
REMOVED: dict[str, Any] = {
    "record_id": pl.String,
    "run_id": pl.String,  # in whose data/ it stands
    "reason": pl.String,  # superseded | retracted | erased
    "because": pl.String,  # what shows it: superseded, retried, bad_feedback, contaminated, deleted, erased
    "by": pl.String,  # the record that stands for it, or null
}
CROWDS: dict[str, Any] = {  # keys that more than 5 % of the rows shared in any run: `etl.split`
    "column": pl.String,
    "value": pl.String,
    "rows": pl.UInt64,
}
UNFIT: dict[str, Any] = {"call_key": pl.String, "because": pl.String}

KNOWN = "known.parquet"  # what was found in texts; of the last runs alone
KNOWN_RUNS = 30

# The last run's alone count.
WHOLE = ("files.parquet", "pending.parquet", "documents.parquet", "crowds.parquet")
