"""What a worker does with one part: a file for each pass, between which the driver judges across rows.

    read     lines -> rows, judged one by one, with the keys that the driver compares
    scrub    what is still alive, without personal data
    sweep    without what was found in other rows, and its keys once more
    write    data/, the formats and the ledger of the part
    scan     whether anything that was found is left in what was written

Each fills a folder of its own, committed as a whole (`committed`), a chunk or a part at a time, so that
memory does not grow with the input; nothing but counts is handed back to the driver.
"""

import msgspec

from etl import checkpoint, frames
from etl.plan import Job, Part
from etl.work._read import read_part
from etl.work._scan import scan_part, texts_of, together
from etl.work._scrub import RAW, scrub_part
from etl.work._sweep import sweep_part
from etl.work._tally import LINE, Tally
from etl.work._write import NAMES, write_part

__all__ = ["LINE", "NAMES", "RAW", "Tally", "committed", "texts_of", "together"]

_DO = {
    "read": read_part,
    "scrub": scrub_part,
    "sweep": sweep_part,
    "write": write_part,
    "scan": scan_part,
}


def committed(job: Job, name: str, part: Part) -> Tally:
    """Do the pass `name` on `part`, or take what a killed run has committed of it."""
    told = checkpoint.once(
        frames.folder_of(job, name, part),
        lambda folder: msgspec.to_builtins(_DO[name](job, part, folder)),
    )
    return msgspec.convert(told, Tally)
