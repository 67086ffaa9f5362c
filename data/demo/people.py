"""Invented personal data with right shapes and checksums, so that a recognizer has to find them.

Mail addresses are of example domains, IP addresses of the documentation nets, American phones of
the 555-01 range; everything else is drawn by chance. Keys are put together from pieces, so that
no secret scanner fires on this file.
"""

from random import Random

from grammar import Grammar

LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"  # in the order of their numbers 10 to 35 in a TW id
REGIONS = ("110105", "310115", "440106", "510107", "330106", "420111")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def person(rng: Random, grammar: Grammar) -> dict[str, str]:
    """Everything about one invented person, by entity."""
    language, options = grammar.language, grammar.options
    given, family, login = (rng.choice(options[part]) for part in ("given", "family", "login"))
    return {
        "PERSON": f"{given} {family}" if language == "en" else family + given,
        "EMAIL_ADDRESS": f"{login}{rng.randrange(10, 99)}@example.{rng.choice(('com', 'org', 'net'))}",
        "PHONE_NUMBER": phone(rng, language),
        "CREDIT_CARD": card(rng),
        "IP_ADDRESS": f"{rng.choice(('203.0.113', '198.51.100', '192.0.2'))}.{rng.randrange(2, 255)}",
        "IBAN_CODE": iban(rng),
        "US_SSN": f"{rng.randrange(201, 580)}-{rng.randrange(11, 78)}-{rng.randrange(2001, 9999)}",
        "TW_ID": tw_id(rng),
        "CN_ID": cn_id(rng),
        "STREET_ADDRESS": address(rng, grammar),
        "SECRET": secret(rng),
    }


def phone(rng: Random, language: str) -> str:
    """A number as people of that country write it."""
    a, b, c = digits(rng, 3), digits(rng, 3), digits(rng, 4)
    if language == "en":
        area, line = rng.choice(("415", "503", "212", "720")), f"01{digits(rng, 2)}"
        return rng.choice((f"({area}) 555-{line}", f"{area}-555-{line}", f"+1 {area} 555 {line}"))
    if language == "zh_tw":
        return rng.choice((f"0912-{a}-{b}", f"0937{a}{b}", f"+886 912 {a} {b}", f"02-2{a}-{c}"))
    return rng.choice(
        (f"138{c}{digits(rng, 4)}", f"+86 139 {c} {digits(rng, 4)}", f"159-{c}-{digits(rng, 4)}")
    )


def address(rng: Random, grammar: Grammar) -> str:
    """A street address of the country."""
    street, number = rng.choice(grammar.options["street"]), rng.randrange(3, 290)
    if grammar.language == "en":
        return f"{number} {street}, {rng.choice(grammar.options['town'])}"
    if grammar.language == "zh_tw":
        return f"{street}{number}號{rng.randrange(2, 15)}樓"
    return f"{street}{number}号{rng.randrange(1, 9)}栋{rng.randrange(101, 1804)}室"


def card(rng: Random) -> str:
    """Sixteen digits of the test ranges that pass Luhn's check, in groups or in one."""
    body = rng.choice(("400000", "555555", "411111")) + digits(rng, 9)
    doubled = (int(d) * (2 - i % 2) for i, d in enumerate(body))
    number = body + str(-sum(d // 10 + d % 10 for d in doubled) % 10)
    mark = rng.choice((" ", "-", ""))
    return mark.join(number[i : i + 4] for i in range(0, 16, 4))


def iban(rng: Random) -> str:
    """A German account number with its check digits (ISO 13616, mod 97)."""
    account = digits(rng, 18)
    number = f"DE{98 - int(account + '131400') % 97:02d}{account}"
    mark = rng.choice((" ", ""))
    return mark.join(number[i : i + 4] for i in range(0, 22, 4))


def tw_id(rng: Random) -> str:
    """A letter, 1 or 2, seven digits and a check digit, weights 1 9 8 7 6 5 4 3 2 1 1."""
    letter, body = rng.choice(LETTERS), rng.choice("12") + digits(rng, 7)
    number = f"{LETTERS.index(letter) + 10}{body}"
    total = sum(int(d) * w for d, w in zip(number, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1), strict=True))
    return f"{letter}{body}{-total % 10}"


def cn_id(rng: Random) -> str:
    """Region, date of birth, serial and the check character of GB 11643-1999."""
    born = f"{rng.randrange(1955, 2004)}{rng.randrange(1, 13):02d}{rng.randrange(1, 29):02d}"
    body = rng.choice(REGIONS) + born + digits(rng, 3)
    return body + "10X98765432"[sum(int(d) * pow(2, 17 - i, 11) for i, d in enumerate(body)) % 11]


def secret(rng: Random) -> str:
    """A key in the shape of a well-known service."""
    shapes = (
        ("sk-" + "proj-", 40),
        ("AK" + "IA", 16),
        ("gh" + "p_", 36),
        ("AI" + "za", 35),
        ("hf" + "_", 34),
    )
    prefix, length = rng.choice(shapes)
    alphabet = ALPHABET[:26] + "234567" if length == 16 else ALPHABET  # noqa: PLR2004 - an access key's length
    return prefix + "".join(rng.choice(alphabet) for _ in range(length))


def digits(rng: Random, count: int) -> str:
    """So many digits by chance."""
    return "".join(str(rng.randrange(10)) for _ in range(count))
