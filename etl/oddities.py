"""What went otherwise than on an ordinary day: the `warnings` of the manifest."""

from etl import copies, crowds, documents, overlaps
from etl.config import Config
from etl.prepare import Begun


def oddities(config: Config, begun: Begun) -> list[str]:
    """What went otherwise than on an ordinary day, and what it means; never text of a log."""
    known, told = begun.history, list[str]()
    previous = known.previous
    if known.runs and previous["config_sha256"] != config.public_sha256:
        told.append(
            f"the config changed since run {previous['run_id']}; rows of earlier runs stay as they "
            "are, --full makes them anew"
        )
    anew = [
        i for i in begun.inputs if i.cut.change == "rewritten" and i.source not in begun.snapshots
    ]
    if anew:
        told.append(
            f"{len(anew):,} files were rewritten (of source {anew[0].source}); all their "
            "lines are input once more, and copies of committed rows are dropped"
        )
    if broken := documents.broken(begun):
        told.append(
            f"the export of {', '.join(sorted(broken))} is gone, or a line of it could not be read; "
            "nothing that is missing in it was taken back"
        )
    told += [
        f"{name} holds only what runs since now added; --full makes it whole"
        for name in config.formats
        if known.runs and name not in previous["counts"]["formats"]
    ]
    if stranded := copies.of_deleted(config.output, begun) if known.runs else 0:
        told.append(
            f"{stranded:,} rows stand aside for documents that are now deleted, as copies or "
            "beginnings of them; they do not come back by themselves, --full takes them in"
        )
    names = {(item.source, item.was) for item in begun.inputs}
    lost = [row for row in known.pending().iter_rows() if row[:2] not in names]
    if lost:
        told.append(
            f"{len(lost):,} held lines stood in files that are gone (of source {lost[0][0]}); "
            "they are judged when the files are back"
        )
    return [*told, *crowds.told(begun), *overlaps.told(begun)]
