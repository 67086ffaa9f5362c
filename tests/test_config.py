from datetime import timedelta

import pytest

from etl import config
from etl.errors import ConfigError

LEAST = "version: 1\nsources: [{type: jsonl, path: logs/*.jsonl}]\noutput: out\n"


def load(tmp_path, text, *overrides):
    path = tmp_path / "config.yaml"
    path.write_text(text)
    return config.load(path, overrides)


def faults(tmp_path, text, *overrides):
    with pytest.raises(ConfigError) as error:
        load(tmp_path, text, *overrides)
    return str(error.value).split("\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            "clean: {short_respons: {}}",
            "config.yaml:4:9: clean.short_respons: unknown key; did you mean 'short_response'?",
        ),
        (
            "clean: {short_response: {min_char: 3}}",
            "config.yaml:4:26: clean.short_response.min_char: unknown key; did you mean 'min_chars'?",
        ),
        (
            "clean: {short_response: {min_chars: many}}",
            (
                "config.yaml:4:26: clean.short_response.min_chars: not a whole number, got text; "
                "write digits alone"
            ),
        ),
        ("'scrub[': {}", "config.yaml:4:1: scrub[: unknown key; did you mean 'scrub'?"),
        ("clena: {}", "config.yaml:4:1: clena: unknown key; did you mean 'clean'?"),
        ("task: chatt", "config.yaml:4:1: task: not one of its values; did you mean 'chat'?"),
        ("engine: ray", "config.yaml:4:1: engine: only 'local' is built yet"),
        (
            "gates: {max_miss_rate: 0}",
            "config.yaml:4:9: gates.max_miss_rate: must be more than 0, got 0; mend the value",
        ),
        (
            "workers: -1",
            "config.yaml:4:1: workers: must be at least 0, got -1; mend the value",
        ),
        (
            "split: {train: 0.98, validation: 0.01, test: 0.02}",
            "config.yaml:4:1: split: train + validation + test must be 1, got 0.98 + 0.01 + 0.02",
        ),
        (
            "write: {formats: [opena]}",
            "config.yaml:4:19: write.formats.0: not one of its values; did you mean 'openai'?",
        ),
        (
            "hold: 0s",
            "config.yaml:4:1: hold: no time at all; write 90s, 2m, 24h or 180d",
        ),
        (
            "gates: {max_drop_share: {refusl: 0.1}}",
            "config.yaml:4:26: gates.max_drop_share.refusl: unknown reason 'refusl'; did you mean 'refusal'?",
        ),
        (
            "gates: {max_drop_share: 1.5}",
            "config.yaml:4:9: gates.max_drop_share: must be at most 1, got 1.5; mend the value",
        ),
        (
            "clean: {retried: {within: soon}}",
            (
                "config.yaml:4:19: clean.retried.within: not a time with its unit; "
                "write 90s, 2m, 24h or 180d"
            ),
        ),
    ],
)
def test_a_fault_has_its_line_and_the_way_out(tmp_path, text, fault):
    assert faults(tmp_path, LEAST + text + "\n") == [fault]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("scrub: {entities: [FOO]}", "config.yaml:4:9: scrub.entities: unknown entity 'FOO'"),
        ("scrub: {replace: {PERSN: mask}}", "unknown entity 'PERSN'; did you mean 'PERSON'?"),
        ("scrub: {replace: {SECRET: surrogate}}", "scrub.replace.SECRET: SECRET has no surrogate"),
        (
            "scrub: {replace: {URL: mask}}",
            "scrub.replace.URL: URL is not sought; name it in scrub.entities",
        ),
        (
            "scrub: {entities: [PERSON], replace: {TW_ID: mask}}",
            "scrub.replace.TW_ID: TW_ID is not sought",
        ),
        ("scrub: {languages: [xx]}", "no model for 'xx', the built-in model reads en and zh"),
        ("scrub: {model: {en: none_sm, zh: none_sm}}", "no pipeline 'none_sm' is installed"),
        ("adapt: {exclude_users: none.txt}", "adapt.exclude_users: no file none.txt"),
        ("clean: {retried: {within: 99999999999d}}", "longer than any log"),
        ("task: [chat]", "config.yaml:4:1: task: "),
        ("output: ''", "duplicate key"),
    ],
)
def test_what_is_not_there_is_told_before_any_data_is_read(tmp_path, text, says):
    assert says in faults(tmp_path, LEAST + text + "\n")[0]


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("path: []", "sources.0.path"),
        ("path: ''", "sources.0.path"),
        ("path: x, timezone: ../../etc/passwd", "sources.0.timezone: no such zone"),
        ("path: x, timezone: Mars/X", "sources.0.timezone: no such zone"),
        ("path: x, fields: {requst: a.b}", "sources.0.fields.requst"),
        ("path: 'https://bucket/x'", "sources.0.path: of object stores only s3://bucket/prefix"),
        ("path: ['x', 's3://key:secret@bucket/x']", "credentials stay out"),
        ("path: 's3:/bucket/x'", "only s3://bucket/prefix"),
        ("path: 's3://bucket/a/../b'", "only s3://bucket/prefix"),
        ('path: "a\\0b"', "sources.0.path"),
        ("path: x, key: _id", "sources.0.key: only for mode: snapshot"),
        ("path: x, mode: snapshot, key: _id", "sources.0.mode: snapshot needs state"),
        ("path: x, mode: all", "sources.0.mode: not one of its values"),
        ("path: x, task: {a: 1}", "sources.0.task"),
    ],
)
def test_a_fault_of_a_source_is_told(tmp_path, source, says):
    text = "version: 1\noutput: out\nsources:\n  - {type: jsonl, " + source + "}\n"
    told = faults(tmp_path, text)
    assert says in told[0]
    assert all(line.startswith("config.yaml:4:") for line in told)


