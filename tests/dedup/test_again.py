"""Copies that only `scrub` makes, and answers to one prompt that are no copies."""

import polars as pl
from calls import call, write_lines
from dedup_rows import bot, gone, row, user
from test_near import ENGLISH, changed, words

from etl.schema import frame

ASKED = "Please send the bill of last month to {} again, I cannot find it anywhere in my mail."
ALL = {"superseded": True, "exact": {}, "near": {}}


def test_what_scrub_makes_equal_is_a_copy_of_the_row_that_an_earlier_run_kept(tmp_path, run):
    fates = []
    for n, name in enumerate(["mia", "tom", "mia"]):
        asked = ASKED.format(f"{name}@chen.example") + ("" if n < 2 else " Thanks.")
        line = call(
            n, prompt=asked, answer="It is on its way to you, within the hour at the latest."
        )
        write_lines(tmp_path / "logs" / f"{n}.jsonl", line)
        folder, _ = run(state="state", dedup={"near": False})
        ledger = pl.read_parquet(folder / "audit" / "ledger" / "*.parquet")
        fates.append(
            ledger.select("record_id", "stage", pl.col("reasons").list.first(), "kept_as").row(0)
        )
    assert fates[1][1:] == ("dedup", "exact_duplicate", fates[0][0])
    assert [fate[1] for fate in fates] == [None, "dedup", None]


def test_choices_of_one_call_that_differ_are_no_copies_by_any_part():
    data = frame(*[
        row(n, user(ENGLISH), bot(text), call_key="c", source_row=1, source_item=n)
        for n, text in enumerate([words(1), words(2), changed(words(1), *range(0, 60, 4))])
    ])  # fmt: skip
    assert gone(data, **ALL) == set()


def test_regenerations_and_edits_of_a_turn_are_no_copies_by_any_part():
    before = [user(ENGLISH), bot(words(1)), user(words(2)), bot(words(3))]
    data = frame(
        row(0, *before[:3], bot(words(4))),
        row(1, *before),
        row(2, *before[:2], user(words(5)), bot(words(3))),
        row(3, *before[:2], user(words(6)), bot(words(3))),
    )
    assert gone(data, **ALL) == set()
