"""Find the request and the response of a call in an event, each by its own keys."""

import re
from collections.abc import Iterator, Mapping
from types import ModuleType
from typing import Any

from msgspec import Struct

from etl.adapt._json import decoded, unfinished
from etl.adapt._values import at

Dialects = Mapping[str, ModuleType]

REQUESTS = (
    "request",
    "request_body",
    "requestBody",
    "req",
    "input",
    "proxy_server_request",
    "kwargs",
)
REPLIES = ("response", "response_body", "responseBody", "resp")
RESPONSES = (*REPLIES, "output", "completion", "answer", "result")
_NAMED = ("messages", "prompt", "system")
_SAMPLING = {"temperature", "top_p", "max_tokens", "max_completion_tokens", "stream", "n", "stop",
             "tool_choice", "response_format", "seed"}  # fmt: skip
_STORES = ("s3://", "gs://")
_BODY = re.compile(
    r'\s*"?\s*\{\s*\\?"(?:id|object|choices|type|candidates|model|created|usage|error)\\?"'
)
_MAX_DEPTH = 3
_EMPTY: tuple[Any, ...] = (None, "", {}, [], "{}", "[]", "null")


class Call(Struct, gc=False):
    """The two sides of a call and the dialect of each; `reason` where they cannot be read."""

    request: dict[str, Any] | None = None
    response: Any = None
    asks: str | None = None
    answers: str | None = None
    status: Any = None  # of the HTTP response around it
    transcript: bool = False  # a whole conversation, with no reply of its own
    reason: str | None = None  # "misfit": in no shape of the dialects asked for


def named(root: object, fields: Mapping[str, str], dialects: Dialects) -> Call | None:
    """The call at the places that the config names; None where it names none."""
    places = {k: p for k, p in fields.items() if k in (*_NAMED, "request", "response")}
    values = {k: v for k, p in places.items() if (v := at(root, p)) is not None}
    if not values:
        return Call(reason="not_a_call") if places else None
    node = {k: v for k, v in values.items() if k not in _NAMED}
    extra = {k: values[k] for k in _NAMED if k in values}
    if extra:
        extra["messages"] = decoded(extra.get("messages")) or extra.get("messages")
        request = decoded(node.get("request")) or {}
        node["request"] = {**request, **{k: v for k, v in extra.items() if v is not None}}
    call = _sides(node, dialects) or Call(reason="misfit")
    call.transcript = "messages" in places and "response" not in places
    return call


def search(node: object, dialects: Dialects, depth: int = 0) -> Call | None:
    """The first call in an object or in what it holds; None where there is none."""
    if not isinstance(node, dict):
        return None
    call = _sides(node, dialects)
    if call and (depth == 0 or call.answers or not _is_fallback(dialects, call.asks)):
        return call
    for value in node.values() if depth < _MAX_DEPTH else ():
        inner = decoded(value) if type(value) is str and value[:1] in ("{", '"') else value
        if type(inner) is dict and (call := search(inner, dialects, depth + 1)):
            return call
    return None


def looks_like_call(node: object) -> bool:
    """Whether an object has keys of a call, in whatever shape."""
    keys = {*REQUESTS, *REPLIES, *_NAMED}
    return isinstance(node, dict) and not keys.isdisjoint(node)


def _is_fallback(dialects: Dialects, name: str | None) -> bool:
    return name is not None and getattr(dialects[name], "FALLBACK", False)


def _sides(node: dict[str, Any], dialects: Dialects) -> Call | None:
    call = Call()
    for key in REQUESTS:
        if key in node and _ask(call, node[key], dialects):
            break
    else:
        if _ask(call, node, dialects):
            call.transcript = node.keys().isdisjoint({*_SAMPLING, *RESPONSES})
    for key in RESPONSES:
        if key in node and _answer(call, node[key], dialects):
            break
    else:
        if not call.reason:
            _answer(call, node, dialects)
    if call.asks and not call.answers and any(node.get(key) for key in REPLIES):
        call.reason = call.reason or "misfit"
    if not (call.asks or call.answers or call.reason):
        return Call(reason="no_content") if _emptied(node) else None
    return call


def _ask(call: Call, request: object, dialects: Dialects) -> bool:
    for value in _readings(request):
        for name, dialect in dialects.items():
            if type(value) is dict and dialect.is_request(value):
                call.request, call.asks = value, name
                return True
    if isinstance(request, str) and request.startswith(_STORES):
        call.reason = "body_missing"
    elif isinstance(request, str) and request.lstrip().startswith('{"'):
        call.reason = _why(request)
    return False


def _answer(call: Call, response: object, dialects: Dialects) -> bool:
    for value in _readings(response):
        for name, dialect in dialects.items():
            if _may_answer(call, dialects, dialect, response, value) and dialect.is_response(value):
                call.response, call.answers, call.transcript = value, name, False
                if value is not response and isinstance(response, dict):
                    status = response.get("status_code", response.get("status"))
                    call.status = status.get("code") if isinstance(status, dict) else status
                return True
    if isinstance(response, str) and _BODY.match(response):
        call.reason = call.reason or _why(response)
    return False


def _may_answer(
    call: Call, dialects: Dialects, dialect: ModuleType, response: object, value: object
) -> bool:
    """Whether a dialect of bare text may be asked: beside a prompt, and not to unpack an answer.

    An answer may be JSON itself; text is an encoded body only where it tells its success too.
    """
    if not getattr(dialect, "FALLBACK", False):
        return True
    if isinstance(response, str) and not (isinstance(value, dict) and "success" in value):
        return False
    return bool(call.asks) or len(dialects) == 1


def _readings(value: object) -> Iterator[Any]:
    """What a logged side may mean: itself, the JSON in it, and the body of an HTTP message."""
    if isinstance(value, str):
        inner = decoded(value)
        value = value if inner is None else inner
    yield value
    if isinstance(value, dict) and (body := value.get("body")):
        inner = body.get("string", body) if isinstance(body, dict) else body
        yield decoded(inner) or inner


def _why(text: str) -> str | None:
    """Why text that begins as a JSON body is none; None where it is one."""
    if decoded(text) is not None:
        return None
    return "truncated_event" if unfinished(text) else "not_json"


def _emptied(node: dict[str, Any]) -> bool:
    """Whether both sides are there and hold nothing: capture was off."""
    asked = [node[k] for k in (*REQUESTS, *_NAMED) if k in node]
    replied = [node[k] for k in RESPONSES if k in node]
    return bool(asked and replied) and all(value in _EMPTY for value in asked + replied)
