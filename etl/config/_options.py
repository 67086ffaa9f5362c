"""What a stage is called with: its section as keyword arguments, a source as `adapt` takes it."""

from typing import Any

from etl import adapt, dedup
from etl.config._sections import Source
from etl.signature import Section


def arguments(value: Any) -> Any:  # noqa: ANN401 - an option is any value
    """A section, and those in it, as plain mappings."""
    if isinstance(value, Section):
        return {key: arguments(inner) for key, inner in value}
    return value


def of_clean(options: dict[str, Any] | None) -> dict[str, Any] | None:
    """The filters that are on, with their options."""
    if options is None:
        return None
    return {name: given for name, given in options.items() if isinstance(given, dict)}


def of_dedup(
    options: dict[str, Any] | None, evaluations: tuple[dedup.Evaluation, ...]
) -> dict[str, Any]:
    """Dedup's parts, all off where the stage is: its keys still name the conversations."""
    options = options or {}
    parts = {name: options.get(name) for name in dedup.PARTS}
    if parts["contaminated"] is not None:
        parts["contaminated"] = {**parts["contaminated"], "evaluations": evaluations}
    return {**parts, "superseded": parts["superseded"] is not None}


def source_of(item: Source) -> adapt.Source:
    """One of `sources`; its name is its type where it has none of its own."""
    path = (item.path,) if isinstance(item.path, str) else item.path
    return adapt.Source(**dict(item) | {"name": item.name or item.type, "path": path})
