"""On which LATEST the next run builds: the e_tag that was seen when the mirror was made.

By it a run that was committed here knows whether it may still be sent. The run that LATEST names may
be the same, and yet `gc` or `erase` have written it anew to keep out who began before.
"""

from pathlib import Path

from etl import disk, runs, store
from etl.config import Config
from etl.store import Latest

SEEN = ".seen"  # beside the runs of a mirror


def fence(config: Config, seen: Latest | None) -> Latest | None:
    """Let no run commit that another machine began before; what waits here may still be sent.

    Raises:
        LockedError: LATEST is not what was `seen`.
    """
    if not config.remote_output:
        return None
    after = store.fence(store.connect(config.remote_output), seen)
    if _noted(config) == (seen.e_tag if seen else ""):
        note(config, after)
    return after


def waits(config: Config, here: Path, seen: Latest | None) -> bool:
    """Whether a run was committed here, not sent, and LATEST is as it was when it began."""
    if seen and here.name == seen.run_id:
        return False
    same = runs.read(here)["previous"] == (seen.run_id if seen else None)
    return same and _noted(config) == (seen.e_tag if seen else "")


def _noted(config: Config) -> str | None:
    path = config.output / SEEN
    return path.read_text() if path.is_file() else None


def note(config: Config, seen: Latest | None) -> None:
    """Remember what the mirror was made of."""
    disk.put(config.output / SEEN, (seen.e_tag if seen else "").encode())
