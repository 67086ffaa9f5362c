"""Whatever is wrong with a value, a person is told in our words, once, and where."""

import json
from copy import deepcopy

import pytest
from pydantic import ValidationError

from etl import config, yamlfile
from etl.config import _faults, _wording
from etl.errors import ConfigError
from etl.signature import Section

LEAST = {"version": 1, "output": "out", "sources": [{"type": "jsonl", "path": "x"}]}
VALUES = [
    None, True, False, 0, 1, -1, 2, 1.5, 0.5, -0.5, 10**9, 2**63, "", "x", "5", "0.5", "2m", "a\0b", "\ud800",
    "99999999999d", "0s", [], [1], ["x"], [[]], ["x", "x"], {}, {"a": 1}, {"x": "y"}, {"": 1}, [None],
    [{}], {"all": "x"}, {"en": 1}, {"PERSON": "x"}, {"constrained-str": 1},
]  # fmt: skip


def sections_in(annotation):
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return [annotation]
    return [m for a in getattr(annotation, "__args__", ()) for m in sections_in(a)]


def keys(section, above=()):
    """Every key that the file may have."""
    for name, field in section.model_fields.items():
        key = (*above, name)
        yield key
        for inner in sections_in(field.annotation):
            yield from keys(inner, (*key, 0) if name == "sources" else key)


def with_value(key, value):
    values = deepcopy(LEAST)
    inner = values
    for step in key[:-1]:
        inner = inner[step] if isinstance(step, int) else inner.setdefault(step, {})
    inner[key[-1]] = value
    return values


def found(values):
    """What pydantic says, and what we say."""
    try:
        config.schema().model_validate(values)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        told = _faults.faults(errors, values)
        settings = yamlfile.Settings("config.yaml", values)
        return errors, [_faults.line(fault, settings, config.schema()) for fault in told]
    return [], []


def test_no_phrase_of_a_library_comes_through_whatever_is_wrong():
    kinds = set()
    for key in keys(config.schema()):
        for value in VALUES:
            errors, lines = found(with_value(key, value))
            kinds |= {error["type"] for error in errors}
            dotted = ".".join(map(str, key))
            for line in lines:
                place, said, what = line.split(": ", 2)
                assert place == "config.yaml:1:1"
                assert said.startswith(dotted)
                assert "put should" not in what
                assert "[" not in said
                assert _wording.OTHER not in what
                assert not any(error["msg"].lower() in what.lower() for error in errors
                               if error["type"] != "value_error")  # fmt: skip
            assert len(lines) == len({line.split(": ")[1] for line in lines})
            assert bool(lines) == bool(errors)
    assert kinds >= {*_wording.BOUNDS, *_wording.EMPTY, "value_error", "literal_error", "missing"}
    assert {kind for kind in _wording.TYPES if kind.endswith("_type")} <= kinds


TABLE = {
    ("write", "keep_frames"): [
        (2, "neither true nor false, got 2; write one of them"),
        ([], "neither true nor false, got a list; write one of them"),
    ],
    ("seed",): [
        ("x", "not a whole number, got text; write digits alone"),
        (0.5, "not a whole number, got 0.5; write digits alone"),
        (2**63, "must be less than 9223372036854775808, got 9223372036854775808; mend the value"),
    ],
    ("clean", "retried", "similarity"): [
        (True, None),
        ("x", "not a number, got text; write one such as 0.5"),
        (-0.5, "must be at least 0, got -0.5; mend the value"),
        (1.5, "must be at most 1, got 1.5; mend the value"),
    ],
    ("gates", "max_drift"): [
        (0, "must be more than 0, got 0; mend the value"),
        (False, "not a number, got false; write one; in `gates`, null asks for nothing"),
        (True, "not a number, got true; write one; in `gates`, null asks for nothing"),
    ],
    ("output",): [
        (5, "not text, got 5; put it in quotes"),
        (None, "not text, got nothing; put it in quotes"),
        ("", "must not be empty; write something"),
        ("a\0b", "holds a zero byte; take it out"),
    ],
    ("name",): [
        (" x", "not a plain name; write letters, digits, spaces, dots and dashes"),
        ("x/y", "not a plain name; write letters, digits, spaces, dots and dashes"),
    ],
    ("hold",): [
        (24, "not a time with its unit; write 90s, 2m, 24h or 180d"),
        ("0s", "no time at all; write 90s, 2m, 24h or 180d"),
        ("99999999999d", "longer than any log; write 90s, 2m, 24h or 180d"),
    ],
    ("sources",): [
        ([], "must not be empty; write something"),
        ("x", "not a list, got text; write [this, that]"),
    ],
    ("sources", 0, "path"): [
        (5, "not text and not a list, got 5; put it in quotes or write [this, that]"),
        ([], "must not be empty; write something"),
        ("", "must not be empty; write something"),
    ],
    ("scrub", "entities"): [
        (5, "not one of its values and not a list, got 5; write [this, that]"),
        ("all", "not one of its values; known: default"),
    ],
    ("scrub", "replace"): [
        (["hash"], "not one of its values and not a mapping, got a list; write its options"),
        ("hsh", "not one of its values; did you mean 'hash'?"),
    ],
    ("scrub", "model"): [("none", "not one of its values; known: builtin, false")],
    ("dedup", "exact", "keep"): [
        ("best", "'best' is not built yet (rows have no scores); write first, last or longest"),
    ],
    ("version",): [(2, "not one of its values; known: 1")],
    ("clean",): [("x", "not a mapping, got text; write its options")],
    ("clean", "no_response", "min"): [(1, "unknown key; none is known here")],
}  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [(key, value, says) for key, rows in TABLE.items() for value, says in rows],
)
def test_a_wrong_value_is_told_in_one_line_with_the_way_out(key, value, says):
    _, lines = found(with_value(key, value))
    dotted = ".".join(map(str, key))
    assert lines == ([f"config.yaml:1:1: {dotted}: {says}"] if says else [])


@pytest.mark.parametrize(
    ("key", "value", "at", "says"),
    [
        (("sources", 0, "path"), ["x", 1], ".1", "not text, got 1; put it in quotes"),
        (("scrub", "entities"), [5], ".0", "not text, got 5; put it in quotes"),
        (("scrub", "replace"), {"PERSON": "hsh"}, ".PERSON", "not one of its values; did you mean 'hash'?"),
        (("scrub", "model"), {"en": 5}, ".en", "not text, got 5; put it in quotes"),
        (("gates", "max_drop_share"), {"all": 2}, ".all", "must be at most 1, got 2; mend the value"),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_value_is_told_where_it_stands_and_not_of_the_whole(
    key, value, at, says
):
    _, lines = found(with_value(key, value))
    assert lines == [f"config.yaml:1:1: {'.'.join(map(str, key))}{at}: {says}"]


def test_a_source_without_a_type_is_told_at_the_source(tmp_path):
    path = tmp_path / "config.yaml"
    path.write_text(json.dumps(LEAST).replace('"type": "jsonl", ', ""))
    with pytest.raises(ConfigError) as error:
        config.load(path)
    assert str(error.value) == "config.yaml:1:45: sources.0.type: missing; add it"
