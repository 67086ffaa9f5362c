"""IP address, version 4 and 6; `1.2.3`, `1.2.3.4.5` and times are none.

Source: RFC 4291, 2.2; parsed by the standard library's `ipaddress`.
"""

from ipaddress import ip_address

import regex

from etl.scrub.find.shape import Shape

ENTITY = "IP_ADDRESS"
_SLICE = regex.compile(r"\d{0,3}::\d{0,3}")  # of Python: `pieces[1::2]`; and `a::b` is code
_WORDS = (
    "version|release|firmware|driver|build|ver\\.|python|java|php|chapter|section|clause|appendix"
)
_NOT_A_VERSION = rf"(?<!(?i:(?<![a-z])(?:{_WORDS}))[\s/])(?<!版本[\s:：]?)(?<!第\s?)"
_OCTET = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"


class Recognizer(Shape):
    """Four octets that do not follow a version's `v`, or what `ipaddress` reads with two colons or more."""

    ENTITY = ENTITY
    SCREEN = r"\d\.\d|:[0-9A-Fa-f]{0,4}:"
    SHAPES = (
        rf"(?:(?<![A-Za-z0-9.])|(?<=(?<![A-Za-z])(?i:ip))){_NOT_A_VERSION}(?:{_OCTET}\.){{3}}{_OCTET}(?![A-Za-z0-9]|\.\d)",
        r"(?<![A-Za-z0-9:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9A-Fa-f]{1,4})?(?![A-Za-z0-9:])",
    )

    def valid(self, value: str) -> bool:
        """Whether it is an address that says something: loopback and unspecified ones do not, nor masks of networks."""
        try:
            address = ip_address(value)
        except ValueError:
            return False
        says_something = any(map(str.isdigit, value)) and not _SLICE.fullmatch(value)
        is_mask = value.startswith(("0.", "255."))
        return says_something and not (is_mask or address.is_loopback or address.is_unspecified)


FINDS = {
    "伺服器192.168.1.20掛了": ["192.168.1.20"],
    "位於IP192.168.1.20附近": ["192.168.1.20"],
    "from 8.8.8.8:53, port open": ["8.8.8.8"],
    "at 203.0.113.7.": ["203.0.113.7"],
    "v6 2001:db8::8a2e:370:7334 up": ["2001:db8::8a2e:370:7334"],
    "fe80::1%eth0": ["fe80::1"],
    "::ffff:192.0.2.128": ["::ffff:192.0.2.128"],
}
IGNORES = [
    "polars 1.2.3",
    "ship192.168.1.20",
    "1.2.3.4.5",
    "version 1.2.3.4",
    "v1.2.3.4",
    "Python 3.11.2.1",
    "chapter 1.2.3.4",
    "版本1.2.3.4",
    "第1.2.3.4節",
    "netmask 255.255.255.0",
    "wildcard 0.0.0.255",
    "256.1.1.1",
    "127.0.0.1",
    "at 12:30:45",
    "std::vector",
    "pieces[1::2]",
    "a::b",
    "::1",
    "00:1A:2B:3C:4D:5E",
]
