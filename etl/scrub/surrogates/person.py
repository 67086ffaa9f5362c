"""A person's name in the script of the old one: as many words or characters, in the same case; a title stays.

One word alone becomes a surname, be there `Mr.` before it or not, since a value has one surrogate wherever it stands:
`Mr. Smith` is `Mr. Hale`. A common given name that is no common surname (Amy, not James) becomes a given name.
"""

from etl.scrub.surrogates._draw import Draw, narrow
from etl.scrub.surrogates._lists import FAMILY, GIVEN, SURNAMES, SYLLABLES

ENTITIES = ("PERSON",)
EXAMPLES = {
    ("PERSON", "Mei Chen"): r"[A-Z][a-z]+ [A-Z][a-z]+",
    ("PERSON", "Dr. J. SMITH"): r"Dr\. [A-Z]\. [A-Z]{2,}",
    ("PERSON", "amy"): "[a-z]{3,}",
    ("PERSON", "王小明"): r"\p{Han}{3}",
    ("PERSON", "陳小姐"): r"\p{Han}小姐",
    ("PERSON", "Пётр"): "",
}
_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "madam", "mister"}
_WORDS = "先生 小姐 女士 太太 夫人 醫師 医师 醫生 医生 老師 老师 教授 律師 律师 經理 经理 主任 總 总 哥 姐 姊"
_CALLED = tuple(_WORDS.split())
_SURNAMES = """
    Allen Arthur Craig David Dean George Gordon Harvey Henry Howard James Jordan Joseph Kelly Lawrence Leonard Leslie
    Lewis Lloyd Martin May Neil Nelson Oliver Owen Patrick Ray Rose Ryan Scott Simon Stanley Thomas Tyler Vincent Walter
"""
_BOTH = frozenset(_SURNAMES.split())
_HAN = ("\u3400", "\u9fff")


def surrogate(entity: str, value: str, draw: Draw) -> str | None:  # noqa: ARG001 - one entity
    """Another name; None in other scripts than Latin and Han."""
    if all(_HAN[0] <= c <= _HAN[1] for c in value):
        return _chinese(value, draw)
    if any(c.isalpha() and narrow(c) > "\u024f" for c in value):
        return None
    words = value.split(" ")
    names = [i for i, word in enumerate(words) if _letters(word)]
    last = FAMILY if len(names) > 1 or not _is_given(value) else GIVEN
    return " ".join(
        _word(word, last if i == names[-1] else GIVEN, draw) if i in names else word
        for i, word in enumerate(words)
    )


def _is_given(value: str) -> bool:
    from etl.scrub.recognizers import person_pinyin  # noqa: PLC0415 - it imports Presidio

    name = next(filter(None, map(_letters, value.split(" "))), "").title()
    return name not in _BOTH and name in {*GIVEN, *person_pinyin.GIVEN}


def _letters(word: str) -> str:
    """The name in a word; nothing in a title."""
    letters = word.strip(".,'’\"()")
    return "" if letters.lower() in _TITLES else letters


def _word(old: str, names: tuple[str, ...], draw: Draw) -> str:
    letters = _letters(old)
    new = draw.choice(names)
    if len(letters) == 1:
        new = new[0]
    elif letters.isupper():
        new = new.upper()
    new = new if letters[0].isupper() else new.lower()
    return old.replace(letters, new, 1)


def _chinese(value: str, draw: Draw) -> str:
    title = next((word for word in _CALLED if value.endswith(word) and value != word), "")
    surnames, syllables = _written(value)
    given = [draw.choice(syllables) for _ in value.removesuffix(title)[1:3]]
    return "".join([draw.choice(surnames), *given]) + title


def _written(value: str) -> tuple[list[str], list[str]]:
    """The names in the script of the value; of none that is its own, those that both write alike."""
    pairs = [pair for pair in (*SURNAMES, *SYLLABLES) if len(pair) > 1]
    for script in (0, 1):
        if any(pair[script] in value for pair in pairs):
            return [p[script % len(p)] for p in SURNAMES], [p[script % len(p)] for p in SYLLABLES]
    return [p for p in SURNAMES if len(p) == 1], [p for p in SYLLABLES if len(p) == 1]
