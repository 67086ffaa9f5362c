"""Wallet address: Bitcoin and its kin (Litecoin, Dogecoin, Dash, Zcash, Tron), Bech32, Ethereum, Cardano, Monero, TON.

Source: Bitcoin wiki, "Base58Check encoding"; BIP 173 and 350; EIP-55; CIP-19. A Bech32 address is taken by its
shape. Ripple and Solana have none of their own, so a word such as `wallet` must stand before one.
"""

from hashlib import sha256

from etl.scrub.find.shape import END, START, Shape

ENTITY = "CRYPTO"
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_SIZES = (25, 26)  # bytes: a version of one byte, of Zcash two; 20 of a hash and 4 of its sum


class Recognizer(Shape):
    """Base58 with a right checksum, a known prefix, or the word before it."""

    ENTITY = ENTITY
    SCREEN = "[A-Za-z0-9]{25}"
    SHAPES = (
        rf"{START}(?P<value>[123tLMDXT][1-9A-HJ-NP-Za-km-z]{{25,35}}){END}",
        rf"{START}(?:(?:bc|ltc|tb)1[02-9ac-hj-np-z]{{22,87}}|(?:BC|LTC|TB)1[02-9AC-HJ-NP-Z]{{22,87}}){END}",
        rf"{START}0x[0-9a-fA-F]{{40}}{END}",
        rf"{START}addr1[02-9ac-hj-np-z]{{50,100}}{END}",
        rf"{START}4[0-9AB][1-9A-HJ-NP-Za-km-z]{{93}}{END}",
        rf"{START}[EU]Q(?=[A-Za-z0-9_-]{{0,21}}[A-Za-z0-9]{{23}})[A-Za-z0-9_-]{{46}}(?![A-Za-z0-9_-])",
        rf"""(?i:wallet|address|xrp|ripple|solana|(?<![a-z])sol|錢包|钱包|地址)[^A-Za-z0-9\n]{{0,8}}(?i:address|is|地址)?[^A-Za-z0-9\n]{{0,5}}
        (?P<value>(?=[A-Za-z]*\d)(?=[a-z0-9]*[A-Z])(?:r[1-9A-HJ-NP-Za-km-z]{{24,34}}|[1-9A-HJ-NP-Za-km-z]{{43,44}})){END}""",
    )

    def valid(self, value: str) -> bool:
        """Whether the last four bytes are the double SHA-256 of the others, where the shape says little."""
        if value[0] not in "123tLMDXT" or value[:3].lower() in {"ltc", "tb1"} or len(value) > 36:  # noqa: PLR2004 - Base58Check is shorter
            return True
        number = 0
        for character in value:
            number = number * 58 + _BASE58.index(character)
        raw = number.to_bytes(27, "big")
        return any(
            not any(raw[:-size]) and sha256(sha256(raw[-size:-4]).digest()).digest()[:4] == raw[-4:]
            for size in _SIZES
        )


FINDS = {
    "send to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa now": ["1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"],
    "錢包bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq轉帳": [
        "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
    ],
    "0x52908400098527886E0F7030069857D2E4169EE7": ["0x52908400098527886E0F7030069857D2E4169EE7"],
    "XRP wallet rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh": ["rEb8TK3gBgk5auZkwc6sHnwrGVJH8DuaLh"],
}
IGNORES = [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
    "0x52908400098527886E0F",
    "1111111111111111111111111111",
    "the address requirementsForTheNextRelease",
]
