"""Other people's names for what we seek.

| theirs | ours |
|---|---|
| PER, FIRST_NAME, LAST_NAME, NAME | PERSON |
| LOC, GPE, FAC, CITY, COUNTRY | LOCATION |
| ORG, COMPANY | ORGANIZATION |
| ADDRESS, STREET | STREET_ADDRESS |
| EMAIL, PHONE, IBAN, SSN, IP, MAC, CREDIT_CARD_NUMBER | as they read |
| DATE, TIME; PASSWORD | DATE_TIME; SECRET |
| US_PASSPORT, US_BANK_NUMBER | PASSPORT, BANK_ACCOUNT |

`O`, `OTH`, `MISC` and the like are nothing. What stands neither here nor among our entities keeps its name and is
counted as not sought. Where texts label DATE_TIME and no DATE_OF_BIRTH, a date of birth found is a date; where they
label LOCATION and no STREET_ADDRESS, an address is a place.
"""

from collections.abc import Collection
from typing import Final

_OURS: Final = {
    "PER": "PERSON",
    "FIRST_NAME": "PERSON",
    "LAST_NAME": "PERSON",
    "NAME": "PERSON",
    "LOC": "LOCATION",
    "GPE": "LOCATION",
    "FAC": "LOCATION",
    "CITY": "LOCATION",
    "COUNTRY": "LOCATION",
    "ORG": "ORGANIZATION",
    "COMPANY": "ORGANIZATION",
    "ADDRESS": "STREET_ADDRESS",
    "STREET": "STREET_ADDRESS",
    "EMAIL": "EMAIL_ADDRESS",
    "PHONE": "PHONE_NUMBER",
    "IBAN": "IBAN_CODE",
    "SSN": "US_SSN",
    "IP": "IP_ADDRESS",
    "MAC": "MAC_ADDRESS",
    "CREDIT_CARD_NUMBER": "CREDIT_CARD",
    "DATE": "DATE_TIME",
    "TIME": "DATE_TIME",
    "US_PASSPORT": "PASSPORT",
    "US_BANK_NUMBER": "BANK_ACCOUNT",
    "PASSWORD": "SECRET",
}
NOTHING: Final = frozenset({"O", "OTH", "OTHER", "MISC"})
_WIDER: Final = {"DATE_OF_BIRTH": "DATE_TIME", "STREET_ADDRESS": "LOCATION"}


def ours(label: str) -> str:
    """Our name of an entity."""
    name = label.upper().replace("-", "_").replace(" ", "_")
    return _OURS.get(name, name)


def among(entity: str, labels: Collection[str]) -> str:
    """The name under which a finding is compared with texts that use these labels."""
    wider = _WIDER.get(entity, entity)
    return entity if entity in labels or wider not in labels else wider
