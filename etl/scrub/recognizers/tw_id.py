"""Taiwanese identity number (`A123456789`), residence certificates (`A800000014`, `AC01234567`), NHI cards.

Source: the Ministry of the Interior's rule: the letter becomes two digits, weights 1 9 8 7 6 5 4 3 2 1 1,
the sum ends in 0. The second character is 1 or 2 (citizens), 8 or 9 (residents since 2021), A to D (before).
The card of the National Health Insurance (健保卡號) has 12 digits and no check digit that is published.
"""

from etl.scrub.find.shape import END, START, Shape

ENTITY = "TW_ID"
_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # A is 10, in this order
_WEIGHTS = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
_WORDS = r"(?:身[分份][證证](?:統一編號)?|居留[證证]|統一證號|(?i:arc\s?(?:no|number)|national\s?id))(?:字?[號号]碼?)?"


class Recognizer(Shape):
    """The shape and a right check digit (one in ten), or the word before it."""

    ENTITY = ENTITY
    SCREEN = r"\d{8}|[A-Z]([ -])\d{3}[ -]\d{3}[ -]\d{3}|\d{4}[ -]\d{4}[ -]\d{4}"
    SHAPES = (
        rf"(?i){START}[A-Z][1289A-D]\d{{8}}{END}",
        rf"{START}(?<![A-Za-z0-9]-)[A-Z]([ -])[1289]\d\d(?:\d{{6}}|\1\d{{3}}\1\d{{3}}){END}(?!-\d|[ ]\d{{3}}(?!\d))",
        rf"{_WORDS}[^A-Za-z\d\n]{{0,6}}(?P<typo>(?<![A-Za-z0-9])[A-Za-z][1289A-D]\d{{8}}){END}",
        rf"""(?:健保卡?(?:[號号]碼?|卡[號号])?|(?i:nhi\s?(?:card|no\.?|number)?|health\s?(?:insurance\s?)?card))[^\d\n]{{0,8}}
        (?P<typo>(?<![A-Za-z0-9])\d{{4}}(?:[ -]?\d{{4}}){{2}}){END}""",
    )
    ANNOUNCED = frozenset({"typo"})

    def valid(self, value: str) -> bool:
        """Whether the check digit is right; lower case counts, as people type it."""
        plain = "".join(filter(str.isalnum, value)).upper()
        first, second, rest = plain[0], plain[1], plain[2:]
        place = 10 + _LETTERS.index(first)
        sex = (10 + _LETTERS.index(second)) % 10 if second.isalpha() else int(second)
        numbers = (*divmod(place, 10), sex, *map(int, rest))
        return sum(w * n for w, n in zip(_WEIGHTS, numbers, strict=True)) % 10 == 0


FINDS = {
    "身分證字號A123456789。": ["A123456789"],
    "id a123456789": ["a123456789"],
    "居留證A800000014與AC01234567": ["A800000014", "AC01234567"],
    "身分證字號：A123456788": ["A123456788"],
    "證號A-123456789": ["A-123456789"],
    "my id A 123 456 789 B": ["A 123 456 789"],
    "健保卡號：0000 1234 5678": ["0000 1234 5678"],
}
IGNORES = [
    "A123456788",
    "A323456789",
    "XA123456789",
    "grade A 123 456 789 000",
    "a 123 456 789",
    "AB-A-123456789",
    "A-123456788",
    "A1234567890",
    "A12345678",
    "卡號0000 1234 5678",
]
