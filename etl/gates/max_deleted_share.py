"""Too much would be taken back because it is not in a snapshot any more: the export may be cut.

A snapshot says by what it does not hold that something was deleted. One that breaks off inside a
line is seen (`etl.documents.broken`); one that was cut exactly between two lines, or made with the
wrong query, looks whole, and would empty the set. Rows of changed documents are not counted.

On by default, at half: a purge of that size is rare enough to be confirmed by a person. Below
`ENOUGH` rows the figure is only told, since few may well go together: where each document has a
chance of one in ten to go, more than half of 5 go in 1 of 117 exports, of 20 in 1 of 1.4 million
(binomial).
"""

from collections.abc import Iterator

from etl.gates._figures import Read, Snapshot
from etl.gates._gate import Gate, Share, share

ENOUGH = 20  # rows of a source in the set
PASSES = [
    (Read(snapshots={"db": Snapshot(known=20, deleted=10)}), 0.5),
    (Read(snapshots={"db": Snapshot(known=19, deleted=19)}), 0.5),
    (Read(snapshots={"db": Snapshot(known=0, deleted=0)}), 0.0),
    (Read(snapshots={"db": Snapshot(known=20, deleted=20)}), None),
    (Read(), 0.0),
]
FAILS = [
    (Read(snapshots={"db": Snapshot(known=20, deleted=11)}), 0.5),
    (Read(snapshots={"db": Snapshot(known=20, deleted=1)}), 0.0),
]


def of_input(read: Read, limit: Share | None = 0.5) -> Iterator[Gate]:
    """Hold the share of a source's rows in the set whose documents are not in its export."""
    name = "gates.max_deleted_share"
    for source, rows in sorted(read.snapshots.items()) if limit is not None else ():
        told = (
            f"sources.{source}: {rows.deleted:,} of the {rows.known:,} rows in the set would go, "
            "since their documents are not in the export any more"
        )
        if rows.known < ENOUGH:
            yield share(name, rows.deleted, rows.known, None, f"{told}; too few rows to judge")
            continue
        what = (
            f"{told}, at most {limit:.1%} may; see that the export is whole, or if the deletions "
            f"are meant, run once with --set {name}=null"
        )
        yield share(name, rows.deleted, rows.known, limit, what)
