"""Chinese resident identity number, 居民身份证号: 17 digits and a check character; 15 digits before 1999.

Source: GB 11643-1999 and -1989. The check character is ISO 7064 MOD 11-2; the numbers with 18 in FINDS are the
standard's own. Where the text calls it so, a number with a wrong check character is one as well: it was mistyped.
"""

from datetime import date

from etl.scrub.find.shape import END, START, Shape

ENTITY = "CN_ID"
_WORDS = (
    r"(?:(?:居民)?身[份分][证證](?:件)?(?:[号號]码?碼?)?|(?i:id(?:\s?card|_card|_?no|entity)?))"
)
_OLD = 15


class Recognizer(Shape):
    """The shape, a date that exists and a right check character (one in eleven), or the word before it."""

    ENTITY = ENTITY
    SCREEN = r"\d{15}|\d{6}[ -]\d{8}[ -]\d{3}"
    SHAPES = (
        rf"{START}[1-9]\d{{5}}(?:18|19|20)\d{{9}}[\dXx]{END}",
        rf"{START}(?<!\d-)[1-9]\d{{5}}([ -])(?:18|19|20)\d{{6}}\1\d{{3}}[\dXx]{END}(?!-\d)",
        rf"{_WORDS}[^\d\n]{{0,6}}(?P<value>(?<![A-Za-z0-9])[1-8]\d{{5}}(?:\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{{3}}){END})",
        rf"身[份分][证證][^\d\n]{{0,8}}(?P<typo>(?<![A-Za-z0-9])[1-8]\d{{5}}(?:18|19|20)\d{{9}}[\dXx]{END})",
    )
    ANNOUNCED = frozenset({"typo"})

    def valid(self, value: str) -> bool:
        """Whether date and check character are right; 15 digits have a date in their shape."""
        value = "".join(filter(str.isalnum, value))
        if len(value) == _OLD:
            return True
        try:
            date(int(value[6:10]), int(value[10:12]), int(value[12:14]))
        except ValueError:
            return False
        total = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(value[:17]))
        return value[17].upper() == "10X98765432"[total % 11]


FINDS = {
    "身份证号11010519491231002X。": ["11010519491231002X"],
    "110105 19491231 002X": ["110105 19491231 002X"],
    "110105-19491231-002X": ["110105-19491231-002X"],
    "id 440524188001010014": ["440524188001010014"],
    "老身份证号码：110105491231002": ["110105491231002"],
    "身份证是110105194912310021吗": ["110105194912310021"],
}
IGNORES = [
    "110105194912310021",
    "order 440524188013010014",
    "44052418800101001",
    "110105 19491231 0021",
    "2026-110105-19491231-002X",
    "1440524188001010014",
    "order 110105491231002",
    "身份证办理费用20元",
]
