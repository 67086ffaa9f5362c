"""Make the schema of a config section from the signature of the function that takes it.

    def reject(min_chars: int = 50) -> pl.Expr       a part's options are its parameters
    def split(rows, run, *, train: float = 0.9)      a stage's options are its keyword-only ones

So no list of options is kept beside the code: the name, type and default in the signature are
what config.yaml takes, and a new part brings its options in its own file.
"""

import inspect
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Annotated, Any, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, create_model

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def duration(value: object) -> object:
    """`90s`, `2m`, `24h`, `180d` as a timedelta; pydantic says what is wrong with anything else."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smhdw])", value) if isinstance(value, str) else None
    if match:
        try:
            return timedelta(**{_UNITS[match[2]]: float(match[1])})
        except OverflowError:
            raise ValueError("longer than any log; write 90s, 2m, 24h or 180d") from None
    if isinstance(value, timedelta):
        return value
    raise ValueError("not a time with its unit; write 90s, 2m, 24h or 180d")


def age(value: timedelta) -> timedelta:
    """`value`, if it is longer than nothing."""
    if not value:
        raise ValueError("no time at all; write 90s, 2m, 24h or 180d")
    return value


Duration = Annotated[timedelta, BeforeValidator(duration)]
Age = Annotated[Duration, AfterValidator(age)]


class Section(BaseModel):
    """A mapping in config.yaml: unknown keys are faults, values are never repeated in errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def options(function: Callable[..., Any]) -> dict[str, tuple[Any, Any]]:
    """Name -> (type, default) of the options of `function`, as pydantic takes them.

    Options are the keyword-only parameters, or all parameters where none is keyword-only.
    """
    hints = get_type_hints(function, include_extras=True)
    parameters = inspect.signature(function).parameters.values()
    keyword = [p for p in parameters if p.kind is p.KEYWORD_ONLY]
    return {
        p.name: (Duration if hints[p.name] is timedelta else hints[p.name], p.default)
        for p in keyword or parameters
        if p.default is not p.empty
    }


def section(name: str, function: Callable[..., Any]) -> type[Section]:
    """The pydantic model of the options of `function`."""
    return create_model(name, __base__=Section, **options(function))  # type: ignore[call-overload, no-any-return]


def switchable(model: type[Section], *, on: bool) -> tuple[Any, Any]:
    """A field that takes options, `true`, null (both: the defaults) or `false` (None: off)."""

    def switch(value: object) -> object:
        if value is False:
            return None
        return {} if value is None or value is True else value

    return Annotated[model | None, BeforeValidator(switch)], model() if on else None
