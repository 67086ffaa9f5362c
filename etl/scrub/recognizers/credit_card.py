"""Payment card number: 13 to 19 digits, alone or in groups, with a right Luhn digit.

Source: ISO/IEC 7812-1; the networks' first digits and lengths; the numbers in FINDS are published test numbers.
"""

from etl.scrub.find.shape import END, START, Shape, digits

ENTITY = "CREDIT_CARD"
_ALONE = rf"{START}(?<![\d][.,-])(?<![A-Z]{{2}}\d\d[ ](?:[A-Z0-9]{{4}}[ ]){{0,7}})"  # nor a part of an IBAN
_END = rf"{END}(?![.,]\d|[ -]\d{{4}}(?!\d))"
_MASTERCARD = r"(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)"
_SIXTEEN = (
    rf"(?:4\d{{3}}|{_MASTERCARD}|220[0-4]|35(?:2[89]|[3-8]\d)|5[06-8]\d\d|6\d{{3}}|8[12]\d\d)"
)
_MARK = r"[._/:\u00b7\u2022]"  # no comma: 4000,4500,5000,5500 are four numbers
_MARKED, _MARKED_END = rf"{START}(?<!\d(?:{_MARK}|,))", rf"{END}(?!(?:{_MARK}|,)\d)"


class Recognizer(Shape):
    """Digits as many as the network of their beginning has, which pass Luhn's check (one in ten does)."""

    ENTITY = ENTITY
    SCREEN = rf"\d(?:[ -]?\d){{12}}|\d{{4}}{_MARK}\d{{4,6}}{_MARK}\d{{4,5}}"
    SHAPES = (
        rf"{_ALONE}{_SIXTEEN}(?:[ -]?\d{{4}}){{3}}{_END}",
        rf"{_MARKED}{_SIXTEEN}({_MARK})\d{{4}}\1\d{{4}}\1\d{{4}}{_MARKED_END}",
        rf"{_MARKED}3[47]\d\d({_MARK})\d{{6}}\1\d{{5}}{_MARKED_END}",
        rf"{_ALONE}(?:62|81)\d\d(?:[ -]?\d{{4}}){{3}}[ -]?\d{{1,3}}{_END}",
        rf"{_ALONE}(?:6[037]\d\d|5[068]\d\d|4\d{{3}})(?:[ -]?\d{{4}}){{3}}[ -]?\d{{3}}{_END}",
        rf"{_ALONE}(?:4\d{{12}}|(?:1800|2131|35\d\d)\d{{11}}){_END}",
        rf"{_ALONE}3[47]\d\d[ -]?\d{{6}}[ -]?\d{{5}}{_END}",
        rf"{_ALONE}3(?:0[0-5]|[689]\d)\d[ -]?\d{{6}}[ -]?\d{{4}}{_END}",
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
    "mastercard 2223003122003222": ["2223003122003222"],
    "銀聯6212345678900000003": ["6212345678900000003"],
    "5425.2334.3010.9903, 4111_1111_1111_1111": ["5425.2334.3010.9903", "4111_1111_1111_1111"],
    "4111/1111/1111/1111 4111:1111:1111:1111": ["4111/1111/1111/1111", "4111:1111:1111:1111"],
    "4111·1111·1111·1111 or 3782.822463.10005": ["4111·1111·1111·1111", "3782.822463.10005"],
}
IGNORES = [
    "4111 1111 1111 1112",
    "order 1735689600123",
    "0000 0000 0000 0000",
    "4111111111111111a",
    "3.4111111111111111",
    "9796012139451",
    "order 20260817625896",
    "4111.1111.1111.1112",
    "4111.1111:1111.1111",
    "4111:1111:1111:1111:2222",
    "2222:4111:1111:1111:1111",
    "4111,1111,1111,1111",
    "PL13 7593 6921 1912 6335 5661 6927",
]
