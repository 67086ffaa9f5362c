"""Promises of the files of a run: which there are, who can read them, which bytes they hold."""

import hashlib
import json
from datetime import UTC, datetime

import polars as pl
import pyarrow.dataset
import pyarrow.parquet
import pytest

from etl import write
from etl.errors import ContractError, StorageError
from etl.schema import SPLITS, Run, example, frame
from etl.write._files import DATA, encoded

RUN = Run(key=b"k")
NOON = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)


def kept(*splits, source="prod", when=NOON):
    talks = [
        example(
            ("user", f"Q{n}\u2028"),
            ("assistant", f'A"{n}'),
            record_id=str(n),
            timestamp=when,
            source=source,
        )
        for n in range(len(splits))
    ]
    rows, lines = write.write(frame(*talks), RUN, formats=("openai", "sharegpt"))
    none = pl.lit(None, dtype=pl.String)
    return rows.with_columns(
        pl.Series("split", splits, dtype=pl.String),
        none.alias("supersedes"),
        cluster_size=pl.lit(1, dtype=pl.UInt32),
        cluster_id=pl.lit("c"),
        conversation_id=pl.lit("v"),
    ), lines


def bytes_in(folder):
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def records(path):
    return [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]


def joined(folder, *formats, parts=1, mark=""):
    """`folder/run`, of the parts that stand in `folder/0`, `folder/1`, ..."""
    write.assemble([folder / str(part) for part in range(parts)], folder / "run", formats, mark)
    return folder / "run"


def test_a_split_without_rows_is_an_empty_file(tmp_path):
    write.save("part-000000", *kept("train"), tmp_path / "0")
    run = joined(tmp_path, "openai", "sharegpt")
    sizes = {p.name: p.stat().st_size for p in (run / "openai").iterdir()}
    assert sizes.keys() == {"train.jsonl", "validation.jsonl", "test.jsonl"}
    assert sizes["validation.jsonl"] == sizes["test.jsonl"] == 0 < sizes["train.jsonl"]


def test_a_run_without_rows_has_all_its_files(tmp_path):
    write.save("part-000000", *kept(), tmp_path / "0")
    assert set(bytes_in(joined(tmp_path, "openai"))) == {f"openai/{s}.jsonl" for s in SPLITS}


def test_shards_are_joined_in_the_order_of_the_parts(tmp_path):
    for part in range(3):
        rows, lines = kept("train")
        marked = {n: f.select(pl.lit(json.dumps(part)).alias("line")) for n, f in lines.items()}
        write.save(f"part-{part:06}", rows, marked, tmp_path / str(part))
    run = joined(tmp_path, "openai", parts=3, mark="-run")
    assert records(run / "openai" / "train-run.jsonl") == [0, 1, 2]


def test_a_line_that_a_format_cannot_take_is_not_in_its_file(tmp_path):
    rows, lines = kept("train", "train")
    lines["openai"] = lines["openai"].with_columns(line=pl.Series([None, '{"a":1}']))
    write.save("part-000000", rows, lines, tmp_path / "0")
    run = joined(tmp_path, *lines)
    assert records(run / "openai" / "train.jsonl") == [{"a": 1}]
    assert len(records(run / "sharegpt" / "train.jsonl")) == 2


def test_lines_that_are_not_those_of_the_rows_are_our_bug(tmp_path):
    rows, lines = kept("train", "test")
    with pytest.raises(ContractError, match="2 rows, 1 lines of openai"):
        write.save("part-000000", rows, {"openai": lines["openai"].head(1)}, tmp_path)


def test_a_disk_that_refuses_is_a_storage_error_without_any_text(tmp_path):
    (tmp_path / "data").write_text("in the way")
    with pytest.raises(StorageError) as caught:
        write.save("part-000000", *kept("train"), tmp_path)
    assert "Q0" not in str(caught.value)
    (tmp_path / "openai").write_text("in the way")
    with pytest.raises(StorageError):
        write.assemble([tmp_path], tmp_path, ("openai",))


