"""What earlier runs of the same output know: with `state`, a run reads and compares only what is new.

    state/<run_id>/files.parquet       every input file, how far it was read          (whole)
    state/<run_id>/pending.parquet     lines that were read and not judged yet        (whole)
    state/<run_id>/documents.parquet   documents of snapshot sources                  (whole)
    state/<run_id>/crowds.parquet      keys that too many rows share to join them     (whole)
    state/<run_id>/rows.parquet        the rows that this run kept                    (added)
    state/<run_id>/removed.parquet     earlier rows that it took out of the set       (added)
    state/<run_id>/known.parquet       what scrub found in which texts, by keyed hash    (of the last 30)
    state/<run_id>/unfit.parquet       calls that feedback spoke against              (added)
    state/<run_id>/keys-*.<task>.parquet   by which later rows are compared with them (added)

The state of a run is written before the run is published, and counts only when the run is in the
set of the output's `latest`: one commit for both, so they are never apart. Texts stand there in
`keys-asked` alone, scrubbed.
"""

from etl.history._frames import (
    DOCUMENTS,
    FILES,
    KNOWN,
    KNOWN_RUNS,
    PENDING,
    REMOVED,
    ROWS,
    UNFIT,
    WHOLE,
)
from etl.history._known import History
from etl.history._load import load, previous_manifest, scheme_of
from etl.history._owner import owned

__all__ = [
    "DOCUMENTS",
    "FILES",
    "KNOWN",
    "KNOWN_RUNS",
    "PENDING",
    "REMOVED",
    "ROWS",
    "UNFIT",
    "WHOLE",
    "History",
    "load",
    "owned",
    "previous_manifest",
    "scheme_of",
]
