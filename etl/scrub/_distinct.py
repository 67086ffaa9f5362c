"""The distinct texts of a call, each looked at once however many rows hold it, and what was found in them."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from etl.plugins import Plugin
from etl.scrub._document import Document, document
from etl.scrub._memory import Findings, Memory
from etl.scrub._options import Options
from etl.scrub._origins import Origin, origins
from etl.scrub._rows import Texts
from etl.scrub.find.finder import HAN, Finder

if TYPE_CHECKING:
    from etl.scrub.replace.row import Found

Place = tuple[str, int]  # field, and number of the message or row
Key = tuple[str, bool]  # a text, and whether the model looks at it


class Distinct:
    """Texts by what they say and by whether the model looks at them."""

    def __init__(
        self, texts: Texts, languages: Sequence[str], options: Options, plugins: tuple[Plugin, ...]
    ) -> None:
        """Know of no findings yet; `languages` has one for each message, "und" for those that do not tell."""
        self._texts, self._languages, self._options = texts, languages, options
        self._plugins = plugins
        self._origins: dict[Key, Mapping[Origin, int]] = {}
        self.known: dict[Key, Found | None] = {}
        self._foreign = [language not in {*options.languages, "und"} for language in languages]

    def key(self, place: Place) -> Key:
        """A text and whether the model is to look at it: not at ids, nor at other languages."""
        field, i = place
        return self._texts.at(place), field == "tools" or (
            field != "tool_call_id" and not self._foreign[i]
        )

    def find(self, places: Sequence[Place], memory: Memory | None) -> None:
        """Look what is in each distinct text: `known`; None where that could not be found out."""
        keys = dict.fromkeys(map(self.key, places))
        for model in (True, False):
            documents = {text: _document(text) for text, by_model in keys if by_model is model}
            whole = {text: document for text, document in documents.items() if document}
            spans = self._found([document.flat for document in whole.values()], memory, model=model)
            self.known |= {(text, model): None for text in documents}
            self.known |= {
                (text, model): None
                if s is None
                else (document, document.sound(s), self._options.allowed(document.flat))
                for (text, document), s in zip(whole.items(), spans, strict=True)
            }

    def language(self, place: Place) -> str:
        """The language of a text, told by its message, else by its script."""
        language = "und" if place[0] == "tools" else self._languages[place[1]]
        return "zh" if language == "und" and HAN.search(self._texts.at(place)) else language

    def origins(self, key: Key) -> Mapping[Origin, int]:
        """Where the findings in a text came from."""
        if key not in self._origins:
            found = self.known[key]
            self._origins[key] = origins(*found) if found else {}
        return self._origins[key]

    def _found(
        self, texts: Sequence[str], memory: Memory | None, *, model: bool
    ) -> Sequence[Findings | None]:
        engine = self._options.finder(self._plugins)
        if memory is None or not texts:
            return engine.find(texts, model=model)
        decided_by = self._options.fingerprint(self._plugins) + bytes([model])
        return _remembered(engine, texts, memory, decided_by, model=model)


def _remembered(
    engine: Finder, texts: Sequence[str], memory: Memory, decided_by: bytes, *, model: bool
) -> Sequence[Findings | None]:
    names = memory.names(texts, decided_by)
    known = memory.recall(names)
    new = {name: text for name, text in zip(names, texts, strict=True) if name not in known}
    found = dict(zip(new, engine.find(list(new.values()), model=model), strict=True))
    fresh = {name: spans for name, spans in found.items() if spans is not None}
    memory.keep(fresh)  # what failed is tried again
    known |= fresh
    return [known.get(name) for name in names]


def _document(text: str) -> Document | None:
    try:
        return document(text)
    except Exception:  # noqa: BLE001 - fail closed: its row is `not_scrubbed`
        return None
