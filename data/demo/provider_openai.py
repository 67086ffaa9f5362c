"""Chat completions of OpenAI: https://platform.openai.com/docs/api-reference/chat."""

from rows import Call
from tools import Json, schema, tokens, used_tool


def exchange(call: Call) -> tuple[Json, Json]:
    """Request and response: messages with tools inside, choices with an index."""
    messages = [{"role": "system", "content": call.system}, *call.history]
    request: Json = {
        "model": call.model,
        "messages": messages,
        "temperature": 0.3,
        "user": call.user,
    }
    if tool := used_tool(call):
        request["tools"] = [{"type": "function", "function": schema(tool, "parameters")}]
    if call.choices:
        request["n"] = 1 + len(call.choices)
    replies = [
        {
            "index": i,
            "message": {**(one.answer or {}), "refusal": None},
            "logprobs": None,
            "finish_reason": one.finish,
        }
        for i, one in enumerate((call, *call.choices))
    ]
    asked = tokens(*(m.get("content") or "" for m in messages))
    usage = {"prompt_tokens": asked, "completion_tokens": tokens(call.text())}
    response = {
        "id": call.id,
        "object": "chat.completion",
        "created": call.at // 1000,
        "model": call.model,
    }
    return request, {
        **response,
        "choices": replies,
        "usage": usage,
        "system_fingerprint": "fp_" + call.model[4:7],
    }
