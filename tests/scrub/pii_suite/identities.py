"""Numbers that states and banks give, made by their own rules: every check digit is right."""

from random import Random

from pii_suite.shapes import date_of, digits, pick

LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
CITIES = ("110101", "310115", "440305", "510104", "330106", "420111", "610113")
CARDS = (
    ("4", 16),
    ("51", 16),
    ("55", 16),
    ("2221", 16),
    ("37", 15),
    ("6011", 16),
    ("3528", 16),
    ("622126", 19),
    ("36", 14),
)
BANKS = {"DE": 18, "FR": 23, "GB": 18, "NL": 14, "ES": 20, "IT": 23, "CH": 17, "BE": 12, "PL": 24}


def luhn(body: str) -> str:
    total = sum(
        sum(divmod(int(d) * (2 if i % 2 == 0 else 1), 10)) for i, d in enumerate(body[::-1])
    )
    return body + str(-total % 10)


def card(rng: Random) -> str:
    prefix, length = pick(rng, CARDS)
    number = luhn(prefix + digits(rng, length - len(prefix) - 1))
    if length != 16:
        return number
    groups = [number[i : i + 4] for i in range(0, 16, 4)]
    return pick(rng, ("", " ", "-")).join(groups)


def iban(rng: Random) -> str:
    country, length = pick(rng, tuple(BANKS.items()))
    bank = "".join(rng.choices("ABCDEFGHKLMN", k=4)) if country in {"GB", "NL"} else ""
    if country in {"FR", "IT"}:
        bank = pick(rng, "XABC") if country == "IT" else ""
    body = bank + digits(rng, length - len(bank))
    number = int("".join(str(int(c, 36)) for c in f"{body}{country}00"))
    whole = f"{country}{98 - number % 97:02}{body}"
    spaced = " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))
    return pick(rng, (whole, spaced))


def _tw(first: str, second: str, rng: Random) -> str:
    place = 10 + LETTERS.index(first)
    sex = (10 + LETTERS.index(second)) % 10 if second.isalpha() else int(second)
    middle = digits(rng, 7)
    numbers = (*divmod(place, 10), sex, *map(int, middle))
    total = sum(w * n for w, n in zip((1, 9, 8, 7, 6, 5, 4, 3, 2, 1), numbers, strict=True))
    return f"{first}{second}{middle}{-total % 10}"


def tw_id(rng: Random) -> str:
    return _tw(pick(rng, LETTERS), pick(rng, "12"), rng)


def tw_arc(rng: Random) -> str:
    return _tw(pick(rng, LETTERS), pick(rng, "89ABCD"), rng)


def tw_nhi(rng: Random) -> str:
    groups = ["0000", digits(rng, 4), digits(rng, 4)]
    return pick(rng, ("", " ", "-")).join(groups)


def cn_id(rng: Random) -> str:
    year, month, day = date_of(rng)
    body = f"{pick(rng, CITIES)}{year}{month:02}{day:02}{digits(rng, 3)}"
    total = sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(body))
    return body + "10X98765432"[total % 11]


def cn_id_old(rng: Random) -> str:
    year, month, day = date_of(rng)
    return f"{pick(rng, CITIES)}{year % 100:02}{month:02}{day:02}{digits(rng, 3)}"


def hk_id(rng: Random) -> str:
    letter, body = pick(rng, "ABCDEGHKMPRVYZ"), digits(rng, 6)
    numbers = [36, int(letter, 36), *map(int, body)]
    check = -sum((9 - i) * n for i, n in enumerate(numbers)) % 11
    return f"{letter}{body}({'A' if check == 10 else check})"


def ssn(rng: Random) -> str:
    area = pick(rng, [n for n in range(1, 900) if n != 666])
    return f"{area:03}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}"


def passport(rng: Random) -> str:
    return pick(
        rng,
        (
            f"3{digits(rng, 8)}",
            f"E{digits(rng, 8)}",
            f"EJ{digits(rng, 7)}",
            f"X{digits(rng, 8)}",
            f"TK{digits(rng, 7)}",
        ),
    )


def bank_account(rng: Random) -> str:
    body = digits(rng, rng.randint(10, 14))
    return pick(rng, (body, f"{body[:3]}-{body[3:]}", f"{body[:3]}-{body[3:6]}-{body[6:]}"))


def bank_account_cn(rng: Random) -> str:
    """Of an account with a card, as every bank there gives: a card of UnionPay."""
    return luhn(f"62{digits(rng, rng.choice((13, 16)))}")


def us_plate(rng: Random) -> str:
    return pick(
        rng,
        (
            f"{pick(rng, '3456789')}{_plate(rng, 3)}{digits(rng, 3)}",
            f"{_plate(rng, 3)} {digits(rng, 4)}",
            f"{_plate(rng, 3)}-{digits(rng, 4)}",
        ),
    )


def tw_plate(rng: Random) -> str:
    return pick(
        rng,
        (
            f"{_plate(rng, 3)}-{digits(rng, 4)}",
            f"{digits(rng, 4)}-{_plate(rng, 2)}",
            f"{_plate(rng, 2)}-{digits(rng, 4)}",
        ),
    )


def cn_plate(rng: Random) -> str:
    city = pick(rng, "京沪粤浙苏川鲁豫") + pick(rng, "ABCDEF")
    return (
        city
        + pick(rng, ("", "·"))
        + pick(
            rng,
            (
                f"{_plate(rng, 1)}{digits(rng, 4)}",
                f"D{digits(rng, 5)}",
                f"{digits(rng, 3)}{_plate(rng, 2)}",
            ),
        )
    )


def _plate(rng: Random, count: int) -> str:
    return "".join(rng.choices("ABCDEFGHJKLMNPQRSTUVWXYZ", k=count))
