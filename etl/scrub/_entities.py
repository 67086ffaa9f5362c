"""The entities by name: which are sought by default, how a placeholder calls them, which label wins."""

from etl.errors import ConfigError

OPTIONAL = (
    "LOCATION",
    "ORGANIZATION",
    "DATE_TIME",
    "JP_MY_NUMBER",
    "URL",
)  # sought when named: they cost too much text
NAMES = ("PERSON", "LOCATION", "ORGANIZATION")  # found by the model
DENIED = "DENY_LIST"  # the texts of `scrub.deny`, always sought
NO_SURROGATE = ("SECRET", DENIED)  # always placeholders where surrogates are asked for

# Shorter names in placeholders, as the contract writes `<EMAIL_1>`; the others stand as they are.
LABELS = {
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "STREET_ADDRESS": "ADDRESS",
    "IP_ADDRESS": "IP",
}

# What Presidio's default registry alone finds: mostly by weak patterns.
PRESIDIOS = (
    "ES_NIE", "ES_NIF", "IT_DRIVER_LICENSE", "IT_FISCAL_CODE", "IT_IDENTITY_CARD", "IT_PASSPORT", "IT_VAT_CODE",
    "MEDICAL_LICENSE", "PL_PESEL", "UK_NHS", "US_BANK_NUMBER", "US_DRIVER_LICENSE", "US_ITIN", "US_PASSPORT", "UUID",
)  # fmt: skip

# Where spans overlap, all of them are masked and the first of these names the whole.
PRIORITY = (
    DENIED,
    "SECRET",
    "CREDIT_CARD",
    "IBAN_CODE",
    "CN_ID",
    "TW_ID",
    "HK_ID",
    "JP_MY_NUMBER",
    "CRYPTO",
    "US_SSN",
    "EMAIL_ADDRESS",
    "MAC_ADDRESS",
    "IP_ADDRESS",
    "BANK_ACCOUNT",
    "PHONE_NUMBER",
    "PASSPORT",
    "LICENSE_PLATE",
    "LINE_ID",
    "WECHAT_ID",
    *PRESIDIOS,
    "STREET_ADDRESS",
    "DATE_OF_BIRTH",
    "PERSON",
    "ORGANIZATION",
    "LOCATION",
    "NRP",
    "DATE_TIME",
    "URL",
)
_RANK = {entity: rank for rank, entity in enumerate(PRIORITY)}
_PLUGIN = (
    _RANK["EMAIL_ADDRESS"] - 0.5
)  # somebody's own recognizer knows better than the general ones


def rank(entity: str) -> tuple[float, str]:
    """Sort key of an entity: the smallest of several that overlap gives the label."""
    return _RANK.get(entity, _PLUGIN), entity


def label(entity: str) -> str:
    """The name of an entity in a placeholder."""
    return LABELS.get(entity, entity)


def chosen(entities: str | tuple[str, ...], found_by_files: set[str]) -> tuple[str, ...]:
    """The entities to be sought, sorted; among those named, "default" stands for all of the defaults.

    Raises:
        ConfigError: `entities` names one that no recognizer finds.
    """
    known = found_by_files | set(NAMES)
    named = {entities} if isinstance(entities, str) else set(entities)
    for entity in sorted(named - {"default"}):
        if entity not in known:
            raise ConfigError.unknown("entity", entity, {"default", *known}, at="scrub.entities")
    defaults = known - set(OPTIONAL) if "default" in named else set()
    return tuple(sorted((named - {"default"}) | defaults))
