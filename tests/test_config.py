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
                "config.yaml:4:26: clean.short_response.min_chars: input should be a valid integer, "
                "unable to parse string as an integer, got text; mend the value"
            ),
        ),
        ("clena: {}", "config.yaml:4:1: clena: unknown key; did you mean 'clean'?"),
        ("task: chatt", "config.yaml:4:1: task: not one of its values; did you mean 'chat'?"),
        ("engine: ray", "config.yaml:4:1: engine: only 'local' is built yet"),
        ("state: s", "config.yaml:4:1: state: incremental runs are not built yet; leave it out"),
        (
            "workers: -1",
            "config.yaml:4:1: workers: input should be greater than or equal to 0, got -1; mend the value",
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
            "gates: {max_drift: 0.1}",
            "config.yaml:4:9: gates.max_drift: not built yet; leave it out",
        ),
        (
            "clean: {retried: {within: soon}}",
            (
                "config.yaml:4:19: clean.retried.within: a number with a unit: 90s, 2m, 24h, 180d, "
                "got text; mend the value"
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
        ("scrub: {replace: surrogate}", "scrub.replace: surrogate is not built yet"),
        ("scrub: {languages: [xx]}", "no model for 'xx', the built-in model reads en and zh"),
        ("scrub: {model: {en: none_sm, zh: none_sm}}", "no pipeline 'none_sm' is installed"),
        ("adapt: {exclude_users: none.txt}", "adapt.exclude_users: no file none.txt"),
        ("clean: {retried: {within: 99999999999d}}", "a time that fits in some years"),
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
        ("path: 's3://bucket/x'", "object stores are not built yet"),
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
    assert [line.split(": ")[1] for line in told] == ["nope", "split", "sources.0.timezone"]


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


def test_the_digest_changes_with_any_value(tmp_path):
    digests = {
        load(tmp_path, LEAST, *o).sha256 for o in [(), ("seed=1",), ("clean.refusal=false",)]
    }
    assert len(digests) == 3


def test_texts_to_deny_may_stand_in_a_file(tmp_path):
    (tmp_path / "names.txt").write_text("Falcon\n\n Project Heron \n")
    stages = load(tmp_path, LEAST + "scrub: {deny: names.txt}\n").stages("chat")
    assert stages["scrub"]["deny"] == ("Falcon", "Project Heron")
    shown = load(tmp_path, LEAST + "scrub: {deny: names.txt}\n").resolved()
    assert shown["scrub"]["deny"] == ["***", "***"]
    assert faults(tmp_path, LEAST + "scrub: {deny: none.txt}\n") == [
        "config.yaml:4:9: scrub.deny: the file cannot be read; give a text file"
    ]
