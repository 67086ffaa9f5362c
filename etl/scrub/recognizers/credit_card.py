"""Payment card number: 13 to 19 digits, alone or in groups, with a right Luhn digit.

Source: ISO/IEC 7812-1; the numbers in FINDS are the networks' published test numbers.
"""

from etl.scrub._shape import END, START, Shape, digits

ENTITY = "CREDIT_CARD"


class Recognizer(Shape):
    """Digits that begin like a card of a known network and pass Luhn's check (one in ten does)."""

    ENTITY = ENTITY
    SCREEN = r"\d(?:[ -]?\d){12}"
    SHAPES = (
        rf"{START}(?<![\d][.,-])(?:[34569]\d{{3}}|2[0-9]\d\d|1800)(?:[ -]?\d{{4}}){{2}}[ -]?\d{{1,7}}{END}(?![.,]\d)",
        rf"{START}(?<![\d][.,-])3[47]\d\d[ -]?\d{{6}}[ -]?\d{{5}}{END}(?![.,]\d)",
        rf"{START}(?<![\d][.,-])3(?:0[0-5]|[689]\d)\d[ -]?\d{{6}}[ -]?\d{{4}}{END}(?![.,]\d)",
    )

    def valid(self, value: str) -> bool:
        """Luhn: every second digit from the right is doubled; the sum of digits ends in 0."""
        numbers = digits(value)[::-1]
        doubled = (sum(divmod(2 * number, 10)) for number in numbers[1::2])
        return len(set(numbers)) > 1 and (sum(numbers[::2]) + sum(doubled)) % 10 == 0


FINDS = {
    "card 4111 1111 1111 1111 please": ["4111 1111 1111 1111"],
    "卡號4111111111111111已扣款": ["4111111111111111"],
    "amex 3782-822463-10005": ["3782-822463-10005"],
    "5555-5555-5555-4444, 6011111111111117": ["5555-5555-5555-4444", "6011111111111117"],
    "JCB 3530111333300000 diners 30569309025904": ["3530111333300000", "30569309025904"],
}
IGNORES = [
    "4111 1111 1111 1112",
    "order 1735689600123",
    "0000 0000 0000 0000",
    "4111111111111111a",
    "3.4111111111111111",
]
