"""Chinese resident identity number, 居民身份证号: 17 digits and a check character.

Source: GB 11643-1999. The check character is ISO 7064 MOD 11-2; both numbers in FINDS are the standard's own.
"""

from datetime import date

from etl.scrub._shape import END, START, Shape

ENTITY = "CN_ID"


class Recognizer(Shape):
    """The shape, a date that exists and a right check character (one in eleven)."""

    ENTITY = ENTITY
    SCREEN = r"\d{17}[\dXx]"
    SHAPES = (rf"{START}[1-9]\d{{5}}(?:18|19|20)\d{{9}}[\dXx]{END}",)

    def valid(self, value: str) -> bool:
        """Whether date and check character are right."""
        try:
            date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
        except ValueError:
            return False
        total = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(value[:17]))
        return value[17].upper() == "10X98765432"[total % 11]


FINDS = {
    "身份证号11010519491231002X。": ["11010519491231002X"],
    "id 440524188001010014": ["440524188001010014"],
}
IGNORES = [
    "110105194912310021",
    "order 440524188013010014",
    "44052418800101001",
    "1440524188001010014",
]
