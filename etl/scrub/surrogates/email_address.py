"""An e-mail address at a domain that RFC 2606 keeps for examples: nobody can be written to there."""

from etl.scrub.surrogates._draw import Draw
from etl.scrub.surrogates._lists import FAMILY, GIVEN

ENTITIES = ("EMAIL_ADDRESS",)
EXAMPLES = {
    ("EMAIL_ADDRESS", "mei.chen@corp.test"): r"[a-z]+\.[a-z]+\d\d@example\.(com|net|org)",
    ("EMAIL_ADDRESS", "MEI@CORP.TEST"): r"[A-Z]+\d\d@EXAMPLE\.(COM|NET|ORG)",
    ("EMAIL_ADDRESS", "mei%40corp.test"): r"[a-z]+\d\d%40example\.(com|net|org)",
}


def surrogate(entity: str, value: str, draw: Draw) -> str | None:  # noqa: ARG001 - one entity
    """A name, a mark between its words where the old one had one, two digits, and the domain."""
    sign = next((mark for mark in ("@", "%40", "＠", "&#64;", "\\u0040") if mark in value), "@")
    local = value.split(sign, maxsplit=1)[0]
    mark = next((mark for mark in "._-" if mark in local), "")
    words = [draw.choice(GIVEN).lower(), *([draw.choice(FAMILY).lower()] if mark else [])]
    new = f"{mark.join(words)}{10 + draw.below(90)}"
    domain = f"example.{draw.choice(('com', 'net', 'org'))}"
    letters = "".join(filter(str.isalpha, value.replace(sign, "")))
    return f"{new.upper()}{sign}{domain.upper()}" if letters.isupper() else f"{new}{sign}{domain}"
