"""Seek: what was found in any row of the run and is worth seeking in all of them.

sought/  *.parquet    see `etl.scrub.remember`; values in clear, gone at commit
"""

from pathlib import Path

import polars as pl

from etl import frames, scrub
from etl.prepare import Begun
from etl.work import RAW


def seek(begun: Begun, folder: Path) -> None:
    """Leave the values, each once, in an order that depends on nothing else."""
    raw = frames.of_all(begun.job, "raw", begun.parts, RAW)
    found = raw.select("entity", "text").unique().collect(engine="streaming")
    lifelike = raw.filter(scrub.is_lifelike(pl.col("instead"))).select("entity", "instead").unique()
    issued = lifelike.collect(engine="streaming").sort("entity", "instead")
    scrub.remember(found.sort("entity", "text"), issued, folder)
