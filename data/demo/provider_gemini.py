"""generateContent of Gemini: https://ai.google.dev/api/generate-content."""

import json

from rows import Call, Message
from tools import Json, schema, tokens, used_tool

STOPS = {"stop": "STOP", "length": "MAX_TOKENS", "tool_calls": "STOP", "content_filter": "SAFETY"}


def exchange(call: Call) -> tuple[Json, Json]:
    """Request and response: roles user and model, parts, no ids of tool calls."""
    names = {t["id"]: t["function"]["name"] for m in call.history for t in m.get("tool_calls", ())}
    request: Json = {"contents": [_content(message, names) for message in call.history]}
    request["systemInstruction"] = {"parts": [{"text": call.system}]}
    request["generationConfig"] = {"temperature": 0.3, "maxOutputTokens": 2048}
    if tool := used_tool(call):
        request["tools"] = [{"functionDeclarations": [schema(tool, "parameters")]}]
    candidate: Json = {"finishReason": STOPS.get(call.finish), "index": 0}
    if call.answer:
        thoughts = [{"text": call.thinking, "thought": True}] if call.thinking else []
        content = _content(call.answer, names)
        candidate = {"content": {**content, "parts": [*thoughts, *content["parts"]]}, **candidate}
    usage = {
        "promptTokenCount": tokens(call.system, str(request)),
        "candidatesTokenCount": tokens(call.text()),
    }
    usage["totalTokenCount"] = sum(usage.values())
    response = {"candidates": [candidate], "usageMetadata": usage}
    return request, {**response, "modelVersion": call.model, "responseId": call.id}


def _content(message: Message, names: dict[str, str]) -> Json:
    if message["role"] == "tool":
        result = {
            "name": names[message["tool_call_id"]],
            "response": json.loads(message["content"]),
        }
        return {"role": "user", "parts": [{"functionResponse": result}]}
    text = message.get("content")
    parts: list[Json] = [] if text is None else [{"text": text}]
    for tool in message.get("tool_calls", ()):
        arguments = json.loads(tool["function"]["arguments"])
        parts.append({"functionCall": {"name": tool["function"]["name"], "args": arguments}})
    return {"role": "user" if message["role"] == "user" else "model", "parts": parts}
