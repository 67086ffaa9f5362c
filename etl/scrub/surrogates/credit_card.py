"""Numbers whose check digit is wrong: cards (Luhn), and accounts long enough to be taken for one."""

from etl.scrub.surrogates._draw import Draw, digits_of, poured

ENTITIES = ("CREDIT_CARD", "BANK_ACCOUNT")
EXAMPLES = {
    ("CREDIT_CARD", "4111 1111 1111 1111"): r"4\d{3} \d{4} \d{4} \d{4}",
    ("BANK_ACCOUNT", "012-345-678901"): r"0\d\d-\d{3}-\d{6}",
}


def surrogate(entity: str, value: str, draw: Draw) -> str | None:  # noqa: ARG001 - all have digits alone
    """The first digit stays, which names the network; the last is never the right one."""
    old = digits_of(value)
    new = [*old[:1], *draw.digits(len(old) - 1)]
    if passes(new):
        new[-1] = (new[-1] + 1 + draw.below(9)) % 10
    return poured(value, new)


def passes(digits: list[int]) -> bool:
    """Luhn's check."""
    doubled = [sum(divmod(2 * n, 10)) for n in digits[-2::-2]]
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0
