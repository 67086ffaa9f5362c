"""JSON text cut at its tokens, and put together again: what is not changed stays byte for byte."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[-+.\w]+|[{}\[\],:]|\s+', re.DOTALL)


@dataclass(frozen=True)
class Slot:
    """A token that may be replaced."""

    index: int
    token: str  # as it stands in the text


@dataclass
class Json:
    """JSON text cut at its tokens; a nested one carries the token it came from."""

    pieces: list["str | Slot | Json"] = field(default_factory=list)
    token: str = ""

    def filled(self, old: Sequence[str], new: Sequence[str]) -> str:
        """The text with what is new in `new`."""
        return "".join(_piece(piece, old, new) for piece in self.pieces)


def _piece(piece: "str | Slot | Json", old: Sequence[str], new: Sequence[str]) -> str:
    if isinstance(piece, str):
        return piece
    if isinstance(piece, Slot):
        changed = new[piece.index] != old[piece.index]
        return json.dumps(new[piece.index], ensure_ascii=False) if changed else piece.token
    inner, before = piece.filled(old, new), piece.filled(old, old)
    return piece.token if inner == before else json.dumps(inner, ensure_ascii=False)


def tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Each token of a JSON text, white space too, and whether it is a key."""
    found = _TOKEN.findall(text)
    for at, token in enumerate(found):
        yield token, token[0] == '"' and _is_key(found, at)


def _is_key(tokens: list[str], at: int) -> bool:
    after = tokens[at + 1 : at + 3]  # at most one run of white space stands before the colon
    return bool(after) and (after[0] == ":" or (after[0].isspace() and after[1:] == [":"]))
