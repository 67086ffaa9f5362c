"""Where a name begins and ends, where the model cut it short or took a word too many.

name='John Smith'    `='John` is one token to the model, which finds `Smith`
Nguyễn Văn An        the short last name stays outside
崔健唱的歌           崔健唱
"""

import regex

from etl.scrub.names.artifacts import Name
from etl.scrub.recognizers.person_title import SURNAMES

_WORD = r"\p{Lu}\p{Ll}*[\p{Ll}.]"
_QUOTED = regex.compile(rf"(?<=[=:,(\[]\s?(?P<quote>['\"`]))(?:{_WORD} ){{1,2}}\Z")
_VIETNAMESE = regex.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9]")
_MORE = regex.compile(r"(?: \p{Lu}\p{Ll}*(?![\p{L}\p{N}])){1,3}")
_REACH = 60  # characters before a name in which its first words stand
_SAYS = "演唱|主演|唱|说|說|写|寫"
_SINGER = regex.compile(
    rf"(?:(?P<name>[{SURNAMES}朴]\p{{Han}})(?:{_SAYS})|(?P<name>[{SURNAMES}朴]\p{{Han}}{{2}})(?:{_SAYS}|演))"
)


def widened(text: str, found: Name) -> Name:
    """The finding with the words of the name that stand beside it."""
    start, end = found.start, found.end
    before = _QUOTED.search(text, max(0, start - _REACH), start)
    if before and text[end : end + 1] == before["quote"]:
        start = before.start()
    if _VIETNAMESE.search(text, start, end) and (more := _MORE.match(text, end)):
        end = more.end()
    return found._replace(start=start, end=end)


def without_verb(value: str) -> str:
    """A Chinese name without what its bearer does: 朴树唱 is 朴树."""
    found = _SINGER.fullmatch(value)
    return found["name"] if found else value
