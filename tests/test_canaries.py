"""A canary of every entity, in both languages, in every place where a log has room: read in, and nowhere in a run."""

import json

import polars as pl
import pytest
from calls import call, write_config, write_lines

from etl import config, pipeline
from etl.scrub import RECOGNIZERS

# entity: the value, and how an English and a Chinese text speak of it
CANARIES = {
    "EMAIL_ADDRESS": ("canary.mei@quux-corp.net", "write to {} please", "我的郵箱是{}請回覆"),
    "PHONE_NUMBER": ("0912-345-678", "call me at {} now", "手機{}請撥"),
    "CREDIT_CARD": ("4111 1111 1111 1111", "card {} ok", "卡號{}，"),
    "IBAN_CODE": ("DE89370400440532013000", "pay to {} today", "帳戶{}匯款"),
    "BANK_ACCOUNT": ("012-345-678901", "bank account {} please", "匯款帳號：{}。"),
    "IP_ADDRESS": ("198.18.44.77", "from {} today", "伺服器{}掛了"),
    "MAC_ADDRESS": ("00:1A:2B:3C:4D:5E", "device {} here", "裝置{}離線"),
    "CRYPTO": ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "send to {} now", "錢包{}轉帳"),
    "US_SSN": ("536-90-4399", "ssn {}.", "他的{}是"),
    "TW_ID": ("A123456789", "id {} here", "身分證字號{}。"),
    "CN_ID": ("11010519491231002X", "id {} here", "身份证号{}。"),
    "HK_ID": ("G123456(A)", "HKID {} ok", "香港身份證號碼：{}"),
    "PASSPORT": ("E12345678", "passport no. {} ok", "護照號碼：{}，"),
    "LICENSE_PLATE": ("ABC-1234", "license plate {} ok", "車牌號碼{}，"),
    "DATE_OF_BIRTH": ("1990-05-04", "I was born on {} there", "生日是{}。"),
    "LINE_ID": ("canary_chen88", "LINE ID: {} thanks", "加我LINE：{}，"),
    "WECHAT_ID": ("canary_wx1990", "WeChat ID: {} thanks", "微信号：{}，"),
    "SECRET": ("sk-proj-aB3dE5fG7hI9jK1lM3nO5pQ7", "key {} leaked", "用{}試試"),
    "STREET_ADDRESS": ("221B Baker Street", "I live at {} now", "寄到{}，"),
    "PERSON": ("Quentin Marlowe", "My name is {}.", "My name is {}. 你好"),
}
PLACES = ("content", "arguments", "key", "tools", "name", "user", "file")
IN_ROWS = (
    "content",
    "arguments",
    "key",
    "tools",
    "name",
)  # where a row holds it, before it is scrubbed
OF_ITS_ROW = ("DATE_OF_BIRTH", "PERSON")  # not sought elsewhere, so not in names of files either


def planted(entity, language, place):
    """One logged call that has a canary in a place, and tells in its text what it is."""
    value, *spoken = CANARIES[entity]
    number = 100 * PLACES.index(place) + 2 * list(CANARIES).index(entity) + language
    line = call(number, prompt=spoken[language].format(value))
    message = line["response"]["choices"][0]["message"]
    arguments = {"arguments": {"x": [value]}, "key": {value: 1}}.get(place)
    if arguments:
        text = json.dumps(arguments)
        call_of = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": text}}
        message["tool_calls"] = [call_of]
    if place == "tools":
        function = {"name": "f", "description": f"of {value}", "parameters": {}}
        line["request"]["tools"] = [{"type": "function", "function": function}]
    if place == "name":
        line["request"]["messages"][1]["name"] = value
    if place == "user":
        line["user"] = value
    return line


def plant(folder):
    for place in PLACES:
        for entity, (value, *_) in CANARIES.items():
            if place == "file" and entity in OF_ITS_ROW:
                continue
            name = (
                f"{value} {place}.jsonl" if place == "file" else f"{entity.lower()}-{place}.jsonl"
            )
            write_lines(folder / "logs" / name, *(planted(entity, n, place) for n in (0, 1)))


def ran(folder, scrub):
    keys = {"clean": False, "dedup": False, "scrub": scrub, "output": f"out-{bool(scrub)}"}
    loaded = config.load(write_config(folder, **keys))
    told = pipeline.run(loaded, lambda *_: None)
    return folder / keys["output"] / "runs" / told["run_id"], told


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """(folder, manifest) of a run with `scrub` and of one without."""
    folder = tmp_path_factory.mktemp("canaries")
    plant(folder)
    return ran(folder, {"model": False}), ran(folder, scrub=False)


def whole(run):
    """All texts of the files of a run."""
    for path in (p for p in run.rglob("*") if p.is_file()):
        if path.suffix == ".parquet":
            rows = pl.read_parquet(path, hive_partitioning=False, glob=False).to_dicts()
            yield path, json.dumps(rows, default=str, ensure_ascii=False)
        else:
            yield path, path.read_text()


def test_every_entity_that_is_sought_by_default_has_a_canary():
    sought = {part.ENTITY for part in RECOGNIZERS.values()} | {"PERSON"}
    assert set(CANARIES) == sought - {"URL", "DATE_TIME", "JP_MY_NUMBER"}


@pytest.mark.parametrize("place", IN_ROWS)
@pytest.mark.parametrize("entity", CANARIES)
def test_each_canary_was_read_in(runs, entity, place):
    (_, _), (run, told) = runs
    assert (
        told["counts"]["kept"] == told["counts"]["input"] == 2 * (len(CANARIES) * len(PLACES) - 2)
    )
    rows = pl.scan_parquet(run / "data", hive_partitioning=False).collect()
    kept = pl.scan_parquet(run / "audit" / "ledger" / "*.parquet").collect()
    ids = kept.filter(pl.col("source_file") == f"{entity.lower()}-{place}.jsonl")["record_id"]
    mine = rows.filter(pl.col("record_id").is_in(ids.implode())).to_dicts()
    assert len(mine) == 2
    for row in mine:
        calls = [m["tool_calls"] or "" for m in row["messages"]]
        told = {
            "content": row["messages"][1]["content"], "arguments": "".join(calls),
            "key": "".join(calls), "tools": row["tools"] or "",
            "name": row["messages"][1]["name"] or "",
        }  # fmt: skip
        assert CANARIES[entity][0] in told[place]


@pytest.mark.parametrize("entity", CANARIES)
def test_no_canary_stands_in_any_file_of_a_run(runs, entity):
    (run, told), _ = runs
    assert told["counts"]["kept"] == told["counts"]["input"]
    value = CANARIES[entity][0]
    left = [str(path) for path, text in whole(run) if value in text or value in path.name]
    assert left == []
    assert told["counts"]["entities"][entity] >= 2 * len(IN_ROWS)
