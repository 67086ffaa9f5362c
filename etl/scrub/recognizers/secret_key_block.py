r"""Private key in PEM, whole or cut off at either end, with line breaks as `\n` or quoted by `> `; PuTTY's too.

Source: RFC 7468; OpenSSH's and PGP's blocks have the same lines. PuTTY's format: `Private-Lines: 1`, then as many.
"""

from etl.scrub.find.shape import Shape

ENTITY = "SECRET"
_NAME = r"\ [A-Z0-9 ]{0,32}PRIVATE\ KEY(?:\ BLOCK)?-----"
_LINE = r"[A-Za-z0-9+/=]{16,80}"
_BREAK = r"(?:[\s>]|\\r|\\n|\\\\n)"


class Recognizer(Shape):
    """From BEGIN to END; else as far as lines of Base64 go."""

    ENTITY = ENTITY
    SCREEN = "PRIVATE KEY|Private-Lines"
    SHAPES = (
        rf"""-----BEGIN{_NAME}(?:[A-Za-z0-9+/=\s\\:,.()>-]{{1,8000}}?-----END{_NAME}
        |(?:{_BREAK}*{_LINE})+(?:{_BREAK}*[A-Za-z0-9+/=]{{1,80}}(?=\s|["'`]|\Z))?)""",
        rf"(?<![A-Za-z0-9+/=])(?:{_LINE}{_BREAK}{{1,4}}){{1,200}}(?:[A-Za-z0-9+/=]{{1,80}}{_BREAK}{{1,4}})?-----END{_NAME}",
        rf"""Private-Lines:\ ?\d{{1,3}}{_BREAK}{{1,4}}(?P<value>{_LINE}(?:{_BREAK}{{1,4}}(?!Private-)
        [A-Za-z0-9+/=]{{4,80}}(?=[\s\\"'`]|\Z))*)""",
    )


FINDS = {
    "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----": [
        "-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----"
    ],
    r"k = '-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhki\n-----END RSA PRIVATE KEY-----\n'": [
        r"-----BEGIN RSA PRIVATE KEY-----\nMIIEvQIBADANBgkqhki\n-----END RSA PRIVATE KEY-----"
    ],
    "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5v\nbmUAAAAEbm9uZQ\n": [
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5v\nbmUAAAAEbm9uZQ"
    ],
    "b3BlbnNzaC1rZXktdjEAAAAABG5v\nbmU=\n-----END EC PRIVATE KEY-----": [
        "b3BlbnNzaC1rZXktdjEAAAAABG5v\nbmU=\n-----END EC PRIVATE KEY-----"
    ],
    "> -----BEGIN PRIVATE KEY-----\n> b3BlbnNzaC1rZXktdjEAAAAABG5v\n> bmU=\n> -----END PRIVATE KEY-----": [
        "-----BEGIN PRIVATE KEY-----\n> b3BlbnNzaC1rZXktdjEAAAAABG5v\n> bmU=\n> -----END PRIVATE KEY-----"
    ],
    "Private-Lines: 2\nAAAAgQDCiCmxOmSgYyMUfk\nbmU=\nPrivate-MAC: 0a1b": [
        "AAAAgQDCiCmxOmSgYyMUfk\nbmU="
    ],
}
IGNORES = [
    "-----BEGIN CERTIFICATE-----\nMIIEvQIBADANBgkqhki\n-----END CERTIFICATE-----",
    "a file begins with -----BEGIN PRIVATE KEY-----",
    "a private key is a secret",
    "Private-Lines: 2\nare counted here",
]
