import contextlib
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import yamlfile
from etl.errors import ConfigError


def read(tmp_path, text, *overrides):
    path = tmp_path / "config.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    settings = yamlfile.read(path)
    for assignment in overrides:
        yamlfile.override(settings, assignment)
    return settings


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [1\nb: 2\n", "config.yaml:2:2: expected"),
        ("a: 1\na: 2\n", "config.yaml:2:1: found duplicate key"),
        ("- a\n", "config.yaml:1:1: no mapping"),
        ("", "config.yaml:1:1: no mapping"),
        (b"a: \xff\n", "config.yaml:1:1: "),
        ("a: " + "x" * (1 << 20), "bytes; at most 1048576"),
        (
            "a: &a [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
            + "".join(
                f"{c}: &{c} [{', '.join(['*' + p] * 10)}]\n"
                for p, c in zip("abcde", "bcdef", strict=True)
            ),
            "over 20000 values; use fewer aliases",
        ),
    ],
)
def test_a_file_that_is_no_config_is_refused_on_one_line(tmp_path, text, says):
    with pytest.raises(ConfigError) as error:
        read(tmp_path, text)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


MERGES = "a0: &a0 {x: 1}\n" + "".join(
    f"a{i}: &a{i}\n  <<: [{', '.join([f'*a{i - 1}'] * 9)}]\n" for i in range(1, 9)
)
ONE_A_LINE = "".join(f"k{i}: &a{i} 1\n" for i in range(30_000))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: &a [*a]\n", "config.yaml:1:8: an alias of nothing above it"),
        ("a: &a {b: *a}\n", "config.yaml:1:11: an alias of nothing above it"),
        ("a: &a\n  <<: *a\n", "config.yaml:2:7: an alias of nothing above it"),
        ("a: *secret\n", "config.yaml:1:4: an alias of nothing above it"),
        ("a: &a 1\nb: [" + "*a, " * 201 + "]\n", "over 200 aliases"),
        ("a: " + "[" * 5_000 + "]" * 5_000, "config.yaml:1:36: over 32 levels"),
        ("a: " + "[" * 400_000, "config.yaml:1:36: over 32 levels"),
        ("a: " + "{a: " * 100_000, "over 32 levels"),
        ("".join(" " * i + "k:\n" for i in range(1_200)), "config.yaml:33:33: over 32 levels"),
        ("- " * 5_000 + "\n", "over 32 levels"),
        ("a: [" + "1," * 300_000 + "]\n", "over 20000 values"),
        (ONE_A_LINE, "config.yaml:10000:8: over 20000 values"),
        ("%YAML 1.1\n---\na: no\n", "directives are not read"),
        ("%TAG ! tag:x,2000:\n---\na: !y 1\n", "directives are not read"),
        ("a: 1\n---\nb: 2\n", "config.yaml:2:1: a second document"),
        ("a: 1\n...\n---\n", "a second document"),
        ("? [a, b]\n: 1\n", "a key that is no text"),
        ("? {a: 1}\n: 1\n", "a key that is no text"),
        ("!!str a: 1\n", "a key that is no text"),
        ("1: a\n'1': b\n", "config.yaml:2:1: found duplicate key"),
        ("a: {b: 1, b: 2}\n", "config.yaml:1:11: found duplicate key"),
        ("<<: 3\n", "config.yaml:1:1: <<: only a mapping, or a list of them, can be merged"),
        ("<<: [[1]]\n", "can be merged"),
        ('a: "\\ud800"\n', "config.yaml:1:4: half a character"),
        ("a: 1".encode("utf-16"), "not YAML that can be read"),
        (b"a: \x00\n", "config.yaml:1:1: "),
    ],
)
def test_a_bomb_and_what_is_not_plain_is_refused_at_once(tmp_path, text, says):
    began = time.process_time()
    with pytest.raises(ConfigError) as error:
        read(tmp_path, text)
    assert says in str(error.value)
    assert time.process_time() - began < 5


