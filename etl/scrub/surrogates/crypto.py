"""A wallet with the mark and length of the old one, whose checksum is wrong: no program takes it."""

import regex

from etl.scrub.surrogates import _checksums
from etl.scrub.surrogates._draw import Draw

ENTITIES = ("CRYPTO",)
EXAMPLES = {
    ("CRYPTO", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"): "1[1-9A-HJ-NP-Za-km-z]{33}",
    ("CRYPTO", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"): "bc1q[02-9ac-hj-np-z]{38}",
    ("CRYPTO", "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N"): "EQ[1-9A-HJ-NP-Za-km-z]{46}",
    ("CRYPTO", "0x52908400098527886E0F7030069857D2E4169EE7"): "0x[0-9a-fA-F]{40}",
}
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "023456789acdefghjklmnpqrstuvwxyz"
_MARKS = (
    (regex.compile(r"(?:bc|ltc|tb)1.|addr1", regex.I), _BECH32),
    (regex.compile("0x"), "0123456789abcdefABCDEF"),
    (regex.compile("[EU]Q"), _BASE58),
    (regex.compile("."), _BASE58),
)
# By what begins so and is as long; all else is Base58Check or, as Solana's, has none.
_CHECKS = (
    (regex.compile(r"(?:(?:bc|ltc|tb)1|addr1).+", regex.I), _checksums.bech32),
    (regex.compile("0x.+"), _checksums.ethereum),
    (regex.compile("[EU]Q.{46}"), _checksums.ton),
    (regex.compile("4.{94}"), _checksums.monero),
    (regex.compile("r.{24,34}"), _checksums.ripple),
)


def surrogate(entity: str, value: str, draw: Draw) -> str | None:  # noqa: ARG001 - one entity
    """Other characters of the same alphabet; None for those that pass by chance, so that they are drawn again.

    Of an address of Ethereum that is written in one case, where EIP-55 checks nothing, the case is mixed, and wrong.
    """
    mark, alphabet = next((m.group(), a) for shape, a in _MARKS if (m := shape.match(value)))
    new = mark + "".join(draw.choice(alphabet) for _ in value[len(mark) :])
    if alphabet is _BECH32 and value.isupper():
        new = new.upper()
    return None if _is_right(new) else new


def _is_right(address: str) -> bool:
    from etl.scrub.recognizers.crypto import Recognizer  # noqa: PLC0415 - it imports Presidio

    for shape, check in _CHECKS:
        if shape.fullmatch(address):
            return check(address)
    return address[0] in "123tLMDXT" and Recognizer("en").valid(address)