def test_a_masked_value_that_was_overridden_is_no_crash(tmp_path, monkeypatch):
    monkeypatch.setenv("BRAND", "s3cret")
    text = LEAST + "scrub: {allow: ['${env:BRAND}']}\n"
    assert load(tmp_path, text, "scrub=false").resolved()["scrub"] is None
    assert load(tmp_path, text).resolved()["scrub"]["allow"] == ["***"]


def test_no_message_tells_what_came_from_the_environment(tmp_path, monkeypatch):
    monkeypatch.setenv("IDS", "mei@chen.example.txt")
    told = faults(tmp_path, LEAST + "adapt: {exclude_users: 'x/${env:IDS}'}\n")
    assert told == ["config.yaml:4:9: adapt.exclude_users: no file x/***; mend the path"]


@pytest.mark.parametrize(
    "key", ["adapt: {exclude_users: '%s'}", "scrub: {deny: '%s'}", 'scrub: {deny: "a%s\\0"}']
)
def test_a_name_that_no_file_can_have_is_a_fault(tmp_path, key):
    assert len(faults(tmp_path, LEAST + key % ("x" * 5_000) + "\n")) == 1


def test_every_fault_is_told_at_once(tmp_path):
    text = "version: 2\nsources:\n  - type: datadogg\n    path: x\nclean: {refusal: 7}\nnone: ${env:NO_SUCH}\n"
    told = faults(tmp_path, text, "split.nope=1")
    assert [line.split(": ")[0] for line in told] == [
        "config.yaml:6:1",
        "config.yaml:1:1",
        "config.yaml:1:1",
        "config.yaml:3:5",
        "config.yaml:5:9",
        "--set split.nope",
        "config.yaml:6:1",
    ]


def test_a_contradiction_is_told_beside_other_faults(tmp_path):
    text = "version: 1\nsources:\n  - {type: jsonl, path: x, timezone: Mars/X}\noutput: out\n"
    text += "split: {train: 0.5, validation: 0.1, test: 0.1}\nnope: 1\n"
    told = faults(tmp_path, text)
    assert [line.split(": ")[1] for line in told] == ["nope", "sources.0.timezone", "split"]


def test_two_sources_of_one_name_are_a_fault(tmp_path):
    text = "version: 1\noutput: out\nsources:\n  - {type: jsonl, path: a}\n  - {type: jsonl, path: b}\n"
    assert faults(tmp_path, text) == [
        "config.yaml:5:5: sources.1: a second 'jsonl'; give it a name of its own"
    ]


