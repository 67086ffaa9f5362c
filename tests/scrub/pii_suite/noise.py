"""What only looks like personal data: order numbers, times, versions, digests, prices, parts."""

from random import Random
from uuid import UUID

from pii_suite.shapes import digits, letters, pick


def order(rng: Random) -> str:
    return pick(
        rng,
        (
            f"ORD-{digits(rng, 8)}",
            f"#{digits(rng, 10)}",
            f"A{digits(rng, 6)}",
            f"20260{rng.randint(1, 9)}{rng.randint(10, 28)}{digits(rng, 6)}",
            f"TW{digits(rng, 10)}",
            f"PO-{digits(rng, 4)}-{digits(rng, 4)}",
        ),
    )


def tracking(rng: Random) -> str:
    return pick(
        rng,
        (
            f"1Z{letters(rng, 6, 'ABCDEFGHJKLMN0123456789')}{digits(rng, 10)}",
            f"SF1{digits(rng, 12)}",
            f"9{digits(rng, 21)}",
            f"{digits(rng, 4)}8{digits(rng, 7)}",
        ),
    )


def epoch(rng: Random) -> str:
    return pick(
        rng, (f"17{digits(rng, 8)}", f"17{digits(rng, 11)}", f"17{digits(rng, 8)}.{digits(rng, 6)}")
    )


def stamp(rng: Random) -> str:
    day = f"2026-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    time = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
    return pick(
        rng,
        (
            f"{day}T{time}Z",
            f"{day} {time},{digits(rng, 3)}",
            f"{day}T{time}.{digits(rng, 6)}+08:00",
            day,
            time,
        ),
    )


def version(rng: Random) -> str:
    a, b, c = rng.randint(0, 30), rng.randint(0, 60), rng.randint(0, 99)
    return pick(
        rng,
        (
            f"{a}.{b}.{c}",
            f"v{a}.{b}.{c}-rc{c % 5}",
            f"{a}.{b}.{c}+build.{digits(rng, 5)}",
            f"2026.{b % 12 + 1}.{c}",
            f"{a}.{b}",
        ),
    )


def uuid(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))


def sha(rng: Random) -> str:
    return (
        f"{rng.getrandbits(bits):0{bits // 4}x}"
        if (bits := rng.choice((28, 128, 160, 256)))
        else ""
    )


def price(rng: Random) -> str:
    whole = rng.randint(1000, 99_999_999)
    return pick(
        rng,
        (
            f"${whole:,}.{digits(rng, 2)}",
            f"NT${whole:,}",
            f"¥{whole}",
            f"US$ {whole / 100:,.2f}",
            f"{whole:,}",
            f"€{whole}.00",
        ),
    )


def part(rng: Random) -> str:
    """Stock and part numbers, some in the groups of a phone number or a plate."""
    return pick(
        rng,
        (
            f"{digits(rng, 3)}-{digits(rng, 4)}-{digits(rng, 2)}",
            f"SKU-{digits(rng, 3)}-{digits(rng, 3)}-{digits(rng, 4)}",
            f"{letters(rng, 3, 'ABCDEFGH')}-{digits(rng, 4)}",
            f"MX{digits(rng, 6)}",
            f"{digits(rng, 5)}-{digits(rng, 5)}",
            f"PN{digits(rng, 3)}.{digits(rng, 3)}.{digits(rng, 2)}",
        ),
    )


def number(rng: Random) -> str:
    return pick(
        rng,
        (
            digits(rng, rng.randint(4, 9)),
            f"{rng.random():.12f}",
            f"{rng.randint(1, 999)}.{digits(rng, 6)}",
            f"-{digits(rng, 5)}",
        ),
    )


def isbn(rng: Random) -> str:
    return pick(
        rng,
        (
            f"978-{rng.randint(0, 9)}-{digits(rng, 4)}-{digits(rng, 4)}-{rng.randint(0, 9)}",
            f"979{digits(rng, 10)}",
        ),
    )


def bad_card(rng: Random) -> str:
    """Sixteen digits in fours whose last one is wrong."""
    from pii_suite.identities import luhn  # noqa: PLC0415 - the only use

    right = luhn("4" + digits(rng, 14))
    wrong = right[:-1] + str((int(right[-1]) + 1) % 10)
    return " ".join(wrong[i : i + 4] for i in range(0, 16, 4))


def coordinate(rng: Random) -> str:
    return f"{rng.uniform(20, 50):.6f}, {rng.uniform(100, 130):.6f}"
