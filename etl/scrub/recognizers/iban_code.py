"""International bank account number: country, two check digits, up to 30 letters and digits.

Source: ISO 13616; the numbers in FINDS are the registry's own examples.
"""

from etl.scrub.find.shape import END, START, Shape

ENTITY = "IBAN_CODE"
# Of each country, letters and digits: what is not in capitals must be as long, since any hash may look like it.
_LENGTHS = frozenset(
    """AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29
ES24 FI18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LI21 LT20
LU20 LV21 MC27 MD24 ME22 MK19 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SE24 SI19 SK24 SM27 TN24
TR26 UA29 VG24 XK20""".split()  # noqa: SIM905 - as a list it takes seventy lines
)


class Recognizer(Shape):
    """The shape, with or without groups of four, and remainder 1 by 97."""

    ENTITY = ENTITY
    SCREEN = r"[A-Za-z]{2}\d\d"
    SHAPES = (
        rf"{START}[A-Z]{{2}}\d\d[A-Z0-9]{{11,30}}{END}",
        rf"{START}[A-Z]{{2}}\d\d(?:[\ -][A-Z0-9]{{4}}){{2,7}}(?:[\ -][A-Z0-9]{{1,4}})?{END}",
        rf"(?i){START}[a-z]{{2}}\d\d[a-z0-9]{{11,30}}{END}",
    )

    def valid(self, value: str) -> bool:
        """Letters count 10 to 35, the first four characters go last; the number is 1 modulo 97."""
        plain = "".join(filter(str.isalnum, value)).upper()
        if not value.isupper() and f"{plain[:2]}{len(plain)}" not in _LENGTHS:
            return False
        return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


FINDS = {
    "pay to GB82 WEST 1234 5698 7654 32 today": ["GB82 WEST 1234 5698 7654 32"],
    "帳戶DE89370400440532013000匯款": ["DE89370400440532013000"],
    "to de89370400440532013000": ["de89370400440532013000"],
    "iban: fr1420041010050500013m02606": ["fr1420041010050500013m02606"],
}
IGNORES = [
    "GB82 WEST 1234 5698 7654 33",
    "DE8937040044053201300",
    "AB12CDEF34567890123456",
    "ab73cdef34567890123456",
]
