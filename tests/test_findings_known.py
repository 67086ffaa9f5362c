"""What scrub found in texts, across the runs of a scheduled job."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from calls import call, digests, write_config, write_lines

from etl import config, pipeline
from etl.erase import erase
from etl.errors import ConfigError
from etl.history import _known, _load
from etl.scrub import KNOWN

FIRST = datetime(2026, 4, 1, 2, tzinfo=UTC)
TURNS = (
    "Where is parcel 7? Write to c{}d{}@chen.example, please.",
    "It is on its way to you, and it will be with you on Thursday morning.",
)
TRAIN = {"train": 1.0, "validation": 0.0, "test": 0.0}


@pytest.fixture
def day(tmp_path, monkeypatch):
    """Day `n` of a job over conversations that go on every day: (folder of the run, known findings)."""
    monkeypatch.setenv("ETL_KEY", "one")

    def go(n, where="", *, full=False, **keys):
        folder = tmp_path / where
        write_lines(folder / "logs" / f"d{n}.jsonl", *(turns(c, n + 1) for c in range(3)))
        given = {"state": "state", "scrub": {"model": False}, "split": TRAIN, **keys}
        loaded = config.load(write_config(folder, **given))
        told = pipeline.run(loaded, lambda *_: None, full=full, now=FIRST + timedelta(days=n))
        run_id = told["run_id"]
        return folder / "out" / "runs" / run_id, folder / "state" / run_id / "known.parquet"

    return go


def turns(conversation, days):
    """A call of one conversation after so many days: the history is sent again."""
    line = call(days, user=f"u{conversation}", answer=f"{TURNS[1]} {conversation} {days}")
    for n in range(1, days):
        line["request"]["messages"][1:1] = [
            {"role": "user", "content": TURNS[0].format(conversation, n)},
            {"role": "assistant", "content": f"{TURNS[1]} {conversation} {n}"},
        ]
    line["request"]["messages"][-1]["content"] = TURNS[0].format(conversation, days)
    line["user"] = f"u{conversation}"
    return line


def texts(path):
    return set(pl.read_parquet(path)["text"])


def test_a_run_knows_what_the_one_before_found(day):
    first, second = texts(day(0)[1]), texts(day(1)[1])
    assert len(first) == 7  # the system prompt, and six turns
    assert first < second
    assert len(second) == 13


def test_bytes_are_the_same_with_and_without_it(day, monkeypatch):
    (one, _), (two, _) = day(0, "a"), day(1, "a")
    with monkeypatch.context() as patch:
        patch.setattr(_known.History, "known", lambda _: ())
        (plain, _), (other, _) = day(0, "b"), day(1, "b")
    assert digests(one) == digests(plain)
    assert digests(two) == digests(other)


def test_it_is_read(day, monkeypatch):
    """A finding that nobody would make proves that nobody looked again."""
    _, known = day(0)
    monkeypatch.setattr("etl.checkpoint._intact", lambda *_: True)
    word = [{"start": 0, "end": 5, "entity": "SECRET", "recognizer": "secret", "score": 1.0}]
    wrong = pl.read_parquet(known).with_columns(
        findings=pl.Series([word] * 7, dtype=KNOWN["findings"])
    )
    wrong.write_parquet(known)
    folder, _ = day(1)
    data = pl.read_parquet(folder / "data" / "**" / "*.parquet")
    texts = [message["content"] for row in data["messages"] for message in row]
    assert sum(text.startswith("<SECRET_") for text in texts) >= 7


def test_a_full_run_asks_nothing_of_earlier_ones(day, monkeypatch):
    day(0)
    asked = []
    known = _known.History.known
    monkeypatch.setattr(
        _known.History, "known", lambda self: asked.append(known(self)) or known(self)
    )
    day(1, full=True)
    assert asked == [()]


def test_old_ones_are_removed_and_not_missed(day, monkeypatch):
    for module in (_known, _load, "etl.state"):
        where = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{where}.KNOWN_RUNS", 2)
    paths = [day(n)[1] for n in range(4)]
    assert [path.exists() for path in paths] == [False, False, True, True]


def test_a_damaged_one_is_told(day):
    _, known = day(0)
    known.write_bytes(known.read_bytes()[:-1] + b"x")
    with pytest.raises(ConfigError, match="state"):
        day(1)


def test_without_scrub_there_is_none(day):
    assert not day(0, scrub=False)[1].exists()
    assert day(1)[1].exists()


def test_erase_leaves_it_out_of_the_runs_that_it_touches(day, tmp_path):
    folder, known = day(0)
    assert known.exists()
    (tmp_path / "values.txt").write_text("c1d1@chen.example\n")
    loaded = config.load(tmp_path / "config.yaml")
    erase(loaded, None, tmp_path / "values.txt", dry_run=False)
    (state,) = (tmp_path / "state").glob("2*")
    assert state.name != folder.name
    assert not (state / "known.parquet").exists()
    assert day(1)[1].exists()
