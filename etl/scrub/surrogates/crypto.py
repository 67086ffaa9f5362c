"""A wallet with the mark and length of the old one, whose checksum is wrong: no program takes it."""

import regex

from etl.scrub.surrogates._draw import Draw

ENTITIES = ("CRYPTO",)
EXAMPLES = {
    ("CRYPTO", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"): "1[1-9A-HJ-NP-Za-km-z]{33}",
    ("CRYPTO", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"): "bc1q[02-9ac-hj-np-z]{38}",
    ("CRYPTO", "0x52908400098527886E0F7030069857D2E4169EE7"): "0x[0-9a-fA-F]{40}",
}
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "023456789acdefghjklmnpqrstuvwxyz"
_SHAPES = (
    (regex.compile(r"(?:bc|ltc|tb)1.|addr1", regex.I), _BECH32),
    (regex.compile("0x"), "0123456789abcdefABCDEF"),
    (regex.compile("[EU]Q"), _BASE58),
    (regex.compile("."), _BASE58),
)


def surrogate(entity: str, value: str, draw: Draw) -> str | None:  # noqa: ARG001 - one entity
    """Other characters of the same alphabet. One in four thousand million passes by chance; it is drawn again."""
    from etl.scrub.recognizers.crypto import Recognizer  # noqa: PLC0415 - it imports Presidio

    mark, alphabet = next((m.group(), a) for shape, a in _SHAPES if (m := shape.match(value)))
    new = mark + "".join(draw.choice(alphabet) for _ in value[len(mark) :])
    if alphabet is _BECH32 and value.isupper():
        new = new.upper()
    checked = alphabet is _BASE58 and new[0] in "123tLMDXT"
    return None if checked and Recognizer("en").valid(new) else new
