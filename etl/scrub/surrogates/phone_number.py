"""A phone number that rings nowhere, in the same format.

In North America 555-0100 to 555-0199 of any area (ATIS-0300115: kept for fiction). A mobile of China begins with 154
and a 0 in the fifth place, which is no number there nor, behind a 1, in America. With the code of a country 000
comes next, and all others begin with 0000, as no number of any plan does: what follows is the same for both, so that
`0912 345 678` and `+886 912 345 678` stay one number.
"""

import regex

from etl.scrub.recognizers._phone_rules import EXTENDED
from etl.scrub.surrogates._draw import Draw, digits_of, poured

ENTITIES = ("PHONE_NUMBER",)
EXAMPLES = {
    ("PHONE_NUMBER", "(415) 655-2671"): r"\([2-9]\d\d\) 555-01\d\d",
    ("PHONE_NUMBER", "+886 912 345 678"): r"\+886 00\d \d{3} \d{3}",
    ("PHONE_NUMBER", "13812345678"): r"154\d0\d{6}",
    ("PHONE_NUMBER", "０９１２３４５６７８"): "００００[０-９]{6}",
    ("PHONE_NUMBER", "02-2345-6789分機123"): r"00-00\d{2}-\d{4}分機\d{3}",
}
_GROUPED = regex.compile(r"1[^0-9]+[0-9]{3}[^0-9]+[0-9]{3}[^0-9]+[0-9]{4}")  # 1-415-655-2671
_NANP = regex.compile(r"(?P<country>\+?1)?[2-9]\d\d[2-9]\d{6}")
# What stays of the digits (with a plus where there is one) and what comes next.
_BEGINS = (
    (regex.compile(r"(?P<kept>\+?86)?1[3-9]\d{9}"), "154*0"),
    (
        regex.compile(
            r"(?P<kept>\+(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3}))\d+"
        ),
        "000",
    ),
    (regex.compile(r"(?P<kept>[48]00)\d+"), "0"),
    (regex.compile(r"(?P<kept>)\d+"), "0000"),
)


def surrogate(entity: str, value: str, draw: Draw) -> str | None:  # noqa: ARG001 - one entity
    """Other digits in the same places, also of the extension."""
    extension = EXTENDED.search(value)
    main = value[: extension.start()] if extension else value
    behind = poured(value[len(main) :], draw.digits(len(value) - len(main)))
    digits = "".join(map(str, digits_of(main)))
    dialled = "+" * any(plus in main for plus in "+＋") + digits
    if not digits:
        return None
    if (found := _NANP.fullmatch(dialled)) and (
        digits[0] != "1" or dialled[0] == "+" or _GROUPED.fullmatch(main)
    ):
        country, area = [1] * bool(found["country"]), [2 + draw.below(8), *draw.digits(2)]
        return poured(main, [*country, *area, 5, 5, 5, 0, 1, *draw.digits(2)]) + behind
    new = _drawn(dialled, draw)
    return poured(main, [int(c) for c in new if c != "+"]) + behind


def _drawn(dialled: str, draw: Draw) -> str:
    kept, begins = next(
        (found["kept"] or "", begins)
        for shape, begins in _BEGINS
        if (found := shape.fullmatch(dialled))
    )
    begins = "".join(str(draw.below(10)) if c == "*" else c for c in begins)
    rest = "".join(map(str, draw.digits(len(dialled))))
    return (kept + begins + rest)[: len(dialled)]