def test_a_value_of_the_log_owner_is_never_repeated(tmp_path):
    told = faults(tmp_path, LEAST + "seed: my-secret-value\n")
    assert "my-secret" not in told[0]


def test_only_sources_and_output_are_required(tmp_path):
    loaded = load(tmp_path, LEAST)
    assert loaded.output == tmp_path / "out"
    assert loaded.work == tmp_path / "out" / ".private"
    stages = loaded.stages("chat")
    assert stages["clean"]["retried"] == {"within": timedelta(minutes=2), "similarity": 0.8}
    assert stages["dedup"]["superseded"] is True
    assert stages["dedup"]["near"]["threshold"] == 0.8
    assert "wrong_language" not in stages["clean"]
    assert stages["write"]["formats"] == ("openai", "alpaca")


@pytest.mark.parametrize("stage", ["clean", "scrub", "split"])
def test_a_stage_may_be_switched_off(tmp_path, stage):
    assert load(tmp_path, LEAST + f"{stage}: false\n").stages("chat")[stage] is None


def test_a_filter_or_a_part_of_dedup_may_be_switched_off_and_on(tmp_path):
    text = "clean: {refusal: false, wrong_language: {}, retried: true}\ndedup: {near: false}\n"
    stages = load(tmp_path, LEAST + text).stages("chat")
    assert "refusal" not in stages["clean"]
    assert {"wrong_language", "retried"} <= set(stages["clean"])
    assert stages["dedup"]["near"] is None
    assert load(tmp_path, LEAST + "dedup: false\n").stages("chat")["dedup"]["superseded"] is False


def test_a_task_changes_defaults_and_the_config_changes_them_back(tmp_path):
    text = "task: extraction\n"
    assert "short_response" not in load(tmp_path, LEAST + text).stages("extraction")["clean"]
    own = load(tmp_path, LEAST + text + "clean: {short_response: {min_chars: 3}}\n")
    assert own.stages("extraction")["clean"]["short_response"]["min_chars"] == 3


def test_a_source_may_have_a_task_of_its_own(tmp_path):
    text = "version: 1\noutput: out\nsources: [{type: jsonl, path: a, name: x, task: extraction}]\n"
    loaded = load(tmp_path, text)
    assert loaded.task_of("x") == "extraction"
    assert "short_response" not in loaded.stages("extraction")["clean"]
    assert "short_response" in loaded.stages("chat")["clean"]


def test_set_wins_over_the_file(tmp_path):
    loaded = load(tmp_path, LEAST, "output=there", "clean.short_response.min_chars=7")
    assert loaded.output == tmp_path / "there"
    assert loaded.stages("chat")["clean"]["short_response"]["min_chars"] == 7


def test_what_came_from_the_environment_is_masked_when_shown(tmp_path, monkeypatch):
    monkeypatch.setenv("PLACE", "s3cret")
    loaded = load(tmp_path, LEAST.replace("output: out", "output: ${env:PLACE}"))
    assert loaded.output == tmp_path / "s3cret"
    assert loaded.resolved()["output"] == "***"


INCREMENTAL = LEAST + "state: known\n"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("hold: 24h", "config.yaml:4:1: hold: needs state"),
        ("retention: 180d", "config.yaml:4:1: retention: needs state"),
        (
            "state: s\nhold: 2d\nretention: 2d",
            "config.yaml:6:1: retention: must be longer than hold",
        ),
        ("state: out/state", "config.yaml:4:1: state: it holds keys, and output is shared"),
        ("state: out", "config.yaml:4:1: state: it holds keys"),
        ("state: .", "config.yaml:4:1: state: it holds keys"),
        ("state: x/../out/y", "config.yaml:4:1: state: it holds keys"),
        ("work: w\nstate: w/s", "config.yaml:5:1: state: it stays, and work is emptied"),
        (
            "state: gs://bucket/x",
            "config.yaml:4:1: state: of object stores only s3://bucket/prefix",
        ),
        ("work: s3://bucket/x", "config.yaml:4:1: work: raw text rests there"),
    ],
)
def test_places_and_ages_that_contradict_each_other_are_told(tmp_path, text, says):
    assert [line[: len(says)] for line in faults(tmp_path, LEAST + text + "\n")] == [says]


