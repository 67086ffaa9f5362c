"""What `scrub.mode: presidio` finds: Presidio's default registry, by language, and the names that its NLP engine gives.

By their names alone, so that a config is checked without importing Presidio. What stands for a finding is looked up
by these names, and so is what `scrub.entities` may name in this mode.
Source: presidio-analyzer 2.2.366, `conf/default_recognizers.yaml` and `conf/default.yaml`; a test holds the table
against the package.
"""

from typing import Final

NAMED: Final = (
    "DATE_TIME",
    "LOCATION",
    "NRP",
    "PERSON",
)  # ORGANIZATION is ignored there: too many false alarms
EVERYWHERE: Final = (
    "CRYPTO", "DATE_TIME", "EMAIL_ADDRESS", "IBAN_CODE", "IP_ADDRESS", "MAC_ADDRESS", "MEDICAL_LICENSE",
    "PHONE_NUMBER", "URL", "UUID",
)  # fmt: skip
_OF: Final = {
    "en": ("CREDIT_CARD", "UK_NHS", "US_BANK_NUMBER", "US_DRIVER_LICENSE", "US_ITIN", "US_PASSPORT", "US_SSN"),
    "es": ("CREDIT_CARD", "ES_NIE", "ES_NIF"),
    "it": (
        "CREDIT_CARD", "IT_DRIVER_LICENSE", "IT_FISCAL_CODE", "IT_IDENTITY_CARD", "IT_PASSPORT", "IT_VAT_CODE",
    ),
    "pl": ("CREDIT_CARD", "PL_PESEL"),
}  # fmt: skip


def entities(languages: tuple[str, ...]) -> frozenset[str]:
    """What is found in texts of these languages."""
    return frozenset(
        (*NAMED, *EVERYWHERE, *(e for language in languages for e in _OF.get(language, ())))
    )
