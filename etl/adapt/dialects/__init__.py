"""Dialects: how a provider writes a call. One file each, found by discovery.

A dialect defines

    is_request(value: dict) -> bool       whether an object is its request, by its keys
    is_response(value: object) -> bool    whether a value is its response, by its keys
    prompt(request: dict) -> Prompt       what was asked; ValidationError where types are wrong
    reply(response: object) -> Reply      what came back; ValidationError where types are wrong
    PROVIDER: str | None                  whose wire format it is, where only one speaks it
    EXAMPLES: dict[str, list[dict]]       a logged line -> some columns of each row it gives
"""
