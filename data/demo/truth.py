"""What must become of every line: worked out from what was planted, never by running the product."""

from collections.abc import Iterable, Iterator
from typing import Any

from rows import Call, Row, to_json

Line = dict[str, Any]


def judge(rows: list[Row]) -> None:
    """Set fate, stage and the row that stands for it, of every call."""
    calls = [row for row in rows if isinstance(row, Call)]
    for call in calls:
        if call.reasons:
            call.fate, call.stage = "dropped", "clean"
    _superseded(calls)
    _group(calls, "twin", "exact_duplicate", lambda call: (call.at + call.delay, call.place()))
    _group(calls, "near", "near_duplicate", lambda call: (-len(call.text()), call.at, call.place()))


def _superseded(calls: list[Call]) -> None:
    """A call goes when a sound call goes on with its conversation; the longest such call stands for it."""
    sound = [call for call in calls if call.fate == "kept"]
    best: dict[Call, tuple[tuple[Any, ...], Call]] = {}
    for call in sound:
        rank = (-len(call.history), call.place())
        above = call.parent
        while above:
            if above not in best or rank < best[above][0]:
                best[above] = rank, call
            above = above.parent
    for call in sound:
        if call in best:
            _drop(call, "superseded", best[call][1])


def _group(calls: list[Call], name: str, reason: str, rank: Any) -> None:  # noqa: ANN401 - a sort key
    groups: dict[int, list[Call]] = {}
    for call in calls:
        if getattr(call, name) is not None and call.fate == "kept":
            groups.setdefault(id(getattr(call, name)), []).append(call)
    for group in groups.values():
        first, *others = sorted(group, key=rank)
        for call in others:
            _drop(call, reason, first)


def _drop(call: Call, reason: str, stands: Call) -> None:
    call.fate, call.stage, call.reasons, call.stands = "dropped", "dedup", [reason], stands


def fates(rows: Iterable[Row]) -> Iterator[Line]:
    """The lines of truth.jsonl, in the order of the ledger."""
    for row in sorted(rows, key=Row.place):
        stands = row.stands
        while stands and stands.stands:
            stands = stands.stands
        fate: Line = {"fate": row.fate, "stage": row.stage, "reasons": row.reasons}
        yield {**where(row), **fate, "kept_as": stands and list(stands.place()[1:])}


def planted(rows: Iterable[Row]) -> Iterator[Line]:
    """The lines of truth_pii.jsonl: each planted value once for each place of each line."""
    for row in sorted(rows, key=Row.place):
        if not isinstance(row, Call):
            continue
        places: dict[str, str] = {"system": row.system}
        for message in [*row.history, row.answer or {"role": "assistant"}]:
            role = message["role"]
            places[role] = places.get(role, "") + "\n" + (message.get("content") or "")
            for tool in message.get("tool_calls", ()):
                places["tool_calls"] = places.get("tool_calls", "") + tool["function"]["arguments"]
        for entity, value in sorted(row.script.personal.items()):
            for place in sorted(place for place, text in places.items() if value in text):
                yield {**where(row), "entity": entity, "value": value, "place": place}


def guarded(line: Line) -> str:
    """JSON text in which no key of a service can be seen by a scanner of secrets."""
    text, value = to_json(line), line["value"]
    return (
        text.replace(value, f"\\u{ord(value[0]):04x}{value[1:]}")
        if line["entity"] == "SECRET"
        else text
    )


def where(row: Row) -> Line:
    """The four fields that name a line."""
    return dict(
        zip(("source", "source_file", "source_row", "source_item"), row.place(), strict=True)
    )
