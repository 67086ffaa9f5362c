"""Ways to reach a person or a machine: mail, phones, accounts, addresses, wallets."""

import string
from hashlib import sha256
from random import Random

from pii_suite.shapes import BASE58, date_of, digits, letters, pick

USERS = (
    "rosalind",
    "t.wrenfield",
    "okafor_n",
    "yuting.c",
    "dev-ops",
    "h.lindqvist",
    "zhao87",
    "petra",
    "billing",
    "m_castellan",
)
HOSTS = (
    "harborline.io",
    "northpine.co.uk",
    "tealbird.dev",
    "mail.yulan.com.tw",
    "qingshan.cn",
    "posteo.example",
    "orchid-labs.ai",
)
MONTHS = ("January", "February", "March", "April", "June", "July", "August", "October", "December")
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def email(rng: Random) -> str:
    user = pick(rng, USERS) + pick(rng, ("", "", digits(rng, 2), f"+{pick(rng, ('news', 'bank'))}"))
    return f"{user}@{pick(rng, HOSTS)}"


def email_odd(rng: Random) -> str:
    return pick(
        rng,
        (
            f'"{pick(rng, USERS)} x"@{pick(rng, HOSTS)}',
            f"{pick(rng, USERS)}@xn--{letters(rng, 6, string.ascii_lowercase + string.digits)}.com",
            f"{pick(rng, USERS)}@münchen-{digits(rng, 2)}.de",
        ),
    )


def email_percent(rng: Random) -> str:
    return email(rng).replace("+", "").replace("@", "%40")


def tw_mobile(rng: Random) -> str:
    a, b, c = f"09{digits(rng, 2)}", digits(rng, 3), digits(rng, 3)
    return pick(
        rng,
        (
            f"{a}{b}{c}",
            f"{a}-{b}-{c}",
            f"{a} {b} {c}",
            f"+886 {a[1:]} {b} {c}",
            f"+886{a[1:]}{b}{c}",
            f"{a}-{b}{c}",
        ),
    )


def tw_land(rng: Random) -> str:
    end = f"{pick(rng, '2678')}{digits(rng, 3)}-{digits(rng, 4)}"
    return pick(
        rng,
        (
            f"02-{end}",
            f"(02){end}",
            f"(02) {end}",
            f"+886-2-{end}",
            f"02-{end}#{digits(rng, 3)}",
            f"02-{end}分機{digits(rng, 3)}",
        ),
    )


def cn_mobile(rng: Random) -> str:
    a, b, c = f"1{pick(rng, ('38', '39', '50', '86', '77'))}", digits(rng, 4), digits(rng, 4)
    return pick(
        rng,
        (
            f"{a}{b}{c}",
            f"{a} {b} {c}",
            f"{a}-{b}-{c}",
            f"+86 {a} {b} {c}",
            f"+86{a}{b}{c}",
            f"86-{a}{b}{c}",
        ),
    )


def cn_land(rng: Random) -> str:
    return pick(
        rng,
        (
            f"010-{pick(rng, '68')}{digits(rng, 7)}",
            f"0755-{pick(rng, '28')}{digits(rng, 7)}",
            f"(021){pick(rng, '56')}{digits(rng, 7)}",
            f"010-6{digits(rng, 7)}转{digits(rng, 3)}",
        ),
    )


def hk_phone(rng: Random) -> str:
    a, b = f"{pick(rng, '59')}{digits(rng, 3)}", digits(rng, 4)
    return pick(rng, (f"+852 {a} {b}", f"+852-{a}-{b}", f"(852) {a} {b}", f"+852{a}{b}"))


def us_phone(rng: Random) -> str:
    a, b, c = (
        pick(rng, ("415", "212", "646", "303", "503")),
        f"{pick(rng, '2468')}{digits(rng, 2)}",
        digits(rng, 4),
    )
    return pick(
        rng,
        (
            f"({a}) {b}-{c}",
            f"{a}-{b}-{c}",
            f"{a}.{b}.{c}",
            f"+1 {a} {b} {c}",
            f"+1-{a}-{b}-{c}",
            f"1-{a}-{b}-{c}",
            f"{a} {b} {c}",
            f"({a}) {b}-{c} ext. {digits(rng, 3)}",
            f"+1{a}{b}{c}",
        ),
    )


def jp_phone(rng: Random) -> str:
    a, b = digits(rng, 4), digits(rng, 4)
    return pick(
        rng,
        (
            f"090-{a}-{b}",
            f"080-{a}-{b}",
            f"03-3{a[1:]}-{b}",
            f"+81 90 {a} {b}",
            f"+81-3-3{a[1:]}-{b}",
        ),
    )


