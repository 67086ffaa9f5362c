"""Hardware (MAC) address: six pairs of hexadecimal digits, `00:1A:2B:3C:4D:5E`.

Source: IEEE 802, EUI-48; broadcast and empty addresses name no device.
"""

from etl.scrub.find.shape import END, START, Shape

ENTITY = "MAC_ADDRESS"


class Recognizer(Shape):
    """Six pairs with one kind of separator, or three groups of four with dots (Cisco)."""

    ENTITY = ENTITY
    SCREEN = r"[0-9A-Fa-f]{2}[:.-][0-9A-Fa-f]{2}"
    SHAPES = (
        rf"{START}(?<![:-])[0-9A-Fa-f]{{2}}([:-])(?:[0-9A-Fa-f]{{2}}\1){{4}}[0-9A-Fa-f]{{2}}{END}(?![:-][0-9A-Fa-f])",
        rf"""{START}(?<![0-9A-Fa-f]{{2}}[.:-])[0-9A-Fa-f]{{4}}\.[0-9A-Fa-f]{{4}}\.[0-9A-Fa-f]{{4}}{END}
        (?![.:-][0-9A-Fa-f]{{2,4}}{END})""",
    )

    def valid(self, value: str) -> bool:
        """Whether its digits are not all the same."""
        return len(set(value.lower()) - set(":-.")) > 1


FINDS = {
    "eth0 00:1A:2B:3C:4D:5E up": ["00:1A:2B:3C:4D:5E"],
    "網卡00-1a-2b-3c-4d-5e故障": ["00-1a-2b-3c-4d-5e"],
    "cisco 001a.2b3c.4d5e": ["001a.2b3c.4d5e"],
}
IGNORES = [
    "ff:ff:ff:ff:ff:ff",
    "00:1A:2B:3C:4D",
    "00:1A:2B:3C:4D:5E:6F",
    "12:30:45",
    "5425.2334.3010.9903",
    "001a.2b3c.4d5e:7788",
    "00:1A-2B:3C:4D:5E",
]
