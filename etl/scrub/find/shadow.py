r"""The text as a reader sees it: what hides a value from a pattern is undone, with a way back.

    a\u200b@b.example   ４１１１－１１１１   foo%40bar.example   foo&#64;bar.example   foo\u0040bar.example

Patterns run on the text and, where it differs, on its shadow; the span is redacted in the text itself and the
shadow is never written. NFKC with the marks and invisible characters that follow a character taken away; one
pass of %, HTML and JSON escapes, `\n` too, behind which no word would begin. Dashes and Chinese punctuation are folded
between ASCII only (`４１１１－１１１１`), so that an ordinary Chinese sentence has no shadow; a long dash only beside a
digit, as it parts words. Not undone: reversed text, "at" and "dot" as words, Cyrillic look-alikes.
"""

import html
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

import regex

_HIDDEN = r"[\p{Cf}\p{Mn}\u115f\u1160\u2800\u3164\uffa0]"  # format characters, marks, fillers that look empty
_ESCAPES = (
    r"(?:%(?:25)*[0-9A-Fa-f]{2})+|&\#(?:\d{1,7}|[xX][0-9A-Fa-f]{1,6});"
    r"|&(?:commat|period|lowbar|colon|sol|quot|apos|equals|nbsp);"
    r"|\\(?<!\\\\)\\*+(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})|\[(?<=[A-Za-z0-9]\[)[.@]\](?=[A-Za-z0-9])"
)
_BREAK = r"\\(?<!\\\\)\\*+[nrt](?=[\"']?[\w+(])"
_TWICE = regex.compile(r"%(?:25)+(?=[2-7][0-9A-Fa-f])")  # `%2540`: escaped, and once more
_BREAKS = {"n": "\n", "r": "\r", "t": "\t"}
_ALNUM = r"[A-Za-z0-9\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]"
_MARKS = r"[\u3002\u3000\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65]"  # full-width
_OPENING = r"[\uff08\uff0b]"  # before a number: full-width parenthesis and plus
_DASH = rf"""[\u2010-\u2015\u2212](?={_HIDDEN}*\s?{_ALNUM})(?:
    (?<={_ALNUM}{_HIDDEN}*[\u2010-\u2013\u2212])(?!{_HIDDEN}*\s)   # hyphens, en dash, minus between words
    |(?<=[0-9]{_HIDDEN}*[ ]?.)(?={_HIDDEN}*\s?[0-9])|(?<=[0-9].)(?!\s)|(?<={_ALNUM}.)(?=[0-9])){_HIDDEN}*"""
_FOLDED = r"(?![\u3000-\u303f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65])\p{NFKC_QC=No}"
_PIECE = regex.compile(
    rf"(?P<escape>{_ESCAPES})|(?P<break>{_BREAK})|(?P<dash>(?x:{_DASH}))|(?P<hidden>{_HIDDEN}+)"
    rf"|.{_HIDDEN}+|{_FOLDED}|(?<={_ALNUM}\s?){_MARKS}(?:\s?{_MARKS}){{0,2}}(?=[\s({{]*{_ALNUM})|{_OPENING}(?=\+?{_ALNUM})",
    regex.DOTALL,
)
_SIGNS = ("%", "&", "\\", "[.]", "[@]")  # of what is ASCII and has a shadow
_SHORT = 8  # characters: what is longer is not worth to be remembered
_REMAINS = regex.compile(_HIDDEN)
_SUSPECT = regex.compile(rf"[^\x00-\x7f]|{_ESCAPES}|{_BREAK}")


@dataclass(frozen=True)
class Shadow:
    """A folded text and, for each of its characters, the [start, end) it stands for."""

    text: str
    starts: list[int]
    ends: list[int]

    def original(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that [start, end) of the shadow stands for."""
        return self.starts[start], self.ends[end - 1]


def shadow(text: str, *, breaks: bool = True) -> Shadow | None:
    """Fold a text, or None where it is as plain as it looks; `breaks` is false to leave escaped line breaks."""
    if text.isascii() and not any(sign in text for sign in _SIGNS):
        return None  # as three texts in four of English
    if not _SUSPECT.search(text) or not _PIECE.search(text):
        return None
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in _PIECE.finditer(text):
        start, end = match.span()
        pieces.append(text[at:start])
        starts.extend(range(at, start))
        ends.extend(range(at + 1, start + 1))
        plain = _plain(match) if breaks or not match["break"] else match.group()
        pieces.append(plain)
        starts.extend([start] * len(plain))
        ends.extend([end] * len(plain))
        at = end
    pieces.append(text[at:])
    starts.extend(range(at, len(text)))
    ends.extend(range(at + 1, len(text) + 1))
    folded = "".join(pieces)
    return None if folded == text else Shadow(folded, starts, ends)


def plain(text: str) -> str:
    """A value as it is compared: folded, without case and without space around it."""
    seen = shadow(text, breaks=False)  # `C:\new` and `C:\NEW` are one
    return unicodedata.normalize("NFKC", seen.text if seen else text).casefold().strip()


def _plain(match: "regex.Match[str]") -> str:
    found = match.group()
    if match["escape"]:
        return _unescaped(found)
    if match["break"] or match["dash"]:
        return _BREAKS.get(found[-1], "-")
    return _folded(found) if len(found) < _SHORT else _folded.__wrapped__(found)


def _unescaped(found: str) -> str:
    if found[0] == "%":
        try:
            return unquote(_TWICE.sub("%", found), errors="strict")
        except UnicodeDecodeError:
            return found
    if found[0] == "&":
        return html.unescape(found).replace("\xa0", " ")
    if found[0] == "[":
        return found[1]
    character = chr(int.from_bytes(bytes.fromhex(found.lstrip("\\")[1:])))
    is_text = character.isprintable() or character.isspace() or _REMAINS.match(character)
    return _folded(character) if is_text else found


@lru_cache(maxsize=4096)
def _folded(found: str) -> str:
    plain = unicodedata.normalize("NFKC", found).replace("\u3002", ".")
    return str(_REMAINS.sub("", plain))
