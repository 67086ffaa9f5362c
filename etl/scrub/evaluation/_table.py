"""The figures as a table for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from etl.scrub.evaluation._figures import Figures

_SHARES = ("precision", "recall", "f2", "masked")


def table(figures: Mapping[str, Figures]) -> str:
    """The first system by entity; then, where there are several, one line for each."""
    first = next(iter(figures.values()))
    told = first.told()
    lines = [f"{first.texts:,} texts, {told['total']['spans']:,} marked spans; shares in %"]
    rows = [_row(name, values) for name, values in told["entities"].items()]
    lines += [
        "",
        *_columns([("", "spans", *_SHARES, "leaked"), *rows, _row("total", told["total"])]),
    ]
    if told["not_sought"]:
        rest = [_row(name, values) for name, values in told["not_sought"].items()]
        lines += ["", "not sought:", *_columns(rest)]
    if first.failed:
        lines += ["", f"{first.failed:,} texts could not be analysed; a run sets them aside"]
    head = ("", *_SHARES, "leaked", "characters: precision", "recall")
    return "\n".join([*lines, "", *_columns([head, *(_system(*f) for f in figures.items())])])


def _row(name: str, values: Mapping[str, Any]) -> tuple[str, ...]:
    shares = (_percent(values.get(key)) for key in _SHARES)
    return (name, f"{values['spans']:,}", *shares, f"{values['leaked']:,}")


def _system(name: str, figures: Figures) -> tuple[str, ...]:
    told = figures.told()
    _, _, *total = _row("", told["total"])
    return (name, *total, *(_percent(told["characters"][key]) for key in ("precision", "recall")))


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{100 * share:.1f}"


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in rows
    ]