def test_merges_of_merges_take_no_time(tmp_path):
    began = time.process_time()
    assert read(tmp_path, MERGES).values["a8"] == {"x": 1}
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "number", ["0x" + "f" * 200_000, "0o" + "7" * 90_000, "9" * 90_000, "9223372036854775808",
               "1e999", ".inf", "-.INF", ".nan"]
)  # fmt: skip
def test_a_number_that_no_column_can_hold_is_a_fault(tmp_path, number):
    settings = read(tmp_path, f"b: 1\na: {number}\n")
    assert settings.faults == [
        ("config.yaml:2:1", "a: a number beyond 64 bits; quote it if it is text")
    ]
    assert read(tmp_path, f"a: '{number}'\n").values == {"a": number}


@pytest.mark.parametrize(
    "text",
    [
        "a: my-secret\na: my-secret\n",
        "a: 'my-secret\n",
        "a: [my-secret: 1, {my-secret]\n",
        "a: !my-secret 1\n",
        "a: *my-secret\n",
        "a: !my-secret!x 1\n",
        'a: "\\my-secret"\n',
        "<<: my-secret\n",
        "my-secret\n",
    ],
)
def test_no_message_repeats_a_value(tmp_path, text):
    try:
        told = str(read(tmp_path, text).faults)
    except ConfigError as error:
        told = str(error)
    assert len(told) > 10
    assert "secret" not in told


def test_aliases_and_merges_do_as_in_other_readers(tmp_path):
    text = "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc:\n  <<: [*a, *b]\n  x: 0\nd: *a\n"
    values = read(tmp_path, text).values
    assert values["c"] == {"x": 0, "y": 2, "z": 4}
    assert values["d"] == values["a"]
    assert read(tmp_path, text).place(("c", "z")) == "config.yaml:2:14"


def test_json_is_yaml_with_its_escapes(tmp_path):
    value = {"a": ["\U0001f600", "\u202e", "請", 1.5, True, None, ""], "b": {"c": {}, "d": []}}
    assert read(tmp_path, json.dumps(value)).values == value
    assert read(tmp_path, b"\xef\xbb\xbf" + json.dumps(value).encode()).values == value


def test_words_that_other_readers_build_things_of_stay_text(tmp_path):
    text = "a: 2020-99-99\nb: 1:20:30\nc: 0b1\nd: 1_000\ne: yes\nf: '~'\ng: |\n  1\n"
    assert read(tmp_path, text).values == {
        "a": "2020-99-99", "b": "1:20:30", "c": "0b1", "d": "1_000", "e": "yes", "f": "~", "g": "1\n",
    }  # fmt: skip


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yaml: cannot be read"):
        yamlfile.read(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    "tag",
    [
        "!!python/object/apply:os.system ['true']", "!mine x", "!mine {a: 1}", "!!set {x, y}",
        "!!omap [x: 1]", "!!binary aGk=", "!!int x", "!!seq [1]", "! 1", "!!timestamp 2020-01-01",
    ],
)  # fmt: skip
def test_a_tag_is_a_fault_and_builds_nothing(tmp_path, tag):
    assert read(tmp_path, f"a: 1\nb: {tag}\n").faults[0][0] == "config.yaml:2:1"


def test_a_fault_names_its_key(tmp_path):
    assert read(tmp_path, "a:\n  - b: !x 1\n").faults == [
        ("config.yaml:2:5", "a.0.b: tags are not allowed; write it plainly")
    ]


@pytest.mark.parametrize("text", ["!x {a: 1}", "!!map {a: 1}", "--- !x\na: 1"])
def test_a_tag_of_the_whole_file_is_refused(tmp_path, text):
    with pytest.raises(ConfigError, match="tags are not allowed"):
        read(tmp_path, text)


def test_yaml_1_2_reads_words_and_numbers_as_they_look(tmp_path):
    text = "a: no\nb: 012\nc: 1e3\nd: true\ne: null\nf: 1.5\n"
    assert read(tmp_path, text).values == {
        "a": "no",
        "b": 12,
        "c": 1000.0,
        "d": True,
        "e": None,
        "f": 1.5,
    }