def test_a_snapshot_needs_the_path_of_its_key(tmp_path):
    told = faults(tmp_path, INCREMENTAL, "sources.0.mode=snapshot")
    assert told == [
        "--set sources.0.mode: sources.0.mode: snapshot needs key, the path of a document's id, such as _id"
    ]


def test_an_object_store_needs_a_folder_to_work_in(tmp_path):
    text = LEAST.replace("output: out", "output: s3://bucket/set")
    says = "config.yaml:3:1: output: an object store needs work, a folder on this machine"
    assert faults(tmp_path, text) == [says]
    assert faults(tmp_path, text + "state: s3://bucket/set/known\nwork: w\n") == [
        "config.yaml:4:1: state: it holds keys, and output is shared: one cannot lie in the other"
    ]
    loaded = load(tmp_path, text + "work: w\nstate: s3://bucket/known/\n")
    assert (loaded.remote_output, loaded.remote_state) == ("s3://bucket/set", "s3://bucket/known")
    assert loaded.work == tmp_path / "w"
    assert loaded.output.parent == tmp_path / "w/output"  # others may share `work`
    assert loaded.state.parent == tmp_path / "w/state"


def test_an_incremental_config_has_its_ages(tmp_path):
    loaded = load(tmp_path, INCREMENTAL + "hold: 24h\nretention: 180d\nkeep_failed: null\n")
    assert loaded.state == tmp_path / "known"
    assert (loaded.hold, loaded.retention, loaded.keep_failed) == (
        timedelta(days=1),
        timedelta(days=180),
        None,
    )
    plain = load(tmp_path, LEAST)
    assert (plain.state, plain.remote_output, plain.hold, plain.retention) == (None,) * 4
    assert plain.keep_failed == timedelta(days=3)


def test_one_share_is_that_of_all_that_is_dropped(tmp_path):
    gates = load(tmp_path, LEAST + "gates: {max_drop_share: 0.5, max_input_age: 36h}\n").top.gates
    assert gates.max_drop_share == {"all": 0.5}
    assert gates.max_input_age == timedelta(hours=36)
    text = LEAST + "gates: {max_drop_share: {each: 0.5, refusal: 0.1, not_openai_chat: 0.1}}\n"
    assert load(tmp_path, text).top.gates.max_drop_share["refusal"] == 0.1


# key=value -> whether it can change a byte of data/, the formats or the ledger
MATTERS = {
    "version=1": False, "name=x": False, "output=x": False, "work=x": False, "workers=3": False,
    "keep_failed=1d": False, "state=other": False, "sources.0.path=logs/a.jsonl": False,
    "sources.0.name=jsonl": False, "sources.0.task=chat": False, "gates.min_rows=1": False,
    "gates.max_drift=0.1": False, "gates.max_deleted_share=null": False, "adapt.max_unreadable_fraction=1": False,
    "write.keep_frames=true": False, "clean.short_response.min_chars=50": False,
    "clean.wrong_language=false": False, "scrub.deny=[]": False,
    "task=persona": True, "seed=1": True, "hold=1h": True, "retention=1d": True,
    "sources.0.name=x": True, "sources.0.type=datadog": True, "sources.0.dialect=plain": True,
    "sources.0.fields.model=a.b": True, "sources.0.where.service=x": True,
    "sources.0.timezone=Asia/Taipei": True, "sources.0.task=persona": True,
    "sources.0={type: jsonl, path: x, mode: snapshot, key: _id}": True,
    "adapt.max_line_mib=1": True, "adapt.exclude_users=ids.txt": True, "clean=false": True,
    "clean.refusal=false": True, "clean.short_response.min_chars=51": True, "dedup=false": True,
    "dedup.near.threshold=0.9": True, "scrub=false": True, "scrub.deny=[Falcon]": True,
    "scrub.model=false": True, "split=false": True, "split.by=[user]": True,
    "write.formats=[openai]": True, "write.formats=[alpaca, openai]": True,
    "write.system_prompt=drop": True, "write.train_on=last": True, "write.limit=9": True,
    "write.partition_by=[split]": True, "write.timestamps=exact": True,
}  # fmt: skip


