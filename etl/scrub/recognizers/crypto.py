"""Wallet address: Bitcoin (Base58Check and Bech32), Ethereum and Tron.

Source: Bitcoin wiki, "Base58Check encoding"; BIP 173. A Bech32 address is taken by its shape.
"""

from hashlib import sha256

from etl.scrub._shape import END, START, Shape

ENTITY = "CRYPTO"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class Recognizer(Shape):
    """Base58 with a right checksum, or 40 hexadecimal digits after 0x."""

    ENTITY = ENTITY
    SCREEN = r"0x[0-9a-fA-F]{40}|bc1|[13T][1-9A-HJ-NP-Za-km-z]{24}"
    SHAPES = (
        rf"{START}[13T][1-9A-HJ-NP-Za-km-z]{{25,34}}{END}",
        rf"{START}bc1[02-9ac-hj-np-z]{{11,87}}{END}",
        rf"{START}0x[0-9a-fA-F]{{40}}{END}",
    )

    def valid(self, value: str) -> bool:
        """Whether the last four bytes are the double SHA-256 of the others; not asked of bc1 and 0x."""
        if value.startswith(("bc1", "0x")):
            return True
        number = 0
        for character in value:
            number = number * 58 + _BASE58.index(character)
        try:
            raw = number.to_bytes(25, "big")
        except OverflowError:
            return False
        return sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


FINDS = {
    "send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa now": ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
    "錢包bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq轉帳": [
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
    ],
    "0x52908400098527886E0F7030069857D2E4169EE7": ["0x52908400098527886E0F7030069857D2E4169EE7"],
}
IGNORES = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "0x52908400098527886E0F",
    "1111111111111111111111111111",
]
