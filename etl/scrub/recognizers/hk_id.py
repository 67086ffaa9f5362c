"""Hong Kong identity card number, `G123456(A)`: a letter or two, six digits, a check digit in brackets.

Source: the Immigration Department's rule, as in ISO 6346's manner: weights 9 to 1, sum divisible by 11. Without
brackets it is one in eleven of all such codes, so its name must stand before it.
"""

from etl.scrub.find.shape import END, START, Shape

ENTITY = "HK_ID"


class Recognizer(Shape):
    """The shape with brackets, or without them after its name, and a right check digit."""

    ENTITY = ENTITY
    SCREEN = r"[A-Z]\d{6}"
    SHAPES = (
        rf"{START}[A-Z]{{1,2}}\d{{6}}\s?[(（][0-9A][)）]",
        rf"""(?i:hkid|hong\s?kong\s+id(?:entity)?(?:\s+card)?|香港身[份分][证證](?:[号號]碼?|号码)?)[\s:：#=是為为]{{0,5}}
        (?P<value>[A-Z]{{1,2}}\d{{6}}[0-9A]){END}""",
    )

    def valid(self, value: str) -> bool:
        """A letter counts 10 to 35, a missing first letter 36; A as check digit 10."""
        plain = "".join(filter(str.isalnum, value)).rjust(9)
        numbers = [36 if c == " " else int(c, 36) for c in plain]
        return sum((9 - i) * n for i, n in enumerate(numbers)) % 11 == 0


FINDS = {
    "HKID G123456(A) ok": ["G123456(A)"],
    "香港身份證號碼：G123456A": ["G123456A"],
    "持有AB987654(3)的人": ["AB987654(3)"],
}
IGNORES = ["G123456(B)", "G123456A", "SKU X123456", "part AG1234567"]
