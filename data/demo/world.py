"""The calls before they are logged: who asked when, and through which service."""

from collections.abc import Iterator
from random import Random
from typing import Any

import conversations
from conversations import Script
from grammar import Grammar
from overlap import Seen
from rows import Call, Message

START = 1_772_323_200_000  # 2026-03-01T00:00:00Z in milliseconds
HOUR, MINUTE, SECOND = 3_600_000, 60_000, 1_000
BUSY_HOURS = (2, 9, 14, 20)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
MODELS = {
    "openai": ("gpt-4.1-2025-04-14", "gpt-4.1-mini-2025-04-14"),
    "anthropic": ("claude-sonnet-4-20250514", "claude-3-5-haiku-20241022"),
    "gemini": ("gemini-2.5-flash", "gemini-2.5-pro"),
}
ID_SHAPES = {"openai": ("chatcmpl-", 29), "anthropic": ("msg_01", 22), "gemini": ("", 22)}


class World:
    """Sessions one after another; everything is drawn from one seeded generator."""

    def __init__(self, rng: Random, grammars: dict[str, Grammar], day_zero: int = 0) -> None:
        self.rng, self.grammars, self.seen, self.day_zero = rng, grammars, Seen(), day_zero
        self.taken: set[tuple[str, int, int]] = set()
        self.calls: list[Call] = []

    def script(self, shape: str = "plain", turns: int = 1, *, topical: bool = False) -> Script:
        """Write a conversation; `topical` leaves summaries out."""
        language = self.rng.choice(("en",) * 11 + ("zh_tw",) * 6 + ("zh_cn",) * 3)
        while True:
            script = conversations.write(self.rng, self.grammars[language], self.seen, shape, turns)
            if script.topic or not topical:
                return script

    def slot(self, after: int = 0) -> tuple[str, int]:
        """A user and a time; a user has one session in an hour, so no two meet by chance."""
        while True:
            user = f"u-{int(480 * self.rng.random() ** 1.7) * 7919 % 99_991:05d}"
            day, hour = self.rng.randrange(6), self.rng.choice(BUSY_HOURS)
            at = (
                START
                + (self.day_zero + day) * 24 * HOUR
                + hour * HOUR
                + self.rng.randrange(40 * MINUTE)
            )
            if at > after and (user, day, hour) not in self.taken:
                self.taken.add((user, day, hour))
                return user, at

    def session(
        self, script: Script, service: str = "", dialect: str = "", after: int = 0
    ) -> list[Call]:
        """Log a conversation, one call a turn and two for a turn with a tool."""
        user, at = self.slot(after)
        dialect = dialect or self.rng.choice(("openai",) * 5 + ("anthropic",) * 3 + ("gemini",) * 2)
        model, session = self.rng.choice(MODELS[dialect]), f"s-{self.token(12)}"
        like = Call(
            source=service or self.service(script), at=at, user=user, session=session, script=script
        )
        like.dialect, like.model, like.system = dialect, model, script.system
        made: list[Call] = []
        for history, answer in self._exchanges(script):
            call = self.copy(
                like, history=history, answer=answer, parent=made[-1] if made else None
            )
            call.at = made[-1].at + self.rng.randrange(25, 140) * SECOND if made else at
            call.finish = "tool_calls" if "tool_calls" in answer else "stop"
            made.append(call)
        self.calls += made
        return made

    def copy(self, call: Call, **changes: Any) -> Call:  # noqa: ANN401 - any field of a call
        """A call like another one, with an id of its own."""
        prefix, length = ID_SHAPES[call.dialect]
        fields = (
            vars(call) | {"id": prefix + self.token(length), "reasons": [], "choices": []} | changes
        )
        return Call(**fields)

    def service(self, script: Script) -> str:
        """A log service; long sessions and keys stay out of the one that is not compressed."""
        plain = len(script.turns) <= 3 and "SECRET" not in script.personal  # noqa: PLR2004 - to keep it small
        return self.rng.choice(("datadog",) * 10 + ("cloudwatch",) * 8 + ("mongodb",) * 3 * plain)

    def end(self) -> int:
        """When the six days are over."""
        return START + (self.day_zero + 6) * 24 * HOUR

    def chance(self, share: float) -> bool:
        """Whether something that happens to a share of all calls happens now."""
        return self.rng.random() < share

    def token(self, length: int) -> str:
        """Letters and digits by chance."""
        return "".join(self.rng.choice(ALPHABET) for _ in range(length))

    def _exchanges(self, script: Script) -> Iterator[tuple[list[Message], Message]]:
        past: list[Message] = []
        for turn in script.turns:
            past = [*past, {"role": "user", "content": turn.question}]
            if turn.tool:
                function = {"name": turn.tool, "arguments": turn.arguments}
                tool = {"id": f"call_{self.token(24)}", "type": "function", "function": function}
                asked: Message = {"role": "assistant", "content": None, "tool_calls": [tool]}
                yield past, asked
                past = [
                    *past,
                    asked,
                    {"role": "tool", "tool_call_id": tool["id"], "content": turn.result},
                ]
            answer: Message = {"role": "assistant", "content": turn.answer}
            yield past, answer
            past = [*past, answer]
