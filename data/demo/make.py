"""Write the demo: exports of an invented company's calls over three log services, and the truth beside them.

    python data/demo/make.py [--out data/demo] [--scale 1]

Seeded, so the same bytes every time. With `--scale N` there are N times as many calls; conversations
are unlike each other within each thousandfold only, so the truth about near duplicates holds for scale 1.
"""

import argparse
from collections.abc import Iterable
from pathlib import Path
from random import Random

import alike
import continued
import copies
import damage
import faults
import grammar
import lookalikes
import no_calls
import retries
import truth
from damage import SERVICES
from files import Entry, Folder
from rows import Row, to_json
from world import World

HERE = Path(__file__).parent
PLANTED = (faults, retries, lookalikes, continued, copies, alike)
SESSIONS = 890  # without faults
TURNS = (1,) * 9 + (2,) * 5 + (3,) * 3 + (4,) * 2 + (5,)
SHAPES = ("plain",) * 15 + ("personal",) * 4 + ("tool",)


def main() -> None:
    """Read the arguments and write everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    parser.add_argument("--scale", type=int, default=1, help="how many times as many calls")
    options = parser.parse_args()
    rows = export(options.scale, Folder(options.out / "exports"))
    truth.judge(rows)
    write_lines(options.out / "truth.jsonl", map(to_json, truth.fates(rows)))
    write_lines(options.out / "truth_pii.jsonl", map(truth.guarded, truth.planted(rows)))


def export(scale: int, out: Folder) -> list[Row]:
    """Write the exports and return every row in them."""
    entries: dict[str, list[Entry]] = {source: [] for source in SERVICES}
    grammars = {path.stem: grammar.read(path) for path in sorted((HERE / "texts").glob("*.txt"))}
    for unit in range(scale):
        world = World(Random(f"demo {unit}"), grammars, day_zero=6 * unit)
        people(world)
        for source in SERVICES:
            entries[source] += damage.unreadable(world, source) + no_calls.write(world, source)
        entries["datadog"] += [damage.cut_message(world, damage.spare(world)) for _ in range(5)]
        for call in world.calls:
            entries[call.source].append(SERVICES[call.source].entry(call, world.rng.random()))
    written = (service.write(entries[source], out) for source, service in SERVICES.items())
    return [row for rows in written for row in rows]


def people(world: World) -> None:
    """All sessions: those that are planted, and many more in between."""
    for part in PLANTED:
        for plant, count in part.PLANTS.items():
            for _ in range(count):
                plant(world)
    for _ in range(SESSIONS):
        world.session(world.script(world.rng.choice(SHAPES), world.rng.choice(TURNS)))


def write_lines(path: Path, lines: Iterable[str]) -> None:
    """JSON Lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(line + "\n" for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
