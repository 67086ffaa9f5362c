"""Promises of a user's own recognizers: found like the built-in ones, told when wrong, never silently left out."""

import json
import pickle

import presidio_analyzer.predefined_recognizers
import pytest
from presidio_analyzer import EntityRecognizer

from etl import config, pipeline, plugins, schema
from etl.errors import ConfigError, GateError
from etl.schema import example
from etl.scrub import RECOGNIZERS, scrub
from etl.scrub.find import strict
from etl.scrub.find import tried as scrub_tried
from etl.scrub.find.predefined import CLASSES

PYTHON = """
from etl.scrub import END, START, Shape
ENTITY = "STAFF_NUMBER"
class Recognizer(Shape):
    ENTITY = ENTITY
    SHAPES = (START + r"ST-[0-9]{6}" + END,)
FINDS = {"ask ST-123456": ["ST-123456"]}
IGNORES = ["ST-12"]
"""
YAML = """
recognizers:
  - name: staff number
    supported_entity: STAFF_NUMBER
    patterns: [{name: st, regex: 'ST-[0-9]{6}', score: 0.1}]
  - name: room
    supported_entity: ROOM
    supported_languages: [{language: en, context: [room]}, {language: zh, context: [房號]}]
    patterns: [{name: r, regex: '[0-9]{3}[A-Z]', score: 0.1}]
  - name: code names
    supported_entity: CODE_NAME
    deny_list: [Bluefin, 鳳凰]
  - {name: off, enabled: false, supported_entity: X, patterns: [{name: x, regex: x, score: 1}]}
"""
CONFIG = """version: 1
output: out
sources: [{type: jsonl, path: logs}]
scrub: {model: false}
"""


def named(folder, **files):
    for name, text in files.items():
        (folder / name.replace("_", ".")).write_text(text, encoding="utf-8")
    return plugins.named([name.replace("_", ".") for name in files], folder)


def said(found, text, **options):
    run = schema.Run(key=b"k" * 32, plugins=found)
    out = scrub(schema.frame(example(("user", text))), run, **{"model": False, **options})
    return out["reasons"][0].to_list() or out["messages"][0][0]["content"]


