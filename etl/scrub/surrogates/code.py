"""Codes that prove nothing by themselves, letter for letter and digit for digit; accounts of chat services.

An account is longer than LINE (18) and WeChat (20) give one, so that it is nobody's.
"""

from etl.scrub.surrogates._draw import Draw
from etl.scrub.surrogates._lists import FAMILY, GIVEN

ENTITIES = ("PASSPORT", "LICENSE_PLATE", "LINE_ID", "WECHAT_ID")
EXAMPLES = {
    ("PASSPORT", "EA1234567"): r"[A-Z]{2}\d{7}",
    ("LICENSE_PLATE", "京A12345"): r"京[A-Z]\d{5}",
    ("LINE_ID", "@mei_chen88"): r"@[a-z._0-9]{21,}",
    ("WECHAT_ID", "wxid_mei1990"): r"[a-z._0-9]{21,}",
}
_TOO_LONG = 21


def surrogate(entity: str, value: str, draw: Draw) -> str | None:
    """Another code in the same format, another account."""
    if entity in {"PASSPORT", "LICENSE_PLATE"}:
        return draw.like(value)
    name = f"{draw.choice(GIVEN)}.{draw.choice(FAMILY)}_".lower()
    digits = "".join(map(str, draw.digits(max(2, _TOO_LONG - len(name)))))
    return "@" * value.startswith("@") + name + digits