def test_every_value_knows_where_it_stands(tmp_path):
    settings = read(tmp_path, "a:\n  - b: 1\n    c: 2\n  - d\n")
    assert settings.place(("a", 0, "c")) == "config.yaml:3:5"
    assert settings.place(("a", 1)) == "config.yaml:4:5"
    assert settings.place(("a", 0, "x", "y")) == "config.yaml:2:5"
    assert settings.place(("x",)) == "config.yaml:1:1"


def test_environment_is_filled_in_as_text_and_never_as_yaml(tmp_path, monkeypatch):
    monkeypatch.setenv("PLACE", "[1, 2]: !!x")
    settings = read(tmp_path, "a: ${env:PLACE}/x\nb: ${env:NONE:-there}\n")
    assert settings.values == {"a": "[1, 2]: !!x/x", "b": "there"}
    assert settings.secret == {("a",), ("b",)}


def test_a_missing_variable_is_a_fault_with_its_line(tmp_path, monkeypatch):
    monkeypatch.delenv("NONE", raising=False)
    assert read(tmp_path, "a: 1\nb: ${env:NONE}\n").faults == [
        ("config.yaml:2:1", "b: environment variable NONE is not set; set it")
    ]


@pytest.mark.parametrize(
    ("assignment", "values"),
    [
        ("a=2", {"a": 2, "s": [{"p": "x"}]}),
        ("s.0.p=y", {"a": 1, "s": [{"p": "y"}]}),
        ("s.1.p=y", {"a": 1, "s": [{"p": "x"}, {"p": "y"}]}),
        ("b.c={d: [1]}", {"a": 1, "s": [{"p": "x"}], "b": {"c": {"d": [1]}}}),
        ("a=", {"a": None, "s": [{"p": "x"}]}),
        ("a=x=y", {"a": "x=y", "s": [{"p": "x"}]}),
    ],
)
def test_set_overrides_one_value(tmp_path, assignment, values):
    settings = read(tmp_path, "a: 1\ns:\n  - p: x\n", assignment)
    assert settings.faults == []
    assert settings.values == values


@pytest.mark.parametrize(
    "assignment",
    [
        "a", "=1", "s.5.p=y", "s.x=1", "a.b=1", "a=[1", "a=&a [*a]", "a=" + "[" * 9_000, "a=1: 2: 3",
        "s." + "9" * 9_000 + "=1", "s.²=1", "a.\ud800=1", "a=\ud800", "a=!x 1", "a=9" + "9" * 30,
    ],
)  # fmt: skip
def test_a_set_that_fits_nowhere_is_a_fault_of_its_own(tmp_path, assignment):
    settings = read(tmp_path, "a: 1\ns:\n  - p: x\n", assignment)
    assert len(settings.faults) == 1
    assert settings.faults[0][0].startswith("--set")


def test_set_is_blamed_for_what_it_sets(tmp_path):
    assert read(tmp_path, "a: 1\n", "a=2").place(("a",)) == "--set a"


@given(st.binary(max_size=60))
def test_no_bytes_are_a_crash(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("c") / "config.yaml"
    path.write_bytes(text)
    with contextlib.suppress(ConfigError):
        yamlfile.read(path)


def test_what_came_from_the_environment_is_taken_out_of_a_message(tmp_path, monkeypatch):
    monkeypatch.setenv("PLACE", "s3cret/place")
    settings = read(tmp_path, "a: x/${env:PLACE}\n")
    assert settings.masked("no file x/s3cret/place") == "no file x/***"


@given(st.text(alphabet="ab:&*[]{}<!|>-?,#%@'\"\\ \n\t1.~", max_size=80))
def test_no_marks_of_yaml_are_a_crash(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("c") / "config.yaml"
    path.write_text(text)
    with contextlib.suppress(ConfigError):
        yamlfile.read(path)