def told(folder, plugin, extra=""):
    (folder / "config.yaml").write_text(f"{CONFIG}plugins: [{plugin}]\n{extra}", encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        config.load(folder / "config.yaml")
    return str(error.value)


def test_without_plugins_nothing_of_theirs_is_found():
    assert said((), "ask ST-123456") == "ask ST-123456"


def test_what_a_python_file_finds_is_replaced_like_what_is_built_in(tmp_path):
    found = named(tmp_path, staff_py=PYTHON)
    assert said(found, "ask ST-123456, 請問ST-123456嗎") == (
        "ask <STAFF_NUMBER_1>, 請問<STAFF_NUMBER_1>嗎"
    )


def test_what_a_yaml_file_of_presidio_finds_is_replaced(tmp_path):
    found = named(tmp_path, r_yaml=YAML)
    assert said(found, "ask ST-123456 of Bluefin and 鳳凰 x") == (
        "ask <STAFF_NUMBER_1> of <CODE_NAME_1> and <CODE_NAME_2> x"
    )


def test_a_weak_pattern_with_context_words_needs_one(tmp_path):
    found = named(tmp_path, r_yaml=YAML)
    assert said(found, "seat 101A") == "seat 101A"
    assert said(found, "room 101A") == "room <ROOM_1>"
    assert said(found, "房號是101A。", model="builtin") == "房號是<ROOM_1>。"


def test_an_entity_of_ones_own_may_be_left_out_and_has_its_operator(tmp_path):
    found = named(tmp_path, staff_py=PYTHON)
    assert (
        said(found, "ST-123456 a@b.example", entities=("EMAIL_ADDRESS",)) == "ST-123456 <EMAIL_1>"
    )
    text = said(found, "ST-123456 a@b.example", replace={"STAFF_NUMBER": "mask"})
    assert text == "********* <EMAIL_1>"


def test_a_config_may_name_the_entities_of_its_plugins(tmp_path):
    named(tmp_path, staff_py=PYTHON)
    scrubbed = (
        "scrub: {model: false, entities: [default, STAFF_NUMBER], replace: {STAFF_NUMBER: mask}}"
    )
    text = CONFIG.replace("scrub: {model: false}", scrubbed) + "plugins: [staff.py]\n"
    (tmp_path / "config.yaml").write_text(text)
    (plugin,) = config.load(tmp_path / "config.yaml").plugins
    assert plugin.name == "staff.py"
    assert pickle.loads(pickle.dumps(plugin)) == plugin  # noqa: S301 - as it goes to workers


def analyzes(what, arguments="self, text, entities, nlp_artifacts"):
    return PYTHON.replace("FINDS =", f"    def analyze({arguments}):\n        {what}\nFINDS =")


FAILS = "its recognizer of STAFF_NUMBER fails in analyze(text=, entities=, nlp_artifacts=)"
FAULTY = {
    "gone.py": (None, "gone.py: cannot be read; mend the path"),
    "a.txt": ("", "a.txt: neither Python nor YAML; name a .py or .yaml"),
    "broken.py": ("def f(:", "broken.py: no Python (SyntaxError in line 1); mend the file"),
    "raises.py": ("\n1 / 0", "raises.py: cannot be loaded (ZeroDivisionError in line 2); mend the file"),
    "exits.py": ("import sys\nsys.exit(0)", "exits.py: cannot be loaded (SystemExit in line 2); mend the file"),
    "stops.py": (PYTHON + "raise KeyboardInterrupt",
                 "stops.py: cannot be loaded (KeyboardInterrupt in line 9); mend the file"),
    "names.py": (analyzes("return []", "self, words, kinds, found"), f"names.py: {FAILS} (TypeError); mend the file"),
    "fails.py": (analyzes("1 / 0"), f"fails.py: {FAILS} (ZeroDivisionError in line 8); mend the file"),
    "leaves.py": (analyzes("raise SystemExit(0)"), f"leaves.py: {FAILS} (SystemExit in line 8); mend the file"),
    "zh.py": (analyzes("return [] if self.supported_language == 'en' else 1 / 0"),
              f"zh.py: {FAILS} (ZeroDivisionError in line 8); mend the file"),
    "rubbish.py": (analyzes("return [None]"), f"rubbish.py: {FAILS}: it gives no list of RecognizerResult"),
    "beyond.py": ("from presidio_analyzer import RecognizerResult\n"
                  + analyzes("return [RecognizerResult(ENTITY, -5, 10**6, 1.0)]"),
                  f"beyond.py: {FAILS}: it gives no list of RecognizerResult within the text; mend the file"),
    "needs.py": ("import no_such", "needs.py: needs the module 'no_such', which is not installed; mend the file"),
    "filter.py": ("def reject(): ...", "filter.py: defines no ENTITY and Recognizer; of one's own parts only"),
    "lower.py": (PYTHON.replace('"STAFF_NUMBER"', '"staff"'), "lower.py: an entity is named in capital letters"),
    "class.py": ("ENTITY = 'X1'\nclass Recognizer:\n def __init__(self, language): ...",
                 "class.py: Recognizer(language) must be a Presidio EntityRecognizer of X1"),
    "args.py": ("ENTITY = 'X1'\nclass Recognizer: ...", "args.py: its recognizer of X1 cannot be made (TypeError)"),
    "finds.py": (PYTHON.replace('["ST-123456"]', '["ST"]'), "finds.py: does not find the values of number 1 of FINDS"),
    "list.py": (PYTHON.replace('{"ask ST-123456": ["ST-123456"]}', '["ST-123456"]'),
                "list.py: FINDS is a mapping: text -> the values in it"),
    "ignores.py": (PYTHON.replace('"ST-12"', '"a", "ST-654321"'), "ignores.py: finds something in number 2 of IGNORES"),
    "no.yaml": ("a: [", "no.yaml: no YAML; mend the file"),
    "tag.yaml": ("recognizers: !!python/object/apply:os.getcwd []", "tag.yaml: no"),
    "list.yaml": ("recognizers: 1", "list.yaml: no list `recognizers`; write it as Presidio has it"),
    "own.yaml": ("recognizers: [{name: UsBankRecognizer, type: predefined}]",
                 "own.yaml: 'UsBankRecognizer' has no patterns and no deny_list; Presidio's own are switched on in"),
    "regex.yaml": ("recognizers: [{name: r, supported_entity: R1, patterns: [{name: r, regex: '(', score: 1}]}]",
                   "regex.yaml: its recognizer of R1 cannot be made ("),
    "score.yaml": ("recognizers: [{name: r, supported_entity: R1, patterns: [{name: r, regex: a}]}]",
                   "score.yaml: its recognizer of R1 cannot be made ("),
    "key.yaml": ("recognizers: [{name: r, supported_entity: R1, deny_list: [a], pattern: b}]",
                 "key.yaml: 'r': unknown key 'pattern'; take it out"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_is_told_by_its_name_before_any_data_is_read(tmp_path, name):
    content, what = FAULTY[name]
    if content is not None:
        (tmp_path / name).write_text(content)
    message = told(tmp_path, name)
    assert message.startswith("config.yaml:5:")
    assert f": {what}" in message
    assert "\n" not in message


def test_a_file_named_twice_is_told(tmp_path):
    (tmp_path / "a.py").write_text(PYTHON)
    assert "a.py: named twice; name it once" in told(tmp_path, "a.py, ./a.py")


def test_the_bytes_of_a_plugin_are_a_part_of_what_a_run_is(tmp_path):
    (tmp_path / "config.yaml").write_text(CONFIG + "plugins: [staff.py]\n")
    digests = []
    for text in (PYTHON, PYTHON + "# new\n"):
        (tmp_path / "staff.py").write_text(text)
        loaded = config.load(tmp_path / "config.yaml")
        digests.append((loaded.sha256, loaded.public_sha256))
    (one, public), (other, public_too) = digests
    assert one != other
    assert public == public_too  # it may list texts that must not be guessed


def test_a_plugin_that_changes_while_a_run_goes_on_ends_it(tmp_path):
    found = named(tmp_path, staff_py=PYTHON.replace("STAFF", "OTHER"))
    (tmp_path / "staff.py").write_text(PYTHON)
    with pytest.raises(ConfigError, match=r"staff\.py: changed or gone since the run began"):
        said(found, "hi")


@pytest.mark.parametrize("name", ["slow_yaml", "slow_py"])
def test_a_pattern_that_takes_too_long_sets_the_row_aside(tmp_path, monkeypatch, name):
    slow = "recognizers: [{name: s, supported_entity: SLOW, patterns: [{name: s, regex: '(?:a|aa)+[bc]', score: 1}]}]"
    python = """
from presidio_analyzer import Pattern, PatternRecognizer
ENTITY = "SLOW"
def Recognizer(language):
    return PatternRecognizer(ENTITY, patterns=[Pattern("s", "(?:a|aa)+[bc]", 1)], supported_language=language)
"""
    monkeypatch.setattr(strict, "LAST_RESORT_S", 0.2)
    found = named(tmp_path, **{name: slow if name == "slow_yaml" else python})
    assert said(found, "a" * 60) == ["not_scrubbed"]


def test_presidios_own_are_off_until_they_are_named():
    text = "driver license A1234567, a@b.example"
    assert said((), text) == "driver license A1234567, <EMAIL_1>"
    on = said((), text, entities=("default", "US_DRIVER_LICENSE"))
    assert on == "driver license <US_DRIVER_LICENSE_1>, <EMAIL_1>"


def test_presidios_own_count_beside_a_word_that_says_so():
    assert said((), "A1234567 it is", entities=("US_DRIVER_LICENSE",)) == "A1234567 it is"


@pytest.mark.parametrize("entity", CLASSES)
def test_every_recognizer_of_presidio_can_be_switched_on(entity):
    made = getattr(presidio_analyzer.predefined_recognizers, CLASSES[entity])()
    assert isinstance(made, EntityRecognizer)
    assert entity in made.supported_entities
    assert entity not in {module.ENTITY for module in RECOGNIZERS.values()}


def test_workers_load_plugins_too(tmp_path):
    named(tmp_path, staff_py=PYTHON)
    answer = {"role": "assistant", "content": "You have 12 days left. " * 4}
    call = {
        "request": {"messages": [{"role": "user", "content": "I am ST-123456, what is my leave?"}]},
        "response": {"choices": [{"message": answer}]},
    }
    (tmp_path / "logs").write_text(json.dumps(call) + "\n")
    (tmp_path / "config.yaml").write_text(CONFIG + "workers: 2\nplugins: [staff.py]\n")
    told = pipeline.run(config.load(tmp_path / "config.yaml"), lambda *_: None)
    assert told["counts"]["kept"] == 1
    texts = [path.read_text() for path in (tmp_path / "out/latest/openai").iterdir()]
    assert "I am <STAFF_NUMBER_1>, what" in "".join(texts)


@pytest.mark.parametrize("what", ["return None", "return ()", "return []"])
def test_a_recognizer_that_finds_nothing_is_sound(tmp_path, what):
    text = analyzes(what).split("FINDS =")[0]
    (plugin,) = named(tmp_path, own_py=text)
    assert list(scrub_tried.faults(plugin)) == []


def test_an_example_in_which_nothing_is_to_be_found_may_stand_in_finds(tmp_path):
    (plugin,) = named(
        tmp_path, own_py=PYTHON.replace('["ST-123456"]', "[]").replace("ask ST-123456", "ask")
    )
    assert list(scrub_tried.faults(plugin)) == []


def test_a_run_whose_recognizer_fails_on_its_rows_is_not_published(tmp_path):
    named(
        tmp_path, staff_py=analyzes("return 1 / 0 if 'leave' in text else []").split("FINDS =")[0]
    )
    answer = {"role": "assistant", "content": "You have 12 days of leave left. " * 4}
    call = {
        "request": {"messages": [{"role": "user", "content": "I am here, what is my leave?"}]},
        "response": {"choices": [{"message": answer}]},
    }
    (tmp_path / "logs").write_text(json.dumps(call) + "\n")
    (tmp_path / "config.yaml").write_text(CONFIG + "plugins: [staff.py]\n")
    said = (
        r"^gates\.max_not_scrubbed_share: 1 of 1 rows could not be scrubbed, at most 5\.0% may be; "
    )
    with pytest.raises(GateError, match=said):
        pipeline.run(config.load(tmp_path / "config.yaml"), lambda *_: None)
    assert not (tmp_path / "out" / "latest").exists()
