"""One figure, held against a limit."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field

_ROUNDING = 1e-9  # 0.29 * 100 is less than 29


def _number(value: object) -> object:
    """`value`, unless it is a switch: pydantic takes `true` for 1 and `false` for 0, the strictest limit."""
    if isinstance(value, bool):
        told = str(value).lower()
        raise ValueError(f"not a number, got {told}; write one; in `gates`, null asks for nothing")  # noqa: TRY004 - pydantic tells of a ValueError alone
    return value


_Number = BeforeValidator(_number)
Share = Annotated[float, Field(ge=0, le=1), _Number]
Some = Annotated[float, Field(gt=0, le=1), _Number]  # a share that is not nothing
Count = Annotated[int, Field(ge=0), _Number]


@dataclass(frozen=True)
class Gate:
    """One figure, held against a limit.

    Attributes:
        name: the key of the config that sets the limit; of drift with its aspect behind.
        figure: null where it is not known.
        limit: null where the figure is only told.
        passed: whether the run may be published.
        what: it in words, with what to do; never text of a log.
    """

    name: str
    figure: float | None
    limit: float | None
    passed: bool
    what: str


def within(figure: float, limit: float | None, whole: float = 1) -> bool:
    """Whether `figure` is at most `limit` of `whole`, but for rounding; it is where none is set."""
    return limit is None or figure <= limit * whole + _ROUNDING * whole


def share(name: str, part: int, whole: int, limit: float | None, what: str) -> Gate:
    """`part` of `whole`, held against the share `limit`; nothing of nothing passes."""
    figure = round(part / whole, 4) if whole else 0.0
    return Gate(name, figure, limit, within(part, limit, whole), what)
