"""What lies in a bucket: the files of a source, an output, a state.

A run works on this machine. Objects of a source are fetched into `work` and read there; an output
and a state are mirrored in `work` (`Config.output`, `Config.state`): what counts in the bucket is
pulled before a run, what the run committed is pushed behind it. The bucket decides: a run counts
when `LATEST` names it (`etl.store`), and a mirror that went another way follows. A run that was
committed here and killed before it was sent is sent by the next one, if LATEST is still what it was.
"""

from etl.remote._fetched import copy_of, fetch, kept_objects, objects, place_of
from etl.remote._follow import unneeded
from etl.remote._mirror import drop, forget, know, pull, push, runs
from etl.remote._secrets import send_erased, send_key
from etl.remote._seen import fence

__all__ = [
    "copy_of",
    "drop",
    "fence",
    "fetch",
    "forget",
    "kept_objects",
    "know",
    "objects",
    "place_of",
    "pull",
    "push",
    "runs",
    "send_erased",
    "send_key",
    "unneeded",
]
