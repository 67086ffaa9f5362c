"""International bank account number: country, two check digits, up to 30 letters and digits.

Source: ISO 13616; the numbers in FINDS are the registry's own examples.
"""

from etl.scrub.find.shape import END, START, Shape

ENTITY = "IBAN_CODE"


class Recognizer(Shape):
    """The shape, with or without groups of four, and remainder 1 by 97."""

    ENTITY = ENTITY
    SCREEN = r"[A-Za-z]{2}\d\d"
    SHAPES = (
        rf"{START}[A-Z]{{2}}\d\d[A-Z0-9]{{11,30}}{END}",
        rf"{START}[A-Z]{{2}}\d\d(?:[\ -][A-Z0-9]{{4}}){{2,7}}(?:[\ -][A-Z0-9]{{1,4}})?{END}",
        rf"(?i){START}(?<=iban[\s:=]{{1,3}})[a-z]{{2}}\d\d[a-z0-9]{{11,30}}{END}",
    )

    def valid(self, value: str) -> bool:
        """Letters count 10 to 35, the first four characters go last; the number is 1 modulo 97."""
        plain = "".join(filter(str.isalnum, value)).upper()
        return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


FINDS = {
    "pay to GB82 WEST 1234 5698 7654 32 today": ["GB82 WEST 1234 5698 7654 32"],
    "帳戶DE89370400440532013000匯款": ["DE89370400440532013000"],
    "iban: fr1420041010050500013m02606": ["fr1420041010050500013m02606"],
}
IGNORES = ["GB82 WEST 1234 5698 7654 33", "DE8937040044053201300", "AB12CDEF34567890123456"]
