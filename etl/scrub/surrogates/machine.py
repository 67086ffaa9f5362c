"""Addresses of machines from the ranges for documentation: RFC 5737, RFC 3849; MACs that are locally administered."""

import regex

from etl.scrub.surrogates._draw import Draw

ENTITIES = ("IP_ADDRESS", "MAC_ADDRESS", "URL")
EXAMPLES = {
    ("IP_ADDRESS", "192.168.1.20"): r"(192\.0\.2|198\.51\.100|203\.0\.113)\.\d{1,3}",
    ("IP_ADDRESS", "fe80::1"): r"2001:db8:(:?[0-9a-f]{1,4}){4}",
    ("MAC_ADDRESS", "00-1A-2B-3C-4D-5E"): "02(-[0-9A-F]{2}){5}",
    ("URL", "https://shop.corp.test/cart?x=1"): r"https://[a-z]+\.example/[a-z]+",
}
_NETS = ("192.0.2", "198.51.100", "203.0.113")


def surrogate(entity: str, value: str, draw: Draw) -> str | None:
    """Another address of the kind."""
    if entity == "URL":
        return _url(value, draw)
    if entity == "MAC_ADDRESS":
        new = iter("02" + "".join(draw.choice("0123456789abcdef") for _ in value))
        filled = regex.sub("[0-9A-Fa-f]", lambda _: next(new), value)
        return str(filled.upper() if value == value.upper() else filled)
    if ":" in value:
        return "2001:db8::" + ":".join(f"{1 + draw.below(0xFFFF):x}" for _ in range(4))
    return f"{draw.choice(_NETS)}.{1 + draw.below(254)}"


def _url(value: str, draw: Draw) -> str:
    from etl.scrub.surrogates._lists import PLACES  # noqa: PLC0415 - of this alone

    scheme, mark, rest = value.rpartition("://")
    path = f"/{draw.choice(PLACES).lower()}" if "/" in rest else ""
    return f"{scheme}{mark}{draw.choice(PLACES).lower()}.example{path}"
