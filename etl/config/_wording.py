"""What is wrong with a value, in our words: pydantic's errors at one key -> a phrase.

The value at fault is not repeated unless it is a short word or a number. Where a value may be of
several types, pydantic tells an error for each: one phrase is made of them.
"""

from collections.abc import Mapping
from typing import Any

from etl.errors import hint
from etl.signature import Section
from etl.yamlfile import Key

# Type of error -> what the value is not, and what to write.
TYPES = {
    **dict.fromkeys(("bool_type", "bool_parsing"), ("neither true nor false", "write one of them")),
    **dict.fromkeys(
        ("int_type", "int_parsing", "int_parsing_size", "int_from_float"),
        ("not a whole number", "write digits alone"),
    ),
    **dict.fromkeys(("float_type", "float_parsing"), ("not a number", "write one such as 0.5")),
    **dict.fromkeys(("string_type", "string_unicode"), ("not text", "put it in quotes")),
    "tuple_type": ("not a list", "write [this, that]"),
    **dict.fromkeys(("dict_type", "model_type"), ("not a mapping", "write its options")),
}
# Type of error -> what is wrong with a value of the right type.
BOUNDS = {
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
}
OTHER = "not a value that is taken here"  # of a type that no test has seen
EMPTY = {"too_short", "string_too_short"}


def what(key: Key, errors: list[Mapping[str, Any]], schema: type[Section]) -> str:
    """What is wrong, and what to do; a value of the right type comes nearest to what is asked."""
    error = next(
        (e for e in errors if e["type"] not in TYPES and e["type"] != "literal_error"), None
    )
    if error is None:
        return _of_no_type(errors)
    if error["type"] == "extra_forbidden":
        known = _known_at(schema, key[:-1])
        return f"unknown key; {hint(str(key[-1]), known) if known else 'none is known here'}"
    if error["type"] == "missing":
        return "missing; add it"
    if error["type"] == "value_error":
        return str(error["ctx"]["error"])
    if error["type"] in EMPTY:
        return "must not be empty; write something"
    bound = BOUNDS.get(error["type"], OTHER).format(
        **{k: _plain(v) for k, v in error.get("ctx", {}).items()}
    )
    return f"{bound}, got {_kind(error['input'])}; mend the value"


def _of_no_type(errors: list[Mapping[str, Any]]) -> str:
    """What a value is not: of none of the types that it may have, or none of the words."""
    value = errors[0]["input"]
    words = next((e for e in errors if e["type"] == "literal_error"), None)
    types = list(dict.fromkeys(TYPES[e["type"]] for e in errors if e is not words))
    if words and (isinstance(value, str) or not types):
        return f"not one of its values; {hint(_short(value), _words(words))}"
    wrong = " and ".join([*(["not one of its values"] if words else []), *(t[0] for t in types)])
    return f"{wrong}, got {_kind(value)}; {' or '.join(todo for _, todo in types)}"


def _words(error: Mapping[str, Any]) -> list[str]:
    """The words that a literal may be, as YAML has them."""
    expected: str = error["ctx"]["expected"]
    words = expected.replace(" or ", ", ").replace("'", "").split(", ")
    return [{"False": "false", "True": "true"}.get(word, word) for word in words]


def _known_at(model: Any, key: Key) -> list[str]:  # noqa: ANN401 - a model or an annotation
    for step in key:
        if isinstance(step, int):
            continue
        model = next((m for m in _models_in(model.model_fields[str(step)].annotation)), model)
    return sorted(model.model_fields)


def _models_in(annotation: Any) -> list[Any]:  # noqa: ANN401 - an annotation
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return [annotation]
    return [m for a in getattr(annotation, "__args__", ()) for m in _models_in(a)]


def _short(value: object) -> str:
    return str(value)[:40]


def _plain(bound: object) -> str:
    return str(int(bound) if isinstance(bound, float) and bound.is_integer() else bound)


def _kind(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return str(value)
    return {str: "text", dict: "a mapping", list: "a list", type(None): "nothing"}.get(
        type(value), type(value).__name__
    )
