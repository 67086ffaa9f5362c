"""JSON numbers as people write what they count: a card that a table had as a float is still a card."""

import re
from decimal import Decimal

LONG = re.compile(r"-?\d{7,24}(?:\.\d+)?", re.ASCII)  # may be a phone or a card without any word
WHOLE = re.compile(r"-?\d{1,24}", re.ASCII)
_FLOAT = re.compile(r"-?\d{1,32}(?:\.\d{1,32})?(?:[eE][+-]?\d{1,2})?", re.ASCII)
_MOST = 24  # digits: of more, nothing is anybody's


def by_value(token: str) -> str:
    """A number without exponent and without a fraction of nothing; one that is none, or too long, as it stands.

    >>> by_value("912345678.0"), by_value("9.12345678e8"), by_value("1.50"), by_value("1e90")
    ('912345678', '912345678', '1.50', '1e90')
    """
    if WHOLE.fullmatch(token) or not _FLOAT.fullmatch(token):
        return token
    whole, _, fraction = format(Decimal(token), "f").partition(".")
    if len(whole.lstrip("-")) > _MOST:
        return token
    return f"{whole}.{fraction}" if fraction.strip("0") else whole
