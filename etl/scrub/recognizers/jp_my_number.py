"""Japan's individual number, マイナンバー: 12 digits, the last one a check digit; sought only when named.

Source: Ministerial ordinance 85 of 2014, article 5: weights 6 5 4 3 2 7 6 5 4 3 2, 11 minus the sum modulo 11, 0 where
that is above 9. One in eleven of all numbers passes, so its name must stand before it, or it is in groups of four.
"""

from etl.scrub.find.shape import END, START, Shape, digits

ENTITY = "JP_MY_NUMBER"


class Recognizer(Shape):
    """Twelve digits behind the word or in groups, with a right check digit."""

    ENTITY = ENTITY
    SCREEN = r"\d{4}[ -]?\d{4}[ -]?\d{4}"
    SHAPES = (
        rf"""(?:マイナンバー|個人番号|個人番號|(?i:my\s?number|individual\snumber))[^\d\n]{{0,12}}
        (?P<value>(?<![A-Za-z0-9])\d{{4}}[ -]?\d{{4}}[ -]?\d{{4}}){END}""",
        rf"{START}(?<!\d[ -])\d{{4}}([ -])\d{{4}}\1\d{{4}}{END}(?![ -]\d)",
    )

    def valid(self, value: str) -> bool:
        """Whether the check digit is right."""
        *body, check = digits(value)
        weights = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
        rest = 11 - sum(w * n for w, n in zip(weights, body, strict=True)) % 11
        return check == (0 if rest > 9 else rest)  # noqa: PLR2004 - one digit


FINDS = {
    "マイナンバーは123456789018です": ["123456789018"],
    "my number: 1234-5678-9018": ["1234-5678-9018"],
    "1234 5678 9018": ["1234 5678 9018"],
}
IGNORES = ["マイナンバーは123456789017です", "order 123456789018", "0000 1234 5678 9018"]
