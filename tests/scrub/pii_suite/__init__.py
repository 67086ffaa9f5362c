"""Labelled texts made by seed: written apart from what the model learned from, and before anyone saw how scrub does.

    "Call me at [[bare_phone]] ..."  ->  a text, and where in it the number stands

A template is a line of `templates/`; `⏎` is a line break, `[[kind]]` a value of `KINDS`, `[[kind|spelling]]` one that
hides. Templates of `json.txt` are JSON, so values are escaped as JSON has them.
"""

import json
import unicodedata
from pathlib import Path
from random import Random
from typing import NamedTuple

import regex

from pii_suite import contacts, identities, keys, noise, people

FOLDER = Path(__file__).parent / "templates"
WIDE = {ord("!") + i: 0xFF01 + i for i in range(94)}  # ASCII -> full-width
_SLOT = regex.compile(r"\[\[(?P<kind>\w+)(?:\|(?P<spelling>\w+))?\]\]")

KINDS = {  # entity -> what makes its values; under None what is nobody's
    "EMAIL_ADDRESS": (contacts.email, contacts.email_odd, contacts.email_percent),
    "PHONE_NUMBER": (
        contacts.tw_mobile,
        contacts.tw_land,
        contacts.cn_mobile,
        contacts.cn_land,
        contacts.hk_phone,
        contacts.us_phone,
        contacts.jp_phone,
        contacts.eu_phone,
        contacts.bare_phone,
    ),
    "CREDIT_CARD": (identities.card, identities.bank_account_cn),
    "IBAN_CODE": (identities.iban,),
    "BANK_ACCOUNT": (identities.bank_account,),
    "IP_ADDRESS": (contacts.ipv4, contacts.ipv6),
    "MAC_ADDRESS": (contacts.mac,),
    "CRYPTO": (contacts.bitcoin, contacts.ethereum, contacts.altcoin),
    "US_SSN": (identities.ssn,),
    "TW_ID": (identities.tw_id, identities.tw_arc, identities.tw_nhi),
    "CN_ID": (identities.cn_id, identities.cn_id_old),
    "HK_ID": (identities.hk_id,),
    "PASSPORT": (identities.passport,),
    "LICENSE_PLATE": (identities.us_plate, identities.tw_plate, identities.cn_plate),
    "DATE_OF_BIRTH": (contacts.born_en, contacts.born_zh, contacts.born_tw),
    "LINE_ID|WECHAT_ID": (contacts.account,),
    "SECRET": (
        keys.aws_key,
        keys.aws_secret,
        keys.openai,
        keys.anthropic,
        keys.github,
        keys.gitlab,
        keys.slack,
        keys.google,
        keys.stripe,
        keys.hugging_face,
        keys.npm,
        keys.sendgrid,
        keys.jwt,
        keys.pem,
        keys.pem_cut,
        keys.opaque,
        keys.basic,
        keys.password,
        keys.url_password,
    ),
    "PERSON": (
        people.english,
        people.pinyin,
        people.hant,
        people.hans,
        people.called_hant,
        people.called_hans,
    ),
    "STREET_ADDRESS": (people.street_en, people.street_tw, people.street_cn),
    None: (
        noise.order,
        noise.tracking,
        noise.epoch,
        noise.stamp,
        noise.version,
        noise.uuid,
        noise.sha,
        noise.price,
        noise.part,
        noise.number,
        noise.isbn,
        noise.bad_card,
        noise.coordinate,
    ),
}
MAKERS = {make.__name__: (entity, make) for entity, made in KINDS.items() for make in made}
SPELLINGS = {
    "wide": lambda text: text.translate(WIDE),
    "zwsp": lambda text: f"{text[:3]}\u200b{text[3:-3]}\u200b{text[-3:]}",
    "bidi": lambda text: f"\u2066{text[:4]}\u200e{text[4:]}\u2069",
    "html": lambda text: text.replace("@", "&#64;").replace(".", "&#46;"),
    "unicode": lambda text: text.replace("@", "\\u0040"),
}


class Mark(NamedTuple):
    start: int
    end: int
    entity: str


class Text(NamedTuple):
    folder: str  # the file of its template
    template: str
    text: str
    marks: tuple[Mark, ...]


def texts(count: int = 2400, seed: int = 20261121, files: str = "*") -> list[Text]:
    """As many texts from every template of these files, give or take one, the same for a seed."""
    lines = [
        (path.stem, line)
        for path in sorted(FOLDER.glob(f"{files}.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    rng = Random(seed)  # noqa: S311 - texts, not keys
    return [_text(*lines[i % len(lines)], rng) for i in range(count)]


def _text(folder: str, line: str, rng: Random) -> Text:
    text, at, marks = "", 0, []
    for slot in _SLOT.finditer(line):
        text += line[at : slot.start()].replace("⏎", "\n")
        entity, make = MAKERS[slot["kind"]]
        value = make(rng)
        if slot["spelling"]:
            value = SPELLINGS[slot["spelling"]](value)
        if folder == "json":
            value = json.dumps(value, ensure_ascii=False)[1:-1]
        if entity:
            label = _label(entity, line)
            marks.append(_trimmed(text, value, label))
        text, at = text + value, slot.end()
    return Text(folder, line, text + line[at:].replace("⏎", "\n"), tuple(marks))


def _label(entity: str, line: str) -> str:
    """An account is one of LINE or of WeChat by what stands before it."""
    if "|" not in entity:
        return entity
    before = line.lower().partition("[[account")[0]
    return (
        "LINE_ID"
        if before.rfind("line") > max(before.rfind("we"), before.rfind("微"))
        else "WECHAT_ID"
    )


def _trimmed(text: str, value: str, entity: str) -> Mark:
    """The value without what cannot be seen at its ends."""
    shown = [i for i, c in enumerate(value) if unicodedata.category(c) != "Cf"]
    return Mark(len(text) + shown[0], len(text) + shown[-1] + 1, entity)
