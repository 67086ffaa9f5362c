"""Turn one event into rows: a conversation for each choice, or one row that says why there is none.

A row here is its messages, and a tuple of what follows `source_item` in `_columns.NAMES`.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import ValidationError

from etl.adapt import _ids, _locate, _parts
from etl.adapt._barred import Barred
from etl.adapt._call import Message, Prompt, Reply, conversations, finish
from etl.adapt._event import FIELDS, Event
from etl.adapt._json import canonical
from etl.adapt._locate import Call
from etl.adapt._source import Source
from etl.adapt._values import Keys, at, flag, identity, micros, number, rating, whole

Values = tuple[Any, ...]
Row = tuple[list[Message], Values]

_DROPPED = "[This value has been dropped because"  # Datadog's mark for bodies over 1 MB
_REDACTED = "redacted-by-litellm"
_MAKERS = (("gpt-", "openai"), ("o1", "openai"), ("o3", "openai"), ("o4", "openai"),
           ("chatgpt", "openai"), ("ft:gpt", "openai"), ("claude", "anthropic"),
           ("gemini", "google"))  # fmt: skip
_ERRORS_NOT: tuple[Any, ...] = (None, "", False, 0, {}, [], "None", "null", "false")


def rejected(reason: str, dialect: str | None = None) -> Row:
    """The row of what is no call."""
    return [], (*(None,) * 15, (reason,), dialect, None, None)


class Caller:
    """Reads events of one source; holds what is the same for all of them."""

    def __init__(self, source: Source, keys: Keys, barred: Barred) -> None:
        self._source = source
        self._keys = keys
        self._barred = barred
        self._unwrap = _parts.envelope(source.type).unwrap
        self._dialects = _parts.dialects_to_try(source.dialect)
        self._told = None if source.dialect == "auto" else source.dialect
        self._zone = ZoneInfo(source.timezone)
        self._rows = self._document if source.mode == "snapshot" else self.rows
        self._paths = {k: p for k, p in source.fields.items() if k in FIELDS}

    def all_rows(self, framed: dict[str, Any]) -> list[Row]:
        """The rows of all events in a framed object."""
        try:
            events = list(self._unwrap(framed))
            if len(events) == 1:
                return self._rows(events[0])
            return [row for event in events for row in self._rows(event)]
        except RecursionError:
            return [rejected("not_json")]

    def _document(self, event: Event) -> list[Row]:
        """The rows of an event of a snapshot, with what it is compared by in their last places."""
        key = identity(at(event.root, self._source.key)) if self._source.key else None
        document = self._keys(key) if key else None
        content = self._keys(canonical(event.root))
        return [(said, (*values[:-2], document, content)) for said, values in self.rows(event)]

    def rows(self, event: Event) -> list[Row]:
        """The rows of an event, at least one."""
        if self._source.where and not _matches(event.root, self._source.where):
            return [rejected("filtered_out")]
        for name, path in self._paths.items():
            event.logged[name] = at(event.root, path)
        call = self._find(event)
        if call.reason == "misfit":
            told = self._told or call.asks or call.answers
            return [rejected(f"not_{told}" if told else "not_a_call", told)]
        if call.reason:
            return [rejected(call.reason)]
        told = call.asks
        try:
            prompt = self._dialects[call.asks].prompt(call.request) if call.asks else None
            told = call.answers or told
            reply = self._dialects[call.answers].reply(call.response) if call.answers else None
        except ValidationError:
            return [rejected(f"not_{told}", told)]
        except RecursionError:
            return [rejected("not_json", told)]
        return self._judged(event.logged, call, prompt, reply)

    def _find(self, event: Event) -> Call:
        if call := _locate.named(event.root, self._paths, self._dialects):
            return call
        for body in event.bodies:
            if call := _locate.search(body, self._dialects):
                return call
        if self._told and any(map(_locate.looks_like_call, event.bodies)):
            return Call(reason="misfit")
        return Call(reason=event.reason or "not_a_call")

    def _judged(
        self, logged: dict[str, Any], call: Call, prompt: Prompt | None, reply: Reply | None
    ) -> list[Row]:
        dialect = call.answers or call.asks
        user = identity(logged.get("user_id")) or (identity(prompt.user) if prompt else None)
        head = self._head(logged, call, prompt, reply or Reply([]), user)
        if barred := self._barred.why(user, head):
            return [rejected(barred, dialect)]
        found = conversations(prompt, reply, transcript=call.transcript)
        if not (reply and reply.error) and (reason := _nothing_in(found)):
            return [rejected(reason, dialect)]
        reply = reply or Reply([])
        call_id = identity(logged.get("call_id")) if "call_id" in self._paths else reply.id
        call_id = call_id or identity(logged.get("call_id"))
        tail = self._tail(logged, call, reply)
        tools = prompt.tools if prompt else None
        session = logged.get("session_id") or (prompt.session if prompt else None)
        ids = _ids.sought(
            USER_ID=(user,),
            SESSION_ID=(identity(session),),
            CALL_ID=(call_id, reply.id, identity(logged.get("call_id"))),
        )
        return [
            (_ids.without(messages, ids), (self._call_key(call_id, i), *head, tools,
                        reason or finish(logged.get("finish_reason")), *tail, (), dialect, None, None))
            for i, (messages, reason) in enumerate(found)
        ]  # fmt: skip

    def _call_key(self, call_id: str | None, choice: int) -> str | None:
        """The choices of one call have keys of their own: they are no duplicates of each other."""
        if call_id is None:
            return None
        return self._keys(f"{call_id}\0{choice}" if choice else call_id)

    def _head(
        self, logged: dict[str, Any], call: Call, prompt: Prompt | None, reply: Reply,
        user: str | None,
    ) -> Values:  # fmt: skip
        """From `timestamp` to `user_key`."""
        said = logged.get("model")
        said = said if isinstance(said, str) else None
        model = said if "model" in self._paths else None
        model = model or reply.model or (prompt.model if prompt else None) or said
        provider = logged.get("provider")
        if not isinstance(provider, str):
            provider = _maker(model) or self._dialects[call.answers or call.asks or ""].PROVIDER
        session = identity(logged.get("session_id")) or (
            identity(prompt.session) if prompt else None
        )
        created = None if "timestamp" in self._paths else micros(reply.created, self._zone)
        return (
            created or micros(logged.get("timestamp"), self._zone),
            provider,
            model,
            self._keys(session) if session else None,
            self._keys(user) if user else None,
        )

    def _tail(self, logged: dict[str, Any], call: Call, reply: Reply) -> Values:
        """From `status_code` to `feedback`."""
        status = logged.get("status_code", call.status)
        success = flag(logged.get("success"))
        error = logged.get("error") not in _ERRORS_NOT or reply.error
        latency = number(logged.get("latency_ms"))
        tokens_in, tokens_out = reply.input_tokens, reply.output_tokens
        return (
            whole(status, 2**31),
            reply.success if success is None else success,
            error or bool(logged.get("failed") and not call.answers),
            latency if latency is not None and latency >= 0 else None,
            whole(logged.get("input_tokens") if tokens_in is None else tokens_in),
            whole(logged.get("output_tokens") if tokens_out is None else tokens_out),
            rating(logged.get("feedback")),
        )


def _nothing_in(found: list[tuple[list[Message], str | None]]) -> str | None:
    """Why the text of a call is not there: it was never logged, or it is stored elsewhere."""
    messages, reason = found[0]
    if not messages:
        return "no_content" if reason is None else None
    first, last = messages[0].content, messages[-1].content
    if not (last or first or reason) and not any(m.content or m.tool_calls for m in messages):
        return "no_content"
    if first.startswith(_DROPPED) or last.startswith(_DROPPED):
        return "body_missing"
    return "no_content" if first == last == _REDACTED else None


def _matches(root: object, where: Mapping[str, Any]) -> bool:
    for path, wanted in where.items():
        value = at(root, path)
        values = value if isinstance(value, list) else [value]
        if not any(v in (wanted if isinstance(wanted, list | tuple) else [wanted]) for v in values):
            return False
    return True


@lru_cache(maxsize=256)
def _maker(model: str | None) -> str | None:
    """Who makes a model, by its name."""
    name = (model or "").rpartition("/")[2].lower()
    return next((maker for start, maker in _MAKERS if name.startswith(start)), None)
