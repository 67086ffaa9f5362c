"""Whether a text is JSON, as strict as who reads it next."""

import json
from typing import NoReturn


def is_json(text: str) -> bool:
    """Whether the text is a JSON object or array: no NaN, no lone surrogate, no depth that breaks a reader."""
    trimmed = text.strip()
    if trimmed[:1] + trimmed[-1:] not in {"{}", "[]"}:
        return False
    try:
        value = json.loads(text, parse_constant=_refuse)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # a lone surrogate is no text
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(_: str) -> NoReturn:
    raise ValueError  # NaN and Infinity are no JSON