@pytest.mark.parametrize("keys", [(), ("split", "source", "date")])
def test_saving_again_gives_the_same_bytes_however_the_rows_came(tmp_path, keys):
    rows, _ = kept(*["train"] * 9000)  # more than a row group, which chunks would cut elsewhere
    chunked = pl.concat([rows[:7], rows[7:8500], rows[8500:]], rechunk=False)
    for folder, came in (("once", rows), ("again", chunked), ("again", chunked)):
        write.save("part-000007", came, {}, tmp_path / folder, partition_by=keys)
    assert bytes_in(tmp_path / "once") == bytes_in(tmp_path / "again") != {}


def test_columns_are_those_of_the_contract_and_keys_stand_in_the_path_only(tmp_path):
    write.save("part-000003", *kept("train"), tmp_path)
    (path,) = (tmp_path / "data").rglob("*.parquet")
    folder = "data/split=train/source=prod/date=2026-03-01/part-000003.parquet"
    assert str(path.relative_to(tmp_path)) == folder
    names = pyarrow.parquet.read_schema(path).names
    assert names == [c for c in DATA if c not in {"split", "source"}]


@pytest.mark.parametrize(("keys", "folder"), [((), "."), (("date", "date"), "date=2026-03-01")])
def test_a_column_that_is_no_key_stays_in_the_file(tmp_path, keys, folder):
    write.save("part-000000", *kept("train"), tmp_path, partition_by=keys)
    assert tuple(pl.read_parquet_schema(tmp_path / "data" / folder / "part-000000.parquet")) == DATA


@pytest.mark.parametrize(
    ("timestamps", "time"), [("date", datetime(2026, 3, 1, tzinfo=UTC)), ("exact", NOON)]
)
def test_the_time_of_day_is_written_only_when_asked_for(tmp_path, timestamps, time):
    write.save("part-000000", *kept("train"), tmp_path, timestamps=timestamps)
    (path,) = (tmp_path / "data").rglob("*.parquet")
    times = pl.read_parquet(path, hive_partitioning=False)["timestamp"]
    assert times.dtype == pl.Datetime("us", "UTC")
    assert times.to_list() == [time]


def test_rows_without_time_are_of_an_unknown_date(tmp_path):
    write.save("part-000000", *kept("train", when=None), tmp_path)
    assert (tmp_path / "data/split=train/source=prod/date=unknown").is_dir()


@pytest.mark.parametrize("source", ["../../x", "a b", "名", "100%", "a.b", "a=b"])
def test_any_source_name_is_one_folder_and_comes_back(tmp_path, source):
    assert "/" not in encoded(source)
    assert "." not in encoded(source)
    write.save("part-000000", *kept("train", source=source), tmp_path)
    assert pl.read_parquet(tmp_path / "data")["source"].to_list() == [source]
    table = pyarrow.dataset.dataset(tmp_path / "data", partitioning="hive").to_table()
    assert table["source"].to_pylist() == [source]


@pytest.fixture
def run(tmp_path):
    write.save("part-000000", *kept("train", "test", "validation"), tmp_path)
    write.save(1, *kept("train", source="web", when=None), tmp_path)
    return tmp_path


def test_polars_reads_the_whole_with_its_keys(run):
    rows = pl.scan_parquet(run / "data").collect()
    assert set(rows.columns) == {*DATA, "date"}
    assert sorted(rows["split"]) == ["test", "train", "train", "validation"]
    assert sorted(set(rows["date"].cast(pl.String))) == ["2026-03-01", "unknown"]


def test_pyarrow_reads_the_whole_with_its_keys(run):
    table = pyarrow.dataset.dataset(run / "data", partitioning="hive").to_table()
    assert set(table.column_names) == {*DATA, "date"}
    assert sorted(table["split"].to_pylist()) == ["test", "train", "train", "validation"]
    assert table["messages"].to_pylist()[0][0]["role"] == "user"


def test_datasets_reads_what_the_data_card_names(run, tmp_path):
    datasets = pytest.importorskip("datasets")
    files = {"train": str(run / "data/split=train/**/*.parquet")}
    assert (
        datasets.load_dataset("parquet", data_files=files, cache_dir=tmp_path)["train"].num_rows
        == 2
    )
