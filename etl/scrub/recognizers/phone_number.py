"""Phone number: mobile and fixed, national and international, with an extension.

Digits in a row are a number by themselves only as a mobile of China or Taiwan; others need separators that
`phonenumbers` (Google's libphonenumber, Apache-2.0) finds valid in one of `REGIONS`, a plus, or a word such as
`tel` before them. Presidio's own searches every text once for each region (12 % of its time) and finds no mobile
of China; here a few patterns propose and `phonenumbers` decides.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache

import phonenumbers

from etl.scrub.find.shape import Shape
from etl.scrub.recognizers._phone_rules import DATE, EXTENDED, REGIONS, RULES

ENTITY = "PHONE_NUMBER"


class Recognizer(Shape):
    """What a rule proposes and its regions confirm."""

    ENTITY = ENTITY
    SCREEN = r"\d(?:[ .()-]{0,3}\d){6}|\d\d_\d{3,4}_\d{3,4}"
    SHAPES = tuple(shape for shape, _ in RULES)

    BY_SHAPES = True

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a rule's shape is a number."""
        for shape, (_, proof) in zip(self._shapes, RULES, strict=True):
            group = "value" if "value" in shape.groupindex else 0
            for match in shape.finditer(text):
                if not (DATE.search if proof == "?" else DATE.fullmatch)(match[group]) and (
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
    "from (852) 9901 6998 and": ["(852) 9901 6998"],
    "886-2-2345-6789 or 852-2345-6789": ["886-2-2345-6789", "852-2345-6789"],
    "00886 912 345 678": ["00886 912 345 678"],
    "my number is 5551234567": ["5551234567"],
    "市話2345678請洽": ["2345678"],
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
    "0912.345.678, 138.1234.5678": ["0912.345.678", "138.1234.5678"],
    "(415)5550132 or 0912_345_678": ["(415)5550132", "0912_345_678"],
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
    "we call openai gpt-4.1-2025-04-14",
    "商品編號：01002-61917",
    "Part 039-6576-01",
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
    "8392 0174 655",
    "f(415)5550132",
    "1.0912.345.678",
]
