"""No plan over all rows holds them in memory: Polars streams it, or it is a narrow frame."""

import polars as pl
import pytest
from calls import call, write_lines

# What a plan may hold whole: none of these has a text of a conversation in it, but for `asked`,
# which `clean.retried` reads for the calls that have a neighbour in time, 256 MB at once.
WIDE = ("messages", "tools")


@pytest.fixture
def plans(monkeypatch):
    """The physical plan of every lazy query that a run makes, as text."""
    seen = []
    collect, batches = pl.LazyFrame.collect, pl.LazyFrame.collect_batches

    def note(lazy):
        told = lazy.show_graph(plan_stage="physical", engine="streaming", raw_output=True)
        seen.append((set(lazy.collect_schema()), told))

    def noted_collect(self, *arguments, **keys):
        if keys.get("engine") != "in-memory":  # of one chunk, on purpose
            note(self)
        return collect(self, *arguments, **keys)

    def noted_batches(self, *arguments, **keys):
        note(self)
        return batches(self, *arguments, **keys)

    monkeypatch.setattr(pl.LazyFrame, "collect", noted_collect)
    monkeypatch.setattr(pl.LazyFrame, "collect_batches", noted_batches)
    return seen


def test_no_plan_of_a_run_falls_back_to_memory(tmp_path, run, plans):
    lines = [call(n % 20, user="u", answer=None, prompt=None) for n in range(40)]
    write_lines(tmp_path / "logs" / "a.jsonl", *lines)
    run(state="state", split={"freeze": ["test"], "by": "time"}, hold="1h")
    write_lines(tmp_path / "logs" / "b.jsonl", *(call(n, user="v") for n in range(9)))
    run(state="state", split={"freeze": ["test"], "by": "time"}, hold="1h")
    assert len(plans) > 60
    fallen = [told for _, told in plans if "in-memory-map" in told]
    assert fallen == []


def test_no_plan_over_all_rows_gives_texts_of_conversations(tmp_path, run, plans):
    write_lines(tmp_path / "logs" / "a.jsonl", *(call(n) for n in range(9)))
    run()
    wide = [columns for columns, _ in plans if columns & set(WIDE)]
    assert wide == [{"record_id", "messages"}]  # five examples for the report


def test_a_plan_that_falls_back_is_seen(plans):
    lazy = pl.LazyFrame({"a": [1, 2]}).map_batches(lambda frame: frame)
    lazy.collect()
    assert "in-memory-map" in plans[0][1]
