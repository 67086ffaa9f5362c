import contextlib

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


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"none\.yaml: cannot be read"):
        yamlfile.read(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    "tag", ["!!python/object/apply:os.system ['true']", "!mine x", "!mine {a: 1}"]
)
def test_a_tag_is_a_fault_and_builds_nothing(tmp_path, tag):
    assert read(tmp_path, f"a: 1\nb: {tag}\n").faults[0][0] == "config.yaml:2:1"


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
        ("config.yaml:2:1", "environment variable NONE is not set; set it")
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


@pytest.mark.parametrize("assignment", ["a", "=1", "s.5.p=y", "s.x=1", "a.b=1", "a=[1"])
def test_a_set_that_fits_nowhere_is_a_fault_of_its_own(tmp_path, assignment):
    settings = read(tmp_path, "a: 1\ns:\n  - p: x\n", assignment)
    assert len(settings.faults) == 1
    assert settings.faults[0][0].startswith("--set ")


def test_set_is_blamed_for_what_it_sets(tmp_path):
    assert read(tmp_path, "a: 1\n", "a=2").place(("a",)) == "--set a"


@given(st.binary(max_size=60))
def test_no_bytes_are_a_crash(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("c") / "config.yaml"
    path.write_bytes(text)
    with contextlib.suppress(ConfigError):
        yamlfile.read(path)
