"""What an erasure cannot do, as it tells it."""

from collections.abc import Iterator

from etl import attempt, remote
from etl.config import Config

_ALWAYS = (
    "copies of these files made elsewhere, and backups",
    "models that were trained on them",
    "the logs that they were made of",
    "what others wrote about a person, where none of the given values stands",
    "lines of theirs that were dropped before: the ledger holds hashes and their place, no text",
    "conversations dropped as duplicates of theirs: they stay dropped",
    "user ids that stand in the names of folders and files of the logs: the ledger names those",
    "how often scrub replaced what, in the counts of a run: it is told as it was",
)
_UNSCRUBBED = (
    "values in another spelling than the given one, and in new logs: scrub is off, which finds them",
)
_BUCKET = (
    "earlier versions of objects, where the bucket keeps versions, and its replicas and backups",
    "parts of uploads that broke off: they cannot be listed, have a lifecycle rule abort them",
    "what other machines hold in `work`: mirrored runs, and raw text of runs that failed there",
)


def beyond(config: Config, *, values: bool) -> tuple[str, ...]:
    """One line for each thing out of reach.

    Args:
        config: of the erasure.
        values: whether values were given.
    """
    unscrubbed = values and any(config.stages(task)["scrub"] is None for task in config.tasks)
    bucket = config.remote_output or config.remote_state
    return (
        *_strangers(config),
        *_UNSCRUBBED * bool(unscrubbed),
        *_BUCKET * bool(bucket),
        *_ALWAYS,
    )


def _strangers(config: Config) -> Iterator[str]:
    """What lies in `work` and may hold raw text, and is not known to be of this output."""
    ours = {*attempt.folders(config.work, config.output), remote.kept_objects(config),
            remote.copy_of(config)}  # fmt: skip
    fetched = [*config.work.glob("objects/*"), *config.work.glob("erasing/*")]
    others = sorted({*attempt.attempts(config.work), *fetched} - ours)
    for folder in others:
        yield (
            f"work/{folder.relative_to(config.work).as_posix()}: it is of another output, or of "
            "nobody; erase there too, or remove it"
        )
