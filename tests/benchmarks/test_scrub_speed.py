"""What screens, unique texts and the memory of findings save: `pytest -m bench -s` on this file.

CPU seconds of one process, ways taken in turn, medians; another's load moves all of them alike.
"""

import random
import statistics
import time

import pytest
from logs import ENGLISH, sentences
from test_scrub_patterns import texts

from etl import schema, scrub
from etl.scrub import RECOGNIZERS
from etl.scrub.evaluation import presidio
from etl.scrub.find import reader
from etl.scrub.find.finder import Finder

RUN = schema.Run(key=b"k" * 32)
MESSAGES = 2_000  # of the calls of all conversations, about


def taken_in_turn(ways, times=3):
    """Median CPU seconds of each way."""
    spent = {name: [] for name in ways}
    for _ in range(times):
        for name, work in ways.items():
            begin = time.process_time()
            work()
            spent[name].append(time.process_time() - begin)
    return {name: statistics.median(seconds) for name, seconds in spent.items()}


def told(spent, size):
    """Print each way beside the first."""
    first = next(iter(spent.values()))
    print()
    for name, seconds in spent.items():
        print(
            f"  {name:44} {seconds:7.2f} s {size / seconds:12,.0f} characters/s {first / seconds:6.1f}x"
        )


@pytest.mark.bench
def test_patterns_with_and_without_screens(monkeypatch):
    sought = texts()[:1000]
    finder = Finder(RECOGNIZERS.values(), "default", {}, ())

    def asked(few):
        monkeypatch.setattr(reader, "FEW", few)
        finder.find(sought)

    ways = {"each recognizer asked": lambda: asked(1 << 40), "behind screens": lambda: asked(0)}
    told(taken_in_turn(ways), sum(map(len, sought)))


def conversations(turns):
    """The calls of each conversation: every turn sends what was said before again, and nothing else comes twice."""
    rng, said = random.Random(7), texts()
    prose = sentences(rng, ENGLISH)
    for n in range(MESSAGES // (turns * (turns + 2))):
        lines = [line for text in rng.sample(said, 6) for line in text.split("\n")][: 2 * turns]
        talk = [
            ("user" if i % 2 == 0 else "assistant", f"{line} {' '.join(rng.choices(prose, k=3))}")
            for i, line in enumerate(lines)
        ]
        system = ("system", "You answer questions about parcels and invoices, briefly.")
        yield [
            schema.example(system, *talk[: 2 * t], ordinal=100 * n + t) for t in range(1, turns + 1)
        ]


@pytest.mark.bench
@pytest.mark.parametrize("turns", [5, 10])
def test_logs_whose_calls_repeat_their_history(turns):
    calls = list(conversations(turns))
    every = [call for one in calls for call in one]
    last = schema.frame(*(one[-1] for one in calls))
    messages = [m["content"] for call in every for m in call["messages"]]
    yesterday = scrub.Memory(RUN.key)
    scrub.scrub(schema.frame(*(one[-2] for one in calls)), RUN, yesterday)
    yesterday.taken()
    stock = presidio()

    def known():
        memory = scrub.Memory(RUN.key)
        memory._known = dict(yesterday._known)
        scrub.scrub(last, RUN, memory)

    ways = {
        "stock Presidio, each message of each call": lambda: stock.find(messages),
        "etl, each call (unique texts)": lambda: scrub.scrub(schema.frame(*every), RUN),
        "etl, what `superseded` leaves": lambda: scrub.scrub(last, RUN),
        "etl, the next day (the last turn is new)": known,
    }
    print(
        f"\n  {len(calls)} conversations of {turns} turns, {len(messages)} messages, "
        f"{len(set(messages))} of them different",
        end="",
    )
    told(taken_in_turn(ways), sum(map(len, messages)))
