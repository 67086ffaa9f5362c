r"""A text as slots: the pieces that may be replaced, and how to put them together again.

Plain text is one slot. A JSON object or array has a slot for each string, key and number that may be somebody's; a
string that holds JSON in turn (the arguments of a tool call) is opened too:

    {"name":"send","arguments":"{\"to\":\"a@b.example\"}"}      the text
    name: send\narguments: \nto: a@b.example\n                  what is analysed, `flat`

The model and the patterns see `key: value` lines, so that `password` says what its value is. When filled again,
only tokens that changed are written anew; the rest stays byte for byte, so it is valid JSON and no number is
rounded. A number with a value to hide in it becomes a string; of two keys of an object that became one, the second
is written `<EMAIL_1> (2)`, so that neither value is lost.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from etl.scrub._json import is_json
from etl.scrub._pieces import Json
from etl.scrub._slots import Reader
from etl.scrub.find.spans import Span

# What finds a value by the word before it, over the end of a line too.
_ANNOUNCED = frozenset({"secret_by_word", "secret_in_url", "line_id", "wechat_id"})
_PROVEN = "wxid_"  # of WECHAT_ID: needs no word


@dataclass(frozen=True)
class Document:
    """`flat` is what is analysed; `slots` are the [start, end) in it that stand in the text, in their order."""

    flat: str
    slots: tuple[tuple[int, int], ...]
    json: Json | None = None
    keys: tuple[tuple[int, int], ...] = ()  # index of a slot that is a key, and its object

    def filled(self, new: Sequence[str]) -> str:
        """The text with `new` in its slots, one text for each slot."""
        if self.json is None:
            return new[0]
        old = [self.flat[start:end] for start, end in self.slots]
        return self.json.filled(old, self._told_apart(old, new))

    def sound(self, spans: Iterable[Span]) -> tuple[Span, ...]:
        """Findings without keys that a word before them announces: of `{"password": null, "user2": 1}` none."""
        starts = {self.slots[index][0] for index, _ in self.keys}
        return tuple(
            span
            for span in spans
            if span.start not in starts
            or span.recognizer not in _ANNOUNCED
            or self.flat.startswith(_PROVEN, span.start)
        )

    def _told_apart(self, old: Sequence[str], new: Sequence[str]) -> Sequence[str]:
        """`new`, in which keys of one object that were two are two."""
        objects: dict[int, list[int]] = {}
        for index, number in self.keys:
            objects.setdefault(number, []).append(index)
        objects.pop(0, None)  # names in a schema: no keys of an object
        told = list(new)
        for indices in objects.values():
            if any(new[i] != old[i] for i in indices):
                apart = _apart({old[i]: new[i] for i in indices})
                for i in indices:
                    told[i] = apart[old[i]]
        return told


def document(text: str) -> Document:
    """Take a text apart; what is no JSON object or array, or is broken, is plain text."""
    if is_json(text):
        reader = Reader()
        template = reader.read(text, depth=0)
        return Document("".join(reader.flat), tuple(reader.slots), template, tuple(reader.keys))
    return Document(text, ((0, len(text)),))


def _apart(keys: Mapping[str, str]) -> dict[str, str]:
    """Each key of an object and what stands for it, numbered where two are the same; what was not changed stays."""
    taken = {new for old, new in keys.items() if new == old}
    times: Counter[str] = Counter()
    told: dict[str, str] = {}
    for old, new in keys.items():
        name = new
        while new != old and name in taken:
            times[new] += 1
            name = f"{new} ({times[new] + 1})"
        taken.add(name)
        told[old] = name
    return told