@pytest.mark.parametrize("assignment", MATTERS)
def test_the_digest_changes_with_what_can_change_a_byte_and_with_nothing_else(tmp_path, assignment):
    (tmp_path / "ids.txt").write_text("u1\n")
    before, after = load(tmp_path, INCREMENTAL), load(tmp_path, INCREMENTAL, assignment)
    assert (after.sha256 != before.sha256) is MATTERS[assignment]


def test_every_key_of_the_file_is_judged_by_the_table_of_the_digest():
    judged = {assignment.split("=")[0].split(".")[0] for assignment in MATTERS}
    assert set(config.schema().model_fields) - judged == {"engine", "plugins"}


def test_a_set_with_state_is_another_one_than_without(tmp_path):
    assert load(tmp_path, LEAST).sha256 != load(tmp_path, INCREMENTAL).sha256


def test_the_order_of_the_sources_changes_nothing(tmp_path):
    items = ["{type: jsonl, name: a, path: x}", "{type: datadog, name: b, path: y}"]
    texts = [f"version: 1\noutput: out\nsources: [{', '.join(o)}]\n" for o in (items, items[::-1])]
    assert len({load(tmp_path, text).sha256 for text in texts}) == 1


@pytest.mark.parametrize("key", ["adapt: {exclude_users: x.txt}", "scrub: {deny: x.txt}"])
def test_a_file_that_changed_is_another_config_but_no_one_can_guess_at_it(tmp_path, key):
    told = []
    for text in ("mei@chen.example", "li@wang.example"):
        (tmp_path / "x.txt").write_text(text)
        loaded = load(tmp_path, LEAST + key + "\n")
        told.append((loaded.sha256, loaded.public_sha256))
    assert told[0][0] != told[1][0]
    assert told[0][1] == told[1][1]


def test_a_digest_for_all_to_see_hides_what_came_from_the_environment(tmp_path, monkeypatch):
    text = LEAST + "scrub: {allow: ['${env:BRAND}']}\n"
    told = []
    for brand in ("a", "b"):
        monkeypatch.setenv("BRAND", brand)
        loaded = load(tmp_path, text)
        told.append((loaded.sha256, loaded.public_sha256))
    assert told[0][0] != told[1][0]
    assert told[0][1] == told[1][1]
    monkeypatch.setenv("PLACE", "out")
    assert (
        load(tmp_path, LEAST.replace("out\n", "${env:PLACE}\n")).public_sha256
        == load(tmp_path, LEAST).public_sha256
    )


def test_the_folder_of_a_model_starts_at_that_of_the_config(tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "config.cfg").write_text("")
    text = LEAST + "scrub: {languages: [en, zh], model: {en: mine, zh: spacy}}\n"
    model = load(tmp_path, text).stages("chat")["scrub"]["model"]
    assert model == {"en": str(tmp_path / "mine"), "zh": "spacy"}


def test_another_model_under_the_same_name_is_another_config(tmp_path):
    (tmp_path / "mine" / "ner").mkdir(parents=True)
    (tmp_path / "mine" / "config.cfg").write_text("")
    told = []
    for weights in ("1", "2", "2"):
        (tmp_path / "mine" / "ner" / "model").write_text(weights)
        text = LEAST + "scrub: {languages: [en], model: {en: mine}}\n"
        told.append(load(tmp_path, text).public_sha256)
    assert told[0] != told[1] == told[2]


def test_texts_to_deny_may_stand_in_a_file(tmp_path):
    (tmp_path / "names.txt").write_text("Falcon\n\n Project Heron \n")
    stages = load(tmp_path, LEAST + "scrub: {deny: names.txt}\n").stages("chat")
    assert stages["scrub"]["deny"] == ("Falcon", "Project Heron")
    shown = load(tmp_path, LEAST + "scrub: {deny: names.txt}\n").resolved()
    assert shown["scrub"]["deny"] == ["***", "***"]
    assert faults(tmp_path, LEAST + "scrub: {deny: none.txt}\n") == [
        "config.yaml:4:9: scrub.deny: the file cannot be read; give a text file"
    ]
