"""A bank account of the same country whose check digits are ones that ISO 7064 never gives: 00, 01 or 99."""

from etl.scrub.surrogates._draw import Draw, narrow, wide

ENTITIES = ("IBAN_CODE",)
EXAMPLES = {
    ("IBAN_CODE", "GB82 WEST 1234 5698 7654 32"): r"GB(00|01|99) [A-Z]{4} \d{4} \d{4} \d{4} \d\d",
    ("IBAN_CODE", "de89370400440532013000"): r"de(00|01|99)\d{18}",
}
_LEAD = 4  # country and check digits


def surrogate(entity: str, value: str, draw: Draw) -> str | None:  # noqa: ARG001 - one entity
    """Other letters and digits behind the country."""
    plain = "".join(c for c in value if narrow(c).isalnum())
    behind = draw.like(plain[_LEAD:])
    bodies = (plain[:2] + check + behind for check in ("00", "99", "01"))
    body = next(body for body in bodies if _remainder(body) != 1)
    left = iter(body)
    return "".join(wide(narrow(next(left)), c) if narrow(c).isalnum() else c for c in value)


def _remainder(plain: str) -> int:
    turned = map(narrow, plain[_LEAD:] + plain[:_LEAD])
    return int("".join(str(int(c, 36)) for c in turned)) % 97
