"""Phone number: mobile and fixed, national and international, with an extension.

Digits in a row are a number by themselves only as a mobile of China or Taiwan; others need separators that
`phonenumbers` (Google's libphonenumber, Apache-2.0) finds valid in one of `REGIONS`, a plus, or a word such as
`tel` before them. Presidio's own searches every text once for each region (12 % of its time) and finds no mobile
of China; here a few patterns propose and `phonenumbers` decides.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import phonenumbers
import regex

from etl.scrub._shape import TIMEOUT_S, Shape

ENTITY = "PHONE_NUMBER"
_CODES = "TW CN HK JP KR SG MY GB DE FR IT ES NL CH AT AU NZ IN BR US"
REGIONS: Final = tuple(_CODES.split())
_EXTENSION = r"(?:\s?(?:,?\s?(?i:ext\.?|extension|x)|\#|分機|分机|转|轉)\s?\d{1,6})?"
EXTENDED = regex.compile(_EXTENSION[:-1] + "$")
# A number beside "," or "/", so that a number on its other side is one too: 010-61025309,010-61025667.
_ANOTHER = rf"""(?:1[3-9]\d{{9}}|09\d{{8}}|(?:1[-. ])?[2-9]\d\d[-. ][2-9]\d\d[-. ]\d{{4}}|[48]00-\d{{3,4}}-?\d{{3,4}}
    |0\d{{1,4}}[- ](?:\d{{7,8}}|\d{{3,4}}[- ]\d{{3,4}})|\(\d{{2,4}}\)[ ]?\d{{3,4}}[- ]?\d{{4}}
    |\+[1-9]\d{{0,2}}(?:[ -]?\d){{7,12}}){_EXTENSION}"""
_FREE = r"(?<![A-Za-z0-9])(?<![A-Za-z0-9][-_.\#])"
_NOT_IN_A_CODE = (
    rf"(?=[\d(]){_FREE}(?:(?<![A-Za-z0-9]/)(?<!\d,)|(?<=\d{{4}},)|(?<={_FREE}{_ANOTHER}[/,]))"
)
_END = rf"{_EXTENSION}(?![A-Za-z0-9])(?![-.:]\d)(?![,/](?!{_ANOTHER}(?![A-Za-z0-9]|[-.:]\d))\d)"
_SAYS_SO = r"""(?i:(?<![a-z])(?:phone|tel|telephone|mobile|cell|cellphone|whatsapp|fax
    |(?:call|text|reach)\s(?:me|us|him|her)?)|電話|电话|手機|手机|行動電話|門號|致電|致电|撥打|拨打|打給|打给|傳真|传真|熱線|热线|專線|专线)[^\d\n+(]{0,16}"""
_DATE = regex.compile(
    r"\d{1,2}[-. /]\d{1,2}[-. /](?:19|20)\d\d|(?:19|20)\d\d[-. /]\d{1,2}[-. /]\d{1,2}|(?:19|20)\d\d[- ](?:19|20)\d\d"
)

# Each shape and the regions one of which must call it valid; "+" asks for its length only, "" for nothing.
RULES: Final = (
    (
        r"(?<![A-Za-z0-9.+])(?<![A-Za-z]-)(?:\+?86[ -]?)?1[3-9]\d(?:\d{8}|[ -]\d{4}[ -]\d{4})(?![A-Za-z0-9]|\.\d)",
        "",
    ),
    (r"(?<![A-Za-z0-9.+])(?<![A-Za-z]-)09\d\d[ -]?\d{3}[ -]?\d{3}(?![A-Za-z0-9]|\.\d)", ""),
    (r"(?<![A-Za-z0-9])\(?\+[1-9]\d{0,2}\)?(?:[ .()-]{0,3}\d){6,13}" + _END, "+"),
    (
        _NOT_IN_A_CODE
        + r"(?:1[-. ])?(?:\([2-9]\d\d\)[ -]?|[2-9]\d\d([-. ]))[2-9]\d\d[-. ]\d{4}"
        + _END,
        "",
    ),
    (_NOT_IN_A_CODE + r"(?:\(0\d{1,4}\)[ -]?|0\d{1,4}[ -])\d{2,8}(?:[ -]\d{2,4}){0,4}" + _END, "*"),
    (_NOT_IN_A_CODE + r"(?:400|800)-\d{3,4}-?\d{3,4}" + _END, ""),
    (_SAYS_SO + r"(?P<value>\(?\d(?:[ .()-]{0,2}\d){6,14}" + _END + ")", "?"),
)


class Recognizer(Shape):
    """What a rule proposes and its regions confirm."""

    ENTITY = ENTITY
    SCREEN = r"\d(?:[ .()-]{0,3}\d){6}"
    SHAPES = tuple(shape for shape, _ in RULES)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a rule's shape is a number."""
        for shape, (_, proof) in zip(self._shapes, RULES, strict=True):
            group = "value" if "value" in shape.groupindex else 0
            for match in shape.finditer(text, timeout=TIMEOUT_S):
                if not _DATE.fullmatch(match[group]) and (
                    not proof or is_number(match[group], proof)
                ):
                    yield match.span(group)


@lru_cache(maxsize=4096)
def is_number(text: str, proof: str) -> bool:
    """Whether `phonenumbers` takes the text for a number: `+` by its length, `*` and `?` in one of `REGIONS`."""
    if proof == "+":
        return _passes(text, None, phonenumbers.is_possible_number)
    if any(_passes(text, region, phonenumbers.is_valid_number) for region in REGIONS):
        return True
    return proof == "?" and _passes(text, "US", phonenumbers.is_possible_number)


def _passes(text: str, region: str | None, test: Callable[..., bool]) -> bool:
    try:
        return test(phonenumbers.parse(EXTENDED.sub("", text), region))
    except phonenumbers.NumberParseException:
        return False


FINDS = {
    "电话13812345678，邮箱": ["13812345678"],
    "手機0912-345-678請撥": ["0912-345-678"],
    "公司02-2345-6789分機123": ["02-2345-6789分機123"],
    "call (415) 555-0132 now": ["(415) 555-0132"],
    "at +886 912 345 678.": ["+886 912 345 678"],
    "(02)2345-6789 or 010-62345678": ["(02)2345-6789", "010-62345678"],
    "415-555-0132 x12": ["415-555-0132 x12"],
    "0912345678 0987654321": ["0912345678", "0987654321"],
    "UK 020 7946 0958, JP 03-1234-5678, FR 01 42 68 53 00": [
        "020 7946 0958",
        "03-1234-5678",
        "01 42 68 53 00",
    ],
    "phone: 4155550132": ["4155550132"],
    "+852 2345 6789 / +65 6123 4567": ["+852 2345 6789", "+65 6123 4567"],
    "客服專線0800-080-123": ["0800-080-123"],
    "+1 (415) 555-0132": ["+1 (415) 555-0132"],
    "138 1234 5678": ["138 1234 5678"],
    "电话是010-61025309,010-61025667。": ["010-61025309", "010-61025667"],
    "408-247-8880,408-247-8881": ["408-247-8880", "408-247-8881"],
    "408-247-8880/408-247-8881": ["408-247-8880", "408-247-8881"],
    "1001,Amy,NY,408-247-8880": ["408-247-8880"],
    "1001,408-247-8880": ["408-247-8880"],
    "+886 2 2345 6789/02-2345-6780": ["+886 2 2345 6789", "02-2345-6780"],
    "02-2345-6789/0912345678/02-2345-6780": ["02-2345-6789", "0912345678", "02-2345-6780"],
}
IGNORES = [
    "order 4155550132",
    "訂單編號 20260301123456",
    "timestamp 1735689600",
    "1735689600123",
    "2026-03-01 12:30:45",
    "03-04-2026",
    "2025-2026",
    "$1,234,567.89",
    "NT$12,345,678",
    "ORD-0912-345678",
    "192.168.100.200",
    "3.14159265358979",
    "id 913812345678",
    "0.13812345678",
    "v2024.0912345678",
    "1234567 rows",
    "408-247-8880,5",
    "7,408-247-8880",
    "ORD-408-247-8880/408-247-8881",
    "408-247-8880/408-247-8881-3",
    "1.408,247.888/2.408",
]
