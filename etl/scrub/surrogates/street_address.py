"""An address with the same parts: other numbers, other roads and towns; what they are called (路, Street) stays."""

import regex

from etl.scrub.surrogates._draw import Draw, narrow, wide
from etl.scrub.surrogates._lists import PLACES, ROADS

ENTITIES = ("STREET_ADDRESS", "LOCATION", "ORGANIZATION")
EXAMPLES = {
    (
        "STREET_ADDRESS",
        "221B Baker Street, London NW1 6XE",
    ): r"[1-9]\d\dB [A-Z]\w+ Street, [A-Z]\w+ [A-Z]{2}\d \d[A-Z]{2}",
    (
        "STREET_ADDRESS",
        "台北市信義區市府路45號8樓",
    ): r"\p{Han}{2}市\p{Han}{2}區\p{Han}{2}路[1-9]\d號[1-9]樓",
    ("STREET_ADDRESS", "P.O. Box 1234"): r"P\.O\. Box [1-9]\d{3}",
    ("LOCATION", "Berlin"): "[A-Z][a-z]+",
    ("ORGANIZATION", "臺灣大學"): r"\p{Han}{2}大學",
}
_KEPT = {
    word
    for words in (
        "Street Avenue Road Boulevard Lane Drive Court Place Square Terrace Parkway Way Highway Circle Trail Close",
        "Crescent Gardens Grove Mews Row Hill Alley Walk Plaza Turnpike Expressway St Ave Rd Blvd Ln Dr Ct Pl Sq Ter",
        "Pkwy Hwy Cir Cres North South East West N S E W NE NW SE SW Apt Apartment Suite Ste Unit Flat",
        "Floor Fl Room Rm",
        "P.O P O Box PO Inc Ltd LLC Corp Co GmbH AG Bank Group University College Institute of and the",
    )
    for word in words.lower().split()
}
_CALLED = (
    "大學|大学|公司|集團|集团|銀行|银行|醫院|医院|大道|大街|胡同|省|市|"
    "縣|县|區|区|鄉|乡|鎮|镇|村|里|州|旗|路|街|道|巷|弄|大廈|大厦"
)
_TOKEN = regex.compile(
    rf"(?P<number>[0-9０-９]+)|(?P<code>[A-Z]{{1,2}}(?=[0-9])|(?<=[0-9])[A-Z]{{1,2}}(?![A-Za-z]))"
    rf"|(?P<word>\p{{Latin}}[\p{{Latin}}'’.-]*)|(?P<name>\p{{Han}}{{1,8}}?)(?={_CALLED})(?P<called>{_CALLED})"
)


def surrogate(entity: str, value: str, draw: Draw) -> str | None:
    """The same address elsewhere; a name of a place by itself is another name."""
    new = str(_TOKEN.sub(lambda found: _token(found, draw), value))
    if new == value and entity != "STREET_ADDRESS" and regex.fullmatch(r"\p{Han}+", value):
        new = draw.choice(ROADS)
    return None if new == value else new


def _token(found: "regex.Match[str]", draw: Draw) -> str:
    text = str(found.group())
    if found["number"]:
        first = wide(str(1 + draw.below(9)), text[0])
        return first + draw.like(text[1:])
    if found["code"]:
        return text if len(text) == 1 else draw.like(text)
    if found["word"]:
        return _word(text, draw)
    if all(map(_is_number, found["name"])):
        return draw.choice("二三五六七八九") + str(found["called"])
    return draw.choice(ROADS) + str(found["called"])


def _word(text: str, draw: Draw) -> str:
    if text.rstrip(".").lower() in _KEPT or (text.isupper() and len(text) == 2):  # noqa: PLR2004 - of a state: CA
        return text
    new = draw.choice(PLACES)
    return new.upper() if text.isupper() else new if text[0].isupper() else new.lower()


def _is_number(character: str) -> bool:
    return narrow(character) in "0123456789一二三四五六七八九十百"
