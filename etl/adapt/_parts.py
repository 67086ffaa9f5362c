"""The parts of this stage, found by discovery."""

from collections.abc import Mapping
from types import ModuleType

from etl.adapt import dialects, envelopes
from etl.discover import modules_in
from etl.errors import ConfigError

ENVELOPES = modules_in(envelopes)
DIALECTS = modules_in(dialects)


def envelope(name: str) -> ModuleType:
    """The envelope of that name.

    Raises:
        ConfigError: there is none.
    """
    if name not in ENVELOPES:
        raise ConfigError.unknown("type", name, ENVELOPES, at="sources")
    return ENVELOPES[name]


def dialects_to_try(name: str) -> Mapping[str, ModuleType]:
    """The dialect of that name, or for `auto` all of them, those that take anything last.

    Raises:
        ConfigError: there is none.
    """
    if name == "auto":
        last = {n: m for n, m in DIALECTS.items() if getattr(m, "FALLBACK", False)}
        return {n: m for n, m in DIALECTS.items() if n not in last} | last
    if name not in DIALECTS:
        raise ConfigError.unknown("dialect", name, DIALECTS, at="sources")
    return {name: DIALECTS[name]}
