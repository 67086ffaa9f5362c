"""What a provider was asked and what came back, in its own shape."""

from typing import Any

import provider_anthropic
import provider_gemini
import provider_openai
from rows import Call

Json = dict[str, Any]
SHAPES = {
    "openai": provider_openai.exchange,
    "anthropic": provider_anthropic.exchange,
    "gemini": provider_gemini.exchange,
}
ERRORS: dict[int, dict[str, Json]] = {
    429: {
        "openai": {
            "message": "Rate limit reached for requests",
            "type": "requests",
            "code": "rate_limit_exceeded",
        },
        "anthropic": {
            "type": "rate_limit_error",
            "message": "Number of request tokens has exceeded your limit",
        },
        "gemini": {
            "code": 429,
            "message": "Resource has been exhausted",
            "status": "RESOURCE_EXHAUSTED",
        },
    },
    500: {
        "openai": {
            "message": "The server had an error",
            "type": "server_error",
            "param": None,
            "code": None,
        },
        "anthropic": {"type": "api_error", "message": "Internal server error"},
        "gemini": {"code": 503, "message": "The model is overloaded", "status": "UNAVAILABLE"},
    },
}


def exchange(call: Call) -> tuple[Json, Json | None]:
    """Request and response of a call; None where nothing came back."""
    request, response = SHAPES[call.dialect](call)
    if call.finish == "error":
        error = ERRORS[429 if call.status == 429 else 500][call.dialect]  # noqa: PLR2004 - an HTTP status
        return request, {"type": "error", "error": error} if call.dialect == "anthropic" else {
            "error": error
        }
    nothing = call.answer is None and call.finish != "content_filter"
    return request, None if nothing else response
