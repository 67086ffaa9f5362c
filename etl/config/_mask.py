"""Hide what came from the environment."""

from typing import Any

from etl.yamlfile import Key


def mask(values: Any, key: Key) -> None:  # noqa: ANN401 - any nested values
    """Put stars in the place of the value at `key`, if one is still there."""
    *path, last = key
    try:
        for step in path:
            values = values[step]
        if values[last] is not None:
            values[last] = "***"
    except (KeyError, IndexError, TypeError):
        return  # a value that something else took the place of