def eu_phone(rng: Random) -> str:
    return pick(
        rng,
        (
            f"+49 30 {pick(rng, '234')}{digits(rng, 7)}",
            f"+49 151 2{digits(rng, 7)}",
            f"+33 6 {' '.join(digits(rng, 2) for _ in range(4))}",
            f"06 12 {' '.join(digits(rng, 2) for _ in range(3))}",
            f"+44 20 7{digits(rng, 3)} {digits(rng, 4)}",
            f"020 7{digits(rng, 3)} {digits(rng, 4)}",
            f"07700 900{digits(rng, 3)}",
            f"+34 6{digits(rng, 2)} {digits(rng, 3)} {digits(rng, 3)}",
            f"+39 347 {digits(rng, 7)}",
            f"+31 6 {digits(rng, 8)}",
        ),
    )


def bare_phone(rng: Random) -> str:
    """Digits that only the word before them tells."""
    return pick(
        rng,
        (
            f"555{digits(rng, 7)}",
            f"2{digits(rng, 7)}",
            f"{pick(rng, '25')}{digits(rng, 2)}-{digits(rng, 4)}",
            f"415{digits(rng, 7)}",
        ),
    )


def ipv4(rng: Random) -> str:
    first = pick(rng, ("10", "172", "192", "203", "61", "114", "8"))
    return f"{first}.{rng.randint(0, 255)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"


def ipv6(rng: Random) -> str:
    group = [f"{rng.getrandbits(16):x}" for _ in range(6)]
    return pick(
        rng,
        (
            f"2001:db8:{':'.join(group)}",
            f"2404:6800:4008::{group[0]}",
            f"fe80::{':'.join(group[:4])}",
            f"2001:b011:{group[0]}:{group[1]}::1",
        ),
    )


def mac(rng: Random) -> str:
    pairs = [f"{rng.getrandbits(8) | 1:02x}" for _ in range(6)]
    return pick(rng, (":".join(pairs), "-".join(pairs).upper(), ":".join(pairs).upper()))


def _base58check(prefix: int, rng: Random) -> str:
    raw = bytes([prefix]) + rng.randbytes(20)
    raw += sha256(sha256(raw).digest()).digest()[:4]
    number, text = int.from_bytes(raw, "big"), ""
    while number:
        number, at = divmod(number, 58)
        text = BASE58[at] + text
    return "1" * (len(raw) - len(raw.lstrip(b"\0"))) + text


def bitcoin(rng: Random) -> str:
    return pick(
        rng,
        (
            _base58check(0, rng),
            _base58check(5, rng),
            f"bc1q{letters(rng, 38, BECH32)}",
            f"bc1p{letters(rng, 58, BECH32)}",
        ),
    )


def ethereum(rng: Random) -> str:
    return f"0x{rng.getrandbits(160):040x}"


def altcoin(rng: Random) -> str:
    return pick(
        rng,
        (
            _base58check(0x41, rng),
            _base58check(0x30, rng),
            _base58check(0x1E, rng),
            f"ltc1q{letters(rng, 38, BECH32)}",
        ),
    )


def born_en(rng: Random) -> str:
    year, month, day = date_of(rng)
    name = MONTHS[month % len(MONTHS)]
    return pick(
        rng,
        (
            f"{year}-{month:02}-{day:02}",
            f"{month:02}/{day:02}/{year}",
            f"{name} {day}, {year}",
            f"{day} {name} {year}",
            f"{day:02}.{month:02}.{year}",
        ),
    )


def born_zh(rng: Random) -> str:
    year, month, day = date_of(rng)
    return pick(
        rng,
        (
            f"{year}年{month}月{day}日",
            f"{year}/{month:02}/{day:02}",
            f"{year}-{month:02}-{day:02}",
            f"{year}.{month}.{day}",
        ),
    )


def born_tw(rng: Random) -> str:
    year, month, day = date_of(rng)
    return pick(
        rng,
        (
            f"民國{year - 1911}年{month}月{day}日",
            f"{max(year - 1911, 40)}/{month:02}/{day:02}",
            f"民國{year - 1911}/{month}/{day}",
        ),
    )


def account(rng: Random) -> str:
    return pick(
        rng,
        (
            f"{pick(rng, USERS).replace('.', '_').replace('-', '_')}{digits(rng, 3)}",
            f"wander{digits(rng, 4)}",
            f"tea_house{digits(rng, 2)}",
        ),
    )
