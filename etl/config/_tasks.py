"""What a task changes in the defaults: answers that are labels are short and alike on purpose."""

from collections.abc import Mapping
from typing import Any

# What is to be extracted, or who is played, must look like one.
_LIFELIKE = {"PERSON": "surrogate", "STREET_ADDRESS": "surrogate"}
PRESETS: dict[str, dict[str, Any]] = {
    "chat": {},
    "classification": {"clean": {"short_response": False, "repeated_lines": False}},
    "extraction": {
        "clean": {"short_response": False, "repeated_lines": False},
        "scrub": {"replace": _LIFELIKE},
    },
    "persona": {
        "clean": {"short_response": {"min_chars": 10, "min_chars_cjk": 4}},
        "scrub": {"replace": _LIFELIKE},
    },
}


def tasks_in(values: Mapping[str, Any]) -> list[str]:
    """The tasks that the config and its sources name, sorted; what is no task is left to the schema."""
    sources = values.get("sources")
    items = sources if isinstance(sources, list) else []
    named = [values.get("task", "chat"), *(s.get("task") for s in items if isinstance(s, dict))]
    return sorted({t for t in named if isinstance(t, str) and t in PRESETS}) or ["chat"]


def preset(task: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` over the defaults of `task`."""
    return _merged(_of_sought(PRESETS[task], values), values)


def _of_sought(defaults: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """`defaults` without operators for entities that `values` do not seek."""
    scrub = values.get("scrub")
    told = scrub if isinstance(scrub, dict) else {}
    named = told.get("entities")
    if "scrub" not in defaults:
        return dict(defaults)
    if not isinstance(named, list) or "default" in named:
        if told.get("mode") != "presidio":
            return dict(defaults)
        named = ["PERSON"]  # Presidio's own registry knows no addresses
    operators = {e: o for e, o in defaults["scrub"]["replace"].items() if e in named}
    return {**defaults, "scrub": {"replace": operators} if operators else {}}


def _merged(defaults: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(values)
    for key, value in defaults.items():
        if key not in out or out[key] is None or out[key] is True:
            out[key] = value
        elif isinstance(value, dict) and isinstance(out[key], dict):
            out[key] = _merged(value, out[key])
    return out
